/// A regular expression over bytes that takes time in proportion to the text, whatever the expression.
///
/// Syntax and meaning are RE2's: leftmost-first matches as in Perl, captures, no back-references and no look-around.
/// Named classes (`\d`, `\w`, `\s`, `[[:alpha:]]`) and word boundaries are ASCII; `\p{…}` takes general categories and
/// scripts; `$` is the end of the text unless `multiline` is set. Text is UTF-8: bytes that are none match nothing, not
/// even `.`, but for `\C` and under the flag `bytes`.
///
/// ```swift
/// let pattern = try Pattern(#"METRIC:\s*(\w+)=(\d+)"#)
/// let match = pattern.firstMatch(in: Array("METRIC: coverage=93".utf8))
/// ```
///
/// A pattern holds no state. Who searches often or in long texts keeps a `PatternSearcher`, who reads a stream a
/// `PatternStream`: they keep the automaton that searching builds.
public struct Pattern: Sendable {
    /// How often a count may repeat: `a{1000}`.
    public static let repeatMax = 1000
    /// How deep groups may nest, in levels.
    public static let nestingMax = 200
    /// How many instructions a pattern may be compiled to.
    public static let instructionsMax = 100_000
    /// How much memory the automaton of one search keeps at most, in bytes, unless other limits are given.
    public static let cacheBytesMax = 2 << 20

    /// The pattern as it was written.
    public let source: String
    /// The flags that hold at its start.
    public let flags: Flags
    /// How many groups capture.
    public let captureCount: Int
    /// The names of the groups by number; 0 is the whole match and has none.
    public let captureNames: [String?]
    let node: PatternNode
    let program: PatternProgram

    /// Compiles a pattern.
    ///
    /// - Throws: `PatternError` with the offset of the character that can't be.
    public init(_ source: String, flags: Flags = []) throws(PatternError) {
        var parser = PatternParser(source, flags: flags)
        node = try parser.parse()
        program = try PatternCompiler.compile(
            node, groups: parser.groups, purpose: .init(isBytewise: flags.contains(.bytes) || parser.takesSingleBytes))
        self.source = source
        self.flags = flags
        captureCount = parser.groups
        captureNames = parser.names
    }

    /// The number of the group with a name, or `nil`.
    public func number(ofGroup name: String) -> Int? { captureNames.firstIndex { $0 == name } }

    /// The first match that starts at `start` or later; what stands before it counts for `^` and `\b`.
    public func firstMatch(in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Match? {
        if PatternBacktracker.takes(program, bytes: bytes.count - start) {
            var backtracker = PatternBacktracker()
            return backtracker.match(program, in: bytes, from: start, to: bytes.count, before: -1, isAnchored: false)
                .map { Match(slots: $0) }
        }
        var searcher = PatternSearcher(self)
        guard case .match(_, let match) = searcher.search(bytes, from: start) else { return nil }
        return match
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
        bytes.withUnsafeBufferPointer { bytes in
            var searcher = PatternSearcher(self)
            return searcher.allMatches(in: bytes).map(\.match)
        }
    }
}
