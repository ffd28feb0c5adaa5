/// The last line of a finished recording: how much there is, and the hash of all bytes before it.
///
/// `# complete events=12 stdout=345 stderr=0 stdin=10 sha256=…`: a comment, so that players pass over it.
struct RecordingClosing: Sendable, Hashable {
    /// How many events there are; an event and its `p` count as one.
    var events = 0
    /// Bytes of standard output, or of the terminal.
    var stdout = 0
    /// Bytes of standard error.
    var stderr = 0
    /// Bytes of standard input.
    var stdin = 0
    /// The SHA-256 of all bytes before this line, in lower-case hexadecimal digits.
    var hash = ""

    private static let start = "# complete "

    init() {}

    /// Adds an event to the counts.
    mutating func count(_ event: RecordedEvent) {
        events += 1
        switch event.content {
        case .output(let bytes): stdout += bytes.count
        case .error(let bytes): stderr += bytes.count
        case .input(let bytes): stdin += bytes.count
        default: break
        }
    }

    /// The line, without its end.
    var text: String {
        "\(Self.start)events=\(events) stdout=\(stdout) stderr=\(stderr) stdin=\(stdin) sha256=\(hash)"
    }

    /// The closing line from its text; `nil` where this is an ordinary comment.
    init?(line: some Collection<UInt8>) {
        guard line.starts(with: Self.start.utf8) else { return nil }
        let text = String(decoding: line.dropFirst(Self.start.utf8.count), as: UTF8.self)
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "\r" }).map {
            $0.split(separator: "=", maxSplits: 1)
        }
        guard parts.allSatisfy({ $0.count == 2 }),
            parts.map(\.[0]) == ["events", "stdout", "stderr", "stdin", "sha256"],
            let events = Int(parts[0][1]), let stdout = Int(parts[1][1]), let stderr = Int(parts[2][1]),
            let stdin = Int(parts[3][1]), parts[4][1].utf8.count == 2 * SHA256.digestBytes
        else { return nil }
        (self.events, self.stdout, self.stderr, self.stdin) = (events, stdout, stderr, stdin)
        hash = String(parts[4][1])
    }
}
