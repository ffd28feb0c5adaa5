import Glibc
import Terminal

/// The screen model and the escape stripper on a terminal's output in memory, beside pyte on the same bytes.
enum ScreenDrawing: Benchmark {
    static let name = "screen"
    static let summary = "the screen model, beside pyte, by processor time; must draw 100 MB/s of plain text"

    /// How much is fed at a time, in bytes: what one read of a pseudoterminal brings.
    private static let chunkBytes = 4_096

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let text = plain(bytes: (settings.isShort ? 4 : 40) * 1_000_000)
        let tenth = Array(text.prefix(text.count / 10))
        let colourful = colourful(bytes: text.count)
        let peerText = Array(text.prefix(200_000))
        let folder = try WorkFolder()
        let corpus = try folder.write("output.txt", peerText)
        let script = try folder.write("peer.py", Array(peer.utf8))
        let python = try Coprocess(pythonPath, [script, corpus])
        let series = try interleave(
            rounds: 7,
            [
                ("plain text", { () throws(BenchmarkError) in draw(text) }),
                ("a tenth of it", { () throws(BenchmarkError) in draw(tenth) }),
                ("coloured moves", { () throws(BenchmarkError) in draw(colourful) }),
                ("plain text, stripped", { () throws(BenchmarkError) in strip(text) }),
                ("coloured moves, stripped", { () throws(BenchmarkError) in strip(colourful) }),
                (
                    "pyte, plain text",
                    { () throws(BenchmarkError) in
                        guard let answer = try python.ask().first, let seconds = Double(answer) else {
                            throw BenchmarkError("pyte is missing: .ci/clients FOLDER; UNDERSTUDY_CLIENTS=FOLDER")
                        }
                        return seconds
                    }
                ),
            ])
        let sizes = [text.count, tenth.count, colourful.count, text.count, colourful.count, peerText.count]
        let rates = zip(series, sizes).map { Double($1) / 1e6 / $0.median }
        var lines = zip(series, rates).map { $0.line(unit: .milliseconds, rate: "\(rounded($1, 1)) MB/s") }
        lines.append("  ten times the text takes \(rounded(series[0].median / series[1].median, 1)) times as long")
        let factor = rounded(rates[0] / rates[5], 0)
        lines.append("  plain text: \(rounded(rates[0], 0)) MB/s (must reach 100), \(factor) × pyte")
        return lines
    }

    /// The Python that has pyte.
    private static var pythonPath: String {
        getenv("UNDERSTUDY_CLIENTS").map { String(cString: $0) + "/bin/python" } ?? "python3"
    }

    private static func draw(_ bytes: [UInt8]) -> Double {
        var screen = Screen(size: .standard)
        let start = processorTime()
        var rest = bytes[...]
        while !rest.isEmpty {
            screen.feed(rest.prefix(chunkBytes))
            rest = rest.dropFirst(chunkBytes)
        }
        precondition(!screen.lines.isEmpty)
        return processorTime() - start
    }

    private static func strip(_ bytes: [UInt8]) -> Double {
        var stripper = EscapeStripper()
        let start = processorTime()
        var rest = bytes[...]
        var text: [UInt8] = []
        while !rest.isEmpty {
            text.removeAll(keepingCapacity: true)
            stripper.feed(rest.prefix(chunkBytes), into: &text)
            rest = rest.dropFirst(chunkBytes)
        }
        return processorTime() - start
    }

    /// What this thread has used of a processor, in seconds: other programs on the machine do not count.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// An assistant's answers as a terminal gets them.
    private static func plain(bytes count: Int) -> [UInt8] {
        AnswerCorpus(bytes: count).bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
    }

    /// Frames as a program on a terminal draws them: each line gone to, coloured, erased to its end.
    private static func colourful(bytes count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var frame = 0
        while bytes.count < count {
            frame += 1
            for row in 1...24 {
                let colour = "\u{1B}[38;2;\(frame % 256);119;87m"
                bytes += Array("\u{1B}[\(row);1H\(colour)● step \(frame)\u{1B}[39m done\u{1B}[K\r\n".utf8)
            }
        }
        return bytes
    }

    private static let peer = """
        import sys, time
        import pyte
        data = open(sys.argv[1], 'rb').read()
        for _ in sys.stdin:
            stream = pyte.ByteStream(pyte.Screen(80, 24))
            start = time.thread_time()
            for place in range(0, len(data), 4096):
                stream.feed(data[place:place + 4096])
            print(time.thread_time() - start, flush=True)

        """
}
