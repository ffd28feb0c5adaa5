import Text

/// How bytes become the text of events and come back, exactly, when reads split characters.
///
/// Each stream (`o`, `e`, `i`) has its own carry: the unfinished character at the end of its bytes so far, at most
/// 3 bytes. The rule for a chunk, where `T` is the carry followed by the chunk:
///
/// 1. `T` is valid text, but for an unfinished character at its end: a lower-case event. Its text is `T` up to the
///    last whole character, so it begins with the carried bytes, and a player that glues texts shows everything. What
///    the chunk has beyond that text is the data of a `p` event, in base64, that follows in the same write; it belongs
///    to the event before it. A chunk that holds no end of a character has the text `""`, which repeats nothing.
/// 2. Anything else holds really invalid bytes: a capital letter, and the chunk's own bytes in base64. (A chunk that
///    breaks off a carried character is one of these: `C3`, then `41`.)
/// 3. In both cases the carry is now the unfinished character at the end of `T`.
///
/// A reader drops the carried bytes from the start of a text that is not empty and appends the bytes of `p`. So each
/// event has its own bytes again; an unfinished character at the end of a stream stands in its `p` and nowhere else.
struct CharacterCarry: Sendable, Hashable {
    /// How a chunk is spelt.
    enum Spelling: Hashable {
        /// Text, and the bytes for `p`, if any.
        case text([UInt8], rest: [UInt8])
        /// Bytes for base64.
        case bytes
    }

    /// Why a text or a `p` can't be.
    enum Mismatch: Error {
        /// The text does not begin with the carried bytes.
        case textLacksCarry
        /// The bytes of `p` are not the start of a character.
        case restIsNoStart
    }

    /// The unfinished character at the end of the stream so far.
    private(set) var carried: [UInt8] = []

    /// How to write a chunk that is not plain text without a carry.
    mutating func spell(_ chunk: [UInt8]) -> Spelling {
        let text = carried + chunk
        let tail = UTF8Splitter.incompleteTail(of: text)
        let whole = text.dropLast(tail)
        defer { carried = Array(text.suffix(tail)) }
        guard UTF8Check.isValid(whole) else { return .bytes }
        let rest = whole.isEmpty ? chunk : Array(text.suffix(tail))
        return .text(Array(whole), rest: rest)
    }

    /// The bytes of an event from its text; no `p` has been seen yet.
    mutating func bytes(ofText text: consuming [UInt8]) throws(Mismatch) -> [UInt8] {
        guard !carried.isEmpty, !text.isEmpty else { return text }
        guard text.starts(with: carried) else { throw .textLacksCarry }
        text.removeFirst(carried.count)
        carried.removeAll()
        return text
    }

    /// Takes the bytes of a `p` behind an event.
    mutating func take(rest: [UInt8]) throws(Mismatch) {
        let start = carried + rest
        guard !rest.isEmpty, UTF8Splitter.incompleteTail(of: start) == start.count else { throw .restIsNoStart }
        carried = start
    }

    /// Takes the bytes of a capital event.
    mutating func take(bytes: [UInt8]) {
        let all = carried + bytes
        carried = Array(all.suffix(UTF8Splitter.incompleteTail(of: all)))
    }
}

/// One carry for each stream.
struct CharacterCarries: Sendable, Hashable {
    private var input = CharacterCarry()
    private var output = CharacterCarry()
    private var error = CharacterCarry()

    /// The carry of a stream.
    subscript(stream: StandardStream) -> CharacterCarry {
        get {
            switch stream {
            case .stdin: input
            case .stdout: output
            case .stderr: error
            }
        }
        set {
            switch stream {
            case .stdin: input = newValue
            case .stdout: output = newValue
            case .stderr: error = newValue
            }
        }
    }
}
