import Glibc
import Matching

/// Patterns of users through one stream, beside single passes and Python's `re`.
enum PatternStreams: Benchmark {
    static let name = "regex"
    static let summary = "7 patterns of users in one stream, beside a pass for each and Python re; tells MB/s"

    private static let chunkBytes = 65_536

    /// What users look for in answers: fields, tests, versions, paths, checklists, code blocks, durations.
    static let sources = [
        #"METRIC:\s*(\w+)=(\d+)"#,
        #"(?i)\b(?:passed|failed): (\d+) tests?"#,
        #"\bv?(\d+)\.(\d+)\.(\d+)\b"#,
        #"(?m)^\s*- \*\*([A-Z]+)\*\*: (.*)$"#,
        #"https?://[^\s)>\]]+"#,
        #"(?s)```(\w+)\n(.*?)```"#,
        #"(?m)^(Error|Warning): (.+)$"#,
    ]

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let text = corpus(megabytes: settings.isShort ? 4 : 40)
        let tenth = Array(text.prefix(text.count / 10))
        let patterns: [Pattern]
        do { patterns = try sources.map { try Pattern($0) } } catch { throw BenchmarkError("\(error)") }
        let folder = try WorkFolder()
        let corpus = try folder.write("answers.txt", text)
        let list = try folder.write("patterns.txt", Array(sources.joined(separator: "\n").utf8))
        let script = try folder.write("peer.py", Array(peer.utf8))
        let python = try Coprocess("python3", [script, corpus, list])
        var (ours, single, theirs) = (0, 0, 0)
        var contenders: [(name: String, run: () throws(BenchmarkError) -> Double)] = [
            ("one stream, chunks of 64 KiB", { () throws(BenchmarkError) in measure(patterns, text, &ours) }),
            (
                "a pass for each pattern",
                { () throws(BenchmarkError) in
                    single = 0
                    return patterns.reduce(0.0) { sum, pattern in
                        var count = 0
                        defer { single += count }
                        return sum + measure([pattern], text, &count)
                    }
                }
            ),
            (
                "one stream, a tenth of the text",
                { () throws(BenchmarkError) in
                    var count = 0
                    return measure(patterns, tenth, &count)
                }
            ),
            (
                "python3 re, a pass for each",
                { () throws(BenchmarkError) in
                    let answer = try python.ask()
                    theirs = answer.last.flatMap { Int($0) } ?? 0
                    return answer.first.flatMap { Double($0) } ?? .infinity
                }
            ),
        ]
        for pattern in patterns {
            contenders.append(
                (
                    "  /\(pattern.source)/",
                    { () throws(BenchmarkError) in
                        var count = 0
                        return measure([pattern], text, &count)
                    }
                ))
        }
        let series = try interleave(rounds: 7, contenders)
        let size = Double(text.count) / 1e6
        var lines = series.enumerated().map { index, one in
            one.line(unit: .milliseconds, rate: "\(rounded(size / (index == 2 ? 10 : 1) / one.median, 0)) MB/s")
        }
        lines.append(
            "  matches: stream \(ours), passes \(single), python \(theirs)"
                + (ours == theirs && ours == single ? "" : "  (DIFFERENT)"))
        lines.append("  ten times the text takes \(rounded(series[0].median / series[2].median, 1)) times as long")
        lines.append(
            "  ratio: \(rounded(series[3].median / series[0].median, 1)) × Python re, "
                + "\(rounded(series[1].median / series[0].median, 1)) × single passes")
        return lines
    }

    /// Answers with something to find for every pattern.
    private static func corpus(megabytes: Int) -> [UInt8] {
        let answers = AnswerCorpus(bytes: megabytes * 1_000_000).bytes
        var text: [UInt8] = []
        text.reserveCapacity(answers.count + answers.count / 16)
        let extra = [
            "METRIC: coverage=93\n", "Passed: 12 tests in 3 s\n", "released v1.20.3 today\n", "failed: 1 test\n",
        ]
        var start = 0
        var number = 0
        while start < answers.count {
            let feed = answers[min(start + 3000, answers.count)...].firstIndex(of: 10) ?? answers.count - 1
            text += answers[start...feed]
            text += Array(extra[number % extra.count].utf8)
            number += 1
            start = feed + 1
        }
        return text
    }

    private static func measure(_ patterns: [Pattern], _ text: [UInt8], _ count: inout Int) -> Double {
        var findings: [PatternFinding] = []
        count = 0
        let start = now()
        var stream = PatternStream(patterns)
        var position = 0
        while position < text.count {
            let end = min(position + chunkBytes, text.count)
            stream.feed(text[position..<end], into: &findings)
            count += findings.count
            findings.removeAll(keepingCapacity: true)
            position = end
        }
        stream.finish(into: &findings)
        count += findings.count
        return now() - start
    }

    private static let peer = #"""
        import re, sys, time
        text = open(sys.argv[1], "rb").read()
        patterns = [re.compile(line) for line in open(sys.argv[2], "rb").read().split(b"\n")]
        while sys.stdin.readline():
            start = time.perf_counter()
            found = 0
            for pattern in patterns:
                for match in pattern.finditer(text):
                    match.groups()
                    found += 1
            print(time.perf_counter() - start, found, flush=True)
        """#
}
