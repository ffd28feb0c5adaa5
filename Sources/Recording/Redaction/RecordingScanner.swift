public import Determinism

/// Looks for secrets in the streams of a recording, which may hold them in two events or in base64.
public struct RecordingScanner: Sendable {
    /// Where a secret stands.
    public struct Finding: Sendable, Hashable {
        /// The rule that found it.
        public var rule: String
        /// The stream.
        public var stream: StandardStream
        /// Its first byte in the stream, from 0.
        public var byte: Int
        /// The number of the event that has its first byte, from 1.
        public var event: Int
        /// When that was.
        public var at: Instant
        /// Whether this is a guess only.
        public var isWarning: Bool
    }

    /// One stream: its scanner, and where its last events began.
    private struct Track: Sendable {
        var scanner: SecretScanner
        var starts: [(byte: Int, event: Int, at: Instant)] = []
        var end = 0
    }

    /// How many events of a stream are remembered; a secret that spans more is told at the earliest of them.
    private static let startsMax = 8192
    /// The longest line that is read, in bytes.
    private static let lineBytesMax = 8 << 20

    private var reader = RecordingReader(lineBytesMax: Self.lineBytesMax)
    private var tracks: [Track]
    private var events = 0

    /// A scanner before the first byte of the file.
    public init(_ rules: RedactionRules) {
        tracks = [StandardStream.stdin, .stdout, .stderr].map { _ in Track(scanner: SecretScanner(rules)) }
    }

    /// Reads the next bytes of the file; the secrets that they decide.
    ///
    /// - Throws: `RecordingError` for a line that can't be read; every later call throws it again.
    public mutating func feed(_ bytes: [UInt8]) throws(RecordingError) -> [Finding] {
        reader.feed(bytes)
        return try scan()
    }

    /// Ends the file; the secrets that the end decides.
    ///
    /// - Throws: `RecordingError` for a line that can't be read.
    public mutating func finish() throws(RecordingError) -> [Finding] {
        reader.finish()
        var findings = try scan()
        for stream in Self.streams { findings += located(tracks[Self.index(stream)].scanner.finish(), stream) }
        return findings
    }

    private static let streams = [StandardStream.stdin, .stdout, .stderr]

    private static func index(_ stream: StandardStream) -> Int {
        switch stream {
        case .stdin: 0
        case .stdout: 1
        case .stderr: 2
        }
    }

    private mutating func scan() throws(RecordingError) -> [Finding] {
        var findings: [Finding] = []
        while let event = try reader.next() {
            events += 1
            guard let stream = event.stream, let bytes = event.bytes else { continue }
            let index = Self.index(stream)
            if tracks[index].starts.count >= 2 * Self.startsMax { tracks[index].starts.removeFirst(Self.startsMax) }
            tracks[index].starts.append((tracks[index].end, events, event.at))
            tracks[index].end += bytes.count
            findings += located(tracks[index].scanner.feed(bytes), stream)
        }
        return findings
    }

    private func located(_ findings: [SecretScanner.Finding], _ stream: StandardStream) -> [Finding] {
        let starts = tracks[Self.index(stream)].starts
        return findings.map { finding in
            let start = starts.last { $0.byte <= finding.byte } ?? starts.first ?? (0, 0, .zero)
            return Finding(
                rule: finding.rule, stream: stream, byte: finding.byte, event: start.event, at: start.at,
                isWarning: finding.isWarning)
        }
    }
}
