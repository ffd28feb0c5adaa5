/// What a stream has found for one of its patterns.
public struct PatternFinding: Sendable, Hashable {
    /// What it is.
    public enum Kind: Sendable, Hashable {
        /// A match.
        case match(Match)
        /// A match had begun at or behind the start of this range and was not decided at its end, where it became longer
        /// than `PatternStream.Limits.pendingBytesMax`: it is given up, and the search goes on behind.
        case tooLong(Range<Int>)
    }

    /// The number of the pattern.
    public let pattern: Int
    /// A match, or what was given up.
    public let kind: Kind
    /// The bytes of a match; none of what was given up.
    public let bytes: [UInt8]
    /// How many bytes of the stream had to be read to know it.
    public let decidedAt: Int

    /// Where it stands in the stream, in bytes.
    public var range: Range<Int> {
        switch kind {
        case .match(let match): match.range
        case .tooLong(let range): range
        }
    }

    /// The bytes of a group of a match by its number, 0 for the whole; `nil` if it took no part.
    public func bytes(ofGroup number: Int) -> ArraySlice<UInt8>? {
        guard case .match(let match) = kind, match.captures.indices.contains(number),
            let range = match.captures[number]
        else { return nil }
        return bytes[range.lowerBound - match.range.lowerBound..<range.upperBound - match.range.lowerBound]
    }

    /// The text of a group of a match, or `nil` if it took no part.
    public func text(ofGroup number: Int = 0) -> String? {
        bytes(ofGroup: number).map { String(decoding: $0, as: UTF8.self) }
    }
}
