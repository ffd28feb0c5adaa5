public import Matching
public import Recording

/// A regular expression of the user's own as a redaction rule; it sees streams as they are, without escapes resolved.
public struct PatternRedaction: RedactionPattern {
    /// The name that its counts bear.
    public let name: String
    private let pattern: Pattern

    /// A rule for a pattern.
    public init(name: String, pattern: Pattern) {
        self.name = name
        self.pattern = pattern
    }

    /// A search at the start of a stream.
    public func makeStream() -> any RedactionPatternStream { Stream(pattern) }

    /// A search of one stream: what it keeps is what may belong to a match.
    private struct Stream: RedactionPatternStream {
        private var stream: PatternStream
        private var findings: [PatternFinding] = []

        init(_ pattern: Pattern) {
            stream = PatternStream([pattern], limits: .init(pendingBytesMax: Redactor.heldBytesMax))
        }

        var openBytes: Int { stream.keptBytes }

        mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, into matches: inout [Range<Int>]) {
            stream.feed(bytes, into: &findings)
            move(to: &matches)
        }

        mutating func finish(into matches: inout [Range<Int>]) {
            stream.finish(into: &findings)
            move(to: &matches)
        }

        private mutating func move(to matches: inout [Range<Int>]) {
            matches += findings.map(\.range)
            findings.removeAll(keepingCapacity: true)
        }
    }
}
