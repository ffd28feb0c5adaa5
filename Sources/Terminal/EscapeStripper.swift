/// Takes the escape sequences out of a terminal's output, so that words can be looked for in it.
///
/// A stream with state: the result is the same for every way to cut the bytes. Moves of the cursor that draw words apart
/// become one space (in a line) or one line feed (to another line), CR LF and CR CR LF become LF, other controls but tab
/// and carriage return go. Nothing of a sequence is kept, so memory is constant.
/// Source: ECMA-48, and xterm's "Control Sequences"; C1 controls count in their UTF-8 form only.
public struct EscapeStripper: Sendable, Hashable {
    /// How long a sequence may be, in bytes; what comes after that is taken for text again.
    public static let sequenceBytesMax = EscapeParser.sequenceBytesMax

    private var parser = EscapeParser()
    /// Whether a carriage return waits for what follows it.
    private var hasReturn = false

    /// A stripper at the start of a stream.
    public init() {}

    /// The text of a whole output.
    public static func strip(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var stripper = EscapeStripper()
        var text: [UInt8] = []
        stripper.feed(bytes, into: &text)
        stripper.finish(into: &text)
        return text
    }

    /// Appends the text of these bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>, into text: inout [UInt8]) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { feed($0, into: &text) }
        guard isDone == nil else { return }
        Array(bytes).withUnsafeBufferPointer { feed($0, into: &text) }
    }

    /// The text of these bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        feed(bytes, into: &text)
        return text
    }

    /// Ends the stream: a sequence without an end is dropped, a last carriage return is text.
    public mutating func finish(into text: inout [UInt8]) {
        var writer = StrippedText(text: [], hasReturn: hasReturn)
        swap(&writer.text, &text)
        if parser.isAfterLead { writer.append(0xC2) }
        writer.appendReturn()
        swap(&writer.text, &text)
        self = EscapeStripper()
    }

    private mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
        var writer = StrippedText(text: [], hasReturn: hasReturn)
        swap(&writer.text, &text)
        parser.feed(bytes, into: &writer)
        swap(&writer.text, &text)
        hasReturn = writer.hasReturn
    }
}

/// What a stripper writes: text, with what moves leave between words.
private struct StrippedText: EscapeHandler {
    static let keepsContents = false

    var text: [UInt8]
    var hasReturn: Bool

    @inline(__always)
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        appendReturn()
        text.append(contentsOf: bytes)
    }

    @inline(__always)
    func beginSequence() {}

    mutating func control(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\t"): append(byte)
        case UInt8(ascii: "\r"): hasReturn = true
        case UInt8(ascii: "\n"): appendLineFeed()
        default: break
        }
    }

    mutating func escape(_ sequence: EscapeSequence, final: UInt8) {
        guard sequence.intermediate == 0 else { return }
        if final == UInt8(ascii: "D") || final == UInt8(ascii: "E") { appendLineFeed() }
    }

    /// What a move of the cursor leaves between the words before and behind it.
    mutating func controlSequence(_ sequence: EscapeSequence, final: UInt8) {
        switch final {
        case UInt8(ascii: "C"), UInt8(ascii: "G"), UInt8(ascii: "I"), UInt8(ascii: "a"), UInt8(ascii: "`"):
            append(UInt8(ascii: " "))
        case UInt8(ascii: "E"), UInt8(ascii: "H"), UInt8(ascii: "d"), UInt8(ascii: "f"): appendLineFeed()
        default: break
        }
    }

    mutating func string(_ kind: ControlString, _ bytes: [UInt8], endsInBell: Bool) {}

    mutating func append(_ byte: UInt8) {
        appendReturn()
        text.append(byte)
    }

    @inline(__always)
    mutating func appendReturn() {
        if hasReturn { text.append(UInt8(ascii: "\r")) }
        hasReturn = false
    }

    private mutating func appendLineFeed() {
        hasReturn = false
        text.append(UInt8(ascii: "\n"))
    }
}
