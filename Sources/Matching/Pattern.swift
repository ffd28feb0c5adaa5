/// A regular expression over UTF-8 bytes that takes time in proportion to the text, whatever the expression.
///
/// Syntax and meaning are RE2's: leftmost-first matches as in Perl, captures, no back-references and no look-around.
/// Named classes (`\d`, `\w`, `\s`, `[[:alpha:]]`) and word boundaries are ASCII; `$` is the end of the text unless
/// `multiline` is set; bytes that are no UTF-8 match nothing, not even `.`.
///
/// ```swift
/// let pattern = try Pattern(#"METRIC:\s*(\w+)=(\d+)"#)
/// let match = pattern.firstMatch(in: Array("METRIC: coverage=93".utf8))
/// ```
public struct Pattern: Sendable {
    /// How often a count may repeat: `a{1000}`.
    public static let repeatMax = 1000
    /// How deep groups may nest, in levels.
    public static let nestingMax = 200
    /// How many instructions a pattern may be compiled to.
    public static let instructionsMax = 100_000

    /// What letters and signs of a pattern mean; `(?imsU)` sets them within the pattern.
    public struct Flags: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8

        /// Flags from their bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `i`: letters match both of their cases (simple folding, one character for one).
        public static let caseInsensitive = Flags(rawValue: 1)
        /// `m`: `^` and `$` match at the ends of lines too.
        public static let multiline = Flags(rawValue: 2)
        /// `s`: `.` matches a line feed too.
        public static let dotMatchesLineFeed = Flags(rawValue: 4)
        /// `U`: repetitions are lazy, and those with `?` behind them greedy.
        public static let swapGreed = Flags(rawValue: 8)
    }

    /// The pattern as it was written.
    public let source: String
    /// The flags that hold at its start.
    public let flags: Flags
    /// How many groups capture.
    public let captureCount: Int
    /// The names of the groups by number; 0 is the whole match and has none.
    public let captureNames: [String?]
    let program: PatternProgram

    /// Compiles a pattern.
    ///
    /// - Throws: `PatternError` with the offset of the character that can't be.
    public init(_ source: String, flags: Flags = []) throws(PatternError) {
        var parser = PatternParser(source, flags: flags)
        let node = try parser.parse()
        program = try PatternCompiler.compile(node, groups: parser.groups)
        self.source = source
        self.flags = flags
        captureCount = parser.groups
        captureNames = parser.names
    }

    /// The first match that starts at `start` or later; what stands before it counts for `^` and `\b`.
    public func firstMatch(in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Match? {
        firstMatch(in: bytes, from: start, isAnchored: false)
    }

    /// The first match in an array of bytes.
    public func firstMatch(in bytes: [UInt8], from start: Int = 0) -> Match? {
        bytes.withUnsafeBufferPointer { firstMatch(in: $0, from: start) }
    }

    /// The first match in a text, in offsets of its UTF-8 bytes.
    public func firstMatch(in text: String) -> Match? { firstMatch(in: Array(text.utf8)) }

    /// Whether the pattern matches anywhere in a text.
    public func matches(_ text: String) -> Bool { firstMatch(in: text) != nil }

    /// All matches that do not overlap, in order; an empty match does not follow another match at once.
    public func allMatches(in bytes: [UInt8]) -> [Match] {
        bytes.withUnsafeBufferPointer { allMatches(in: $0, isAnchored: false) }
    }

    func allMatches(in bytes: UnsafeBufferPointer<UInt8>, isAnchored: Bool) -> [Match] {
        var matches: [Match] = []
        var start = 0
        var lastEnd = -1
        var machine = PatternMachine(program, at: 0, behind: -1, isAnchored: isAnchored)
        while start <= bytes.count {
            machine.restart(at: start, behind: start > 0 ? Int(bytes[start - 1]) : -1)
            guard let match = firstMatch(in: bytes, &machine) else { break }
            start = match.range.upperBound
            if match.range.isEmpty, match.range.lowerBound == lastEnd {
                start += 1
                continue
            }
            matches.append(match)
            lastEnd = match.range.upperBound
        }
        return matches
    }

    func firstMatch(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, isAnchored: Bool) -> Match? {
        var machine = PatternMachine(
            program, at: start, behind: start > 0 ? Int(bytes[start - 1]) : -1, isAnchored: isAnchored)
        return firstMatch(in: bytes, &machine)
    }

    /// Runs a machine that stands at its start.
    private func firstMatch(in bytes: UnsafeBufferPointer<UInt8>, _ machine: inout PatternMachine) -> Match? {
        while true {
            if machine.isIdle {
                guard machine.canStart else { return nil }
                if !machine.isAnchored {
                    guard let next = program.nextStart(in: bytes, from: machine.position) else { return nil }
                    if next > machine.position { machine.skip(to: next, behind: Int(bytes[next - 1])) }
                }
            }
            let isEnd = machine.position >= bytes.count
            machine.advance(isEnd ? -1 : Int(bytes[machine.position]))
            if isEnd || machine.isSettled { break }
        }
        return machine.best.map(Match.init(slots:))
    }
}

/// Where a pattern has matched, in bytes.
public struct Match: Sendable, Hashable {
    /// The whole match.
    public let range: Range<Int>
    /// The groups by number, 0 for the whole match; `nil` for a group that took no part.
    public let captures: [Range<Int>?]

    init(slots: [Int]) {
        range = slots[0]..<slots[1]
        captures = stride(from: 0, to: slots.count, by: 2).map { index in
            slots[index] < 0 || slots[index + 1] < 0 ? nil : slots[index]..<slots[index + 1]
        }
    }
}
