import Determinism
import Glibc
import Recording

/// How fast a recording is read back, and that the memory for it stays flat however large the file is.
enum RecordingReading: Benchmark {
    static let name = "recording-reading"
    static let summary = "'cat' of a recording of 4 KB chunks must reach 300 MB/s; memory must be flat"

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let ours = try Programs.product("understudy")
        let meter = try Programs.compile("meter", Programs.meterSource, in: folder)
        var lines: [String] = []
        for megabytes in settings.isShort ? [2, 20] : [20, 200, 2_000] {
            let file = "\(folder.path)/\(megabytes).cast"
            defer { unlink(file) }
            try write(megabytes * 1_000_000, to: file)
            let rounds = settings.isShort || megabytes > 1_000 ? 3 : 7
            lines += try measure(ours, file, megabytes, rounds: rounds)
            for word in ["cat", "show", "stats", "validate"] {
                let resident = try Programs.residentKiB(meter, ours, [word, file])
                lines.append("    largest resident set of '\(word)': \(resident) KiB")
            }
        }
        return lines
    }

    private static func measure(
        _ ours: String, _ file: String, _ megabytes: Int, rounds: Int
    ) throws(BenchmarkError) -> [String] {
        let contenders = [
            ("cat (1)", "cat", [file]), ("understudy cat", ours, ["cat", file]),
            ("understudy stats", ours, ["stats", file]), ("understudy validate", ours, ["validate", file]),
        ].map { name, path, words in
            (name: name, run: { () throws(BenchmarkError) in try seconds(path, words) })
        }
        let series = try interleave(rounds: rounds, contenders)
        return ["  \(megabytes) MB:"]
            + series.map { one in
                one.line(unit: .milliseconds, rate: "\(rounded(Double(megabytes) / one.median, 0)) MB/s")
            }
    }

    private static func seconds(_ path: String, _ words: [String]) throws(BenchmarkError) -> Double {
        let end = try ChildProcess.run(path, words)
        guard end.status == 0 else { throw BenchmarkError("\(path) ended with status \(end.status >> 8)") }
        return end.seconds
    }

    /// Writes a recording of about so many bytes: text with colours and letters beyond ASCII, in chunks of 4 KB.
    private static func write(_ size: Int, to path: String) throws(BenchmarkError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchmarkError("can't make \(path)") }
        defer { close(descriptor) }
        let line = "\u{1B}[32mThe quick brown fox jumps over the lazy dog\u{1B}[0m, says \"Größe\", and goes on.\r\n"
        let chunk = Array(Array(repeating: line, count: 4_096 / line.utf8.count).joined().utf8)
        var writer = RecordingWriter(header: RecordingHeader())
        var block = writer.headerLine()
        var written = 0
        var at = Instant.zero
        while written < size {
            at = at + .microseconds(100)
            block += writer.line(for: RecordedEvent(at: at, content: .output(chunk)))
            guard block.count > 1 << 20 else { continue }
            written += try flush(&block, descriptor)
        }
        block += writer.closingLine()
        _ = try flush(&block, descriptor)
    }

    private static func flush(_ block: inout [UInt8], _ descriptor: Int32) throws(BenchmarkError) -> Int {
        var rest = block[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchmarkError("can't write the recording") }
            rest = rest.dropFirst(count)
        }
        defer { block.removeAll(keepingCapacity: true) }
        return block.count
    }
}
