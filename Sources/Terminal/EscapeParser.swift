/// Takes a terminal's output apart into text, controls, control sequences and control strings.
///
/// A stream with state: the parts are the same for every way to cut the bytes, save that text comes in runs. It is the
/// state machine of the VT500 series with three changes. It works on UTF-8: C1 controls count in their UTF-8 form only
/// (C2 80 to C2 9F), other bytes from 0x80 are text, or the end of a sequence that they can't be in. Device control
/// strings are handed on whole. A sequence of more than `sequenceBytesMax` bytes is given up, so that a lost end can't
/// swallow a session. Source: Paul Williams, "A parser for DEC's ANSI-compatible video terminals" (vt100.net/emu/dec_ansi_parser).
struct EscapeParser: Sendable, Hashable {
    /// How long a sequence may be, in bytes; what comes after that is taken for text again.
    static let sequenceBytesMax = 1 << 20

    private enum State: UInt8 {
        case text
        /// After ESC.
        case escape
        /// After ESC and an intermediate byte: `ESC ( B`.
        case escapeIntermediate
        /// Right after CSI, where a private marker may stand.
        case controlEntry
        case controlParameter
        case controlIntermediate
        /// In a control sequence that makes no sense: read up to its final byte.
        case controlIgnore
        case string
        /// After ESC in a control string.
        case stringEscape
        /// After C2 in text: the first byte of a C1 control or of another character.
        case lead
        /// After C2 in a control string.
        case stringLead
    }

    private var state = State.text
    private var sequenceBytes = 0
    private var sequence = EscapeSequence()
    private var kind = ControlString.operatingSystem
    private var contents: [UInt8] = []
    /// How many bytes of the stream were read before this feed.
    private(set) var position = 0

    /// A parser at the start of a stream.
    init() {}

    /// Whether the stream stands right behind the byte C2 of text.
    var isAfterLead: Bool { state == .lead }

    /// Hands on the parts of these bytes.
    mutating func feed<Handler: EscapeHandler>(_ bytes: UnsafeBufferPointer<UInt8>, into handler: inout Handler) {
        var index = 0
        while index < bytes.count {
            if state == .text {
                let start = index
                while index < bytes.count, Self.isPlain(bytes[index]) { index += 1 }
                if index > start {
                    handler.text(UnsafeBufferPointer(rebasing: bytes[start..<index]))
                    continue
                }
            }
            step(bytes[index], at: position + index, &handler)
            index += 1
        }
        position += bytes.count
    }

    /// Whether a byte in text means itself; C2 may begin a C1 control.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F && byte != 0xC2 }

    @inline(__always)
    private mutating func step<Handler: EscapeHandler>(_ byte: UInt8, at position: Int, _ handler: inout Handler) {
        if state == .text { return plain(byte, &handler) }
        sequenceBytes += 1
        switch state {
        case .text: break
        case .lead: afterLead(byte, at: position, &handler)
        case .escape: afterEscape(byte, at: position, &handler)
        case .escapeIntermediate: escapeIntermediate(byte, at: position, &handler)
        case .controlEntry, .controlParameter: controlParameter(byte, at: position, &handler)
        case .controlIntermediate, .controlIgnore: controlEnd(byte, at: position, &handler)
        case .string: string(byte, &handler)
        case .stringEscape: stringEscape(byte, at: position, &handler)
        case .stringLead: stringLead(byte, &handler)
        }
        if sequenceBytes >= Self.sequenceBytesMax {
            state = .text
            sequenceBytes = 0
        }
    }

    private mutating func begin(_ state: State) {
        self.state = state
        sequenceBytes = 0
    }

    @inline(__always)
    private mutating func plain<Handler: EscapeHandler>(_ byte: UInt8, _ handler: inout Handler) {
        switch byte {
        case 0x1B:
            begin(.escape)
            sequence.clear()
            handler.beginSequence()
        case 0xC2: begin(.lead)
        case 0x00..<0x20, 0x7F: handler.control(byte)
        default: Self.emit(byte, &handler)
        }
    }

    private static func emit<Handler: EscapeHandler>(_ byte: UInt8, _ handler: inout Handler) {
        withUnsafePointer(to: byte) { handler.text(UnsafeBufferPointer(start: $0, count: 1)) }
    }

    private mutating func afterLead<Handler: EscapeHandler>(
        _ byte: UInt8, at position: Int, _ handler: inout Handler
    ) {
        state = .text
        guard (0x80..<0xA0).contains(byte) else {
            Self.emit(0xC2, &handler)
            return plain(byte, &handler)
        }
        sequence.clear()
        handler.beginSequence()
        dispatchEscape(byte - 0x40, at: position, &handler)
    }

