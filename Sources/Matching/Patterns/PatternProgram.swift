/// A compiled pattern: instructions over bytes, for machines that follow all ways at once.
///
/// Bytes that no instruction tells apart form a class; tables and automata have one column for each class.
struct PatternProgram: Sendable {
    /// One step of a pattern.
    enum Operation: UInt8 {
        /// The pattern of number `x` has matched.
        case match
        /// Goes to `x` first, else to `y`; `base` is its number among the forks.
        case split
        /// Notes the position in slot `x` and goes to `y`.
        case save
        /// Goes to `y` if the assertion `x` holds.
        case assertion
        /// Takes the byte `x` and goes to `y`.
        case byte
        /// Looks the byte's class up in table `x`: 0 fails, 1 goes to `y`, more goes to instruction `base` + entry - 2.
        case table
    }

    struct Instruction: Sendable {
        var operation: Operation
        var x: Int32 = 0
        var y: Int32 = 0
        var base: Int32 = 0
    }

    var instructions: [Instruction] = []
    var classes = ByteClasses()
    /// Tables with an entry for each class, one behind the other.
    var tables: [UInt16] = []
    var start = 0
    /// How many instructions are forks.
    var forks = 0
    /// How many positions a match has: two for each group and for the whole.
    var slots = 2
    /// Whether it can match at the start of the text only.
    var isAnchored = false
    /// Whether a match may begin inside of a character.
    var isBytewise = false
    /// Finds where a match can begin.
    var prefilter = PatternPrefilter()
    /// What it asks about the byte before a position.
    var context = ContextNeeds()

    /// Whether a match can begin before this byte (-1 at the end of the text).
    @inline(__always)
    func canStart(before byte: Int) -> Bool { isBytewise || byte < 0 || byte & 0xC0 != 0x80 }

    /// Where an instruction goes on a byte, or -1.
    @inline(__always)
    func target(of instruction: Instruction, on byte: UInt8) -> Int32 {
        if instruction.operation == .byte { return Int32(byte) == instruction.x ? instruction.y : -1 }
        let entry = tables[Int(instruction.x) * classes.count + Int(classes.ofByte[Int(byte)])]
        return entry == 0 ? -1 : entry == 1 ? instruction.y : instruction.base + Int32(entry) - 2
    }
}

/// What an automaton must know of the byte before a position, because an assertion asks for it.
struct ContextNeeds: Sendable, Hashable {
    var start = false
    var lineFeed = false
    var word = false

    /// What is known of a byte, or of the start of the text (-1), as a small number.
    @inline(__always)
    func summary(of byte: Int) -> Int32 {
        if byte < 0 { return start || lineFeed ? 1 : 0 }
        if lineFeed, byte == 10 { return 2 }
        return word && UInt8(truncatingIfNeeded: byte).isWordByte ? 3 : 0
    }

    /// A byte of which the same is known: what assertions see in place of the byte itself.
    static func byte(of summary: Int32) -> Int {
        switch summary {
        case 1: -1
        case 2: 10
        case 3: 0x61
        default: 0x20
        }
    }
}

extension PatternNode.Assertion {
    /// Whether it holds between two bytes, of which -1 is the start or the end of the text.
    @inline(__always)
    func holds(between previous: Int, and next: Int) -> Bool {
        switch self {
        case .textStart: previous < 0
        case .textEnd: next < 0
        case .lineStart: previous < 0 || previous == 10
        case .lineEnd: next < 0 || next == 10
        case .wordBoundary: Self.isWord(previous) != Self.isWord(next)
        case .notWordBoundary: Self.isWord(previous) == Self.isWord(next)
        case .characterStart: next < 0 || next & 0xC0 != 0x80
        }
    }

    @inline(__always)
    private static func isWord(_ byte: Int) -> Bool { byte >= 0 && UInt8(truncatingIfNeeded: byte).isWordByte }

    /// The assertion that holds at the same place when the text is read backwards.
    var mirrored: Self {
        switch self {
        case .textStart: .textEnd
        case .textEnd: .textStart
        case .lineStart: .lineEnd
        case .lineEnd: .lineStart
        case .wordBoundary, .notWordBoundary, .characterStart: self
        }
    }

    /// Whether the byte behind a position decides it.
    var asksForNext: Bool { self != .textStart && self != .lineStart }
}