    private mutating func afterEscape<Handler: EscapeHandler>(
        _ byte: UInt8, at position: Int, _ handler: inout Handler
    ) {
        switch byte {
        case 0x20..<0x30:
            sequence.take(intermediate: byte)
            state = .escapeIntermediate
        case 0x30..<0x7F: dispatchEscape(byte, at: position, &handler)
        default: outside(byte, &handler)
        }
    }

    private mutating func escapeIntermediate<Handler: EscapeHandler>(
        _ byte: UInt8, at position: Int, _ handler: inout Handler
    ) {
        switch byte {
        case 0x20..<0x30: sequence.take(intermediate: byte)
        case 0x30..<0x7F:
            state = .text
            sequence.end = position + 1
            handler.escape(sequence, final: byte)
        default: outside(byte, &handler)
        }
    }

    /// Begins what `ESC byte` begins, or hands it on.
    private mutating func dispatchEscape<Handler: EscapeHandler>(
        _ byte: UInt8, at position: Int, _ handler: inout Handler
    ) {
        if byte == UInt8(ascii: "[") {
            begin(.controlEntry)
        } else if let kind = ControlString(rawValue: byte) {
            begin(.string)
            self.kind = kind
            contents.removeAll(keepingCapacity: true)
        } else {
            state = .text
            sequence.end = position + 1
            handler.escape(sequence, final: byte)
        }
    }

    @inline(__always)
    private mutating func controlParameter<Handler: EscapeHandler>(
        _ byte: UInt8, at position: Int, _ handler: inout Handler
    ) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: ";"):
            if Handler.keepsContents { sequence.take(parameter: byte) }
            state = .controlParameter
        case UInt8(ascii: "<")...UInt8(ascii: "?"):
            if state == .controlEntry {
                sequence.marker = byte
                state = .controlParameter
            } else {
                state = .controlIgnore
            }
        default: controlEnd(byte, at: position, &handler)
        }
    }

    private mutating func controlEnd<Handler: EscapeHandler>(
        _ byte: UInt8, at position: Int, _ handler: inout Handler
    ) {
        switch byte {
        case 0x40..<0x7F:
            let isIgnored = state == .controlIgnore
            state = .text
            sequence.end = position + 1
            if !isIgnored { handler.controlSequence(sequence, final: byte) }
        case 0x20..<0x30:
            sequence.take(intermediate: byte)
            if state != .controlIgnore { state = .controlIntermediate }
        case 0x30..<0x40: state = .controlIgnore
        default: outside(byte, &handler)
        }
    }

    /// A byte that is no part of a sequence: controls are done as it goes on, ESC begins another, the rest ends it.
    private mutating func outside<Handler: EscapeHandler>(_ byte: UInt8, _ handler: inout Handler) {
        switch byte {
        case 0x18, 0x1A:
            state = .text
            handler.control(byte)
        case 0x7F: break
        case 0x00..<0x20 where byte != 0x1B: handler.control(byte)
        default:
            state = .text
            plain(byte, &handler)
        }
    }

    private mutating func string<Handler: EscapeHandler>(_ byte: UInt8, _ handler: inout Handler) {
        switch byte {
        case 0x07 where kind == .operatingSystem: endString(bell: true, &handler)
        case 0x18, 0x1A:
            state = .text
            handler.control(byte)
        case 0x1B: state = .stringEscape
        case 0xC2: state = .stringLead
        default: if Handler.keepsContents { keep(byte) }
        }
    }

    private mutating func stringLead<Handler: EscapeHandler>(_ byte: UInt8, _ handler: inout Handler) {
        state = .string
        if byte == 0x9C { return endString(bell: false, &handler) }
        if Handler.keepsContents { keep(0xC2) }
        string(byte, &handler)
    }

    private mutating func stringEscape<Handler: EscapeHandler>(
        _ byte: UInt8, at position: Int, _ handler: inout Handler
    ) {
        if byte == UInt8(ascii: "\\") { return endString(bell: false, &handler) }
        // Another sequence begins: the string has no end of its own.
        begin(.escape)
        sequence.clear()
        afterEscape(byte, at: position, &handler)
    }

    private mutating func keep(_ byte: UInt8) {
        if contents.count < EscapeSequence.stringBytesMax { contents.append(byte) }
    }

    private mutating func endString<Handler: EscapeHandler>(bell: Bool, _ handler: inout Handler) {
        state = .text
        handler.string(kind, contents, endsInBell: bell)
    }
}
