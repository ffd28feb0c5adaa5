import Glibc
import Matching

/// The scanner of answers beside Python's `re` with the same patterns on the same text.
enum PatternScan: Benchmark {
    static let name = "pattern-scan"
    static let summary = "all built-in patterns in memory, beside Python re; must reach 10 times its speed"

    /// How much is fed at a time, in bytes: the read size of the engine.
    private static let chunkBytes = 65_536

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let megabytes = settings.isShort ? 10 : 100
        let text = AnswerCorpus(bytes: megabytes * 1_000_000).bytes
        let tenth = Array(text.prefix(text.count / 10))
        let folder = try WorkFolder()
        let corpus = try folder.write("answers.txt", text)
        let script = try folder.write("peer.py", Array(peer.utf8))
        let python = try Coprocess("python3", [script, corpus])
        var (ours, theirs) = (0, 0)
        let series = try interleave(
            rounds: 7,
            [
                ("ours, chunks of 64 KiB", { () throws(BenchmarkError) in measure(text, chunk: chunkBytes, &ours) }),
                ("ours, one chunk", { () throws(BenchmarkError) in measure(text, chunk: text.count, &ours) }),
                (
                    "ours, a tenth of the text",
                    { () throws(BenchmarkError) in measure(tenth, chunk: chunkBytes, &ours) }
                ),
                (
                    "python3 re, one pattern at a time",
                    { () throws(BenchmarkError) in
                        let answer = try python.ask()
                        theirs = answer.last.flatMap { Int($0) } ?? 0
                        return answer.first.flatMap { Double($0) } ?? .infinity
                    }
                ),
            ])
        _ = measure(text, chunk: chunkBytes, &ours)
        let size = Double(text.count) / 1e6
        var lines = series.map { one in
            one.line(
                unit: .milliseconds,
                rate: "\(rounded(size / (one.name.contains("tenth") ? 10 : 1) / one.median, 0)) MB/s")
        }
        lines.append("  findings: ours \(ours), python \(theirs)\(ours == theirs ? "" : "  (DIFFERENT)")")
        lines.append("  ten times the text takes \(rounded(series[0].median / series[2].median, 1)) times as long")
        lines.append("  ratio: \(rounded(series[3].median / series[0].median, 1)) × Python re (must reach 10)")
        return lines
    }

    private static func measure(_ text: [UInt8], chunk: Int, _ count: inout Int) -> Double {
        var findings: [Finding] = []
        let start = now()
        var scanner = OutputScanner(agents: .core)
        var position = 0
        while position < text.count {
            let end = min(position + chunk, text.count)
            scanner.feed(text[position..<end], into: &findings)
            position = end
        }
        scanner.finish(into: &findings)
        let seconds = now() - start
        count = findings.count
        return seconds
    }

    /// The same patterns in Python, over bytes; each begins with a literal, since `re` is fastest then (with a boundary
    /// or a choice of letters first it is up to twenty times slower), and the little that is left is checked afterwards.
    private static let peer = #"""
        import re, sys, time
        label = rb"([A-Za-z][\w -]{0,40}?)(?: Agent)?"
        patterns = [re.compile(p) for p in (
            rb"\*\*" + label + rb"(?:\*\*:|:\*\*)", rb"Task\(" + label + rb":", rb"elegating to (?:the )?" + label + rb":",
            rb"elegate to (?:the )?" + label + rb":", rb"(?:\xe2\x86\x92) " + label + rb":",
            rb"ask for (?:the )?" + label + rb":", rb"sk (?:the )?" + label + rb" to:", rb"@" + label + rb":")]
        should = re.compile(rb" Agent should:")
        tickets = re.compile(rb"(?:TODO|TASK|BUG|FIXME|FEATURE|ISSUE|ENHANCEMENT)(?:\([^()\n]*\))?:[ \t]*(.+)")
        errors = re.compile(rb"\n(?:Error|ERROR|Warning|WARNING):[ \t]*(.+)")
        known = {n.encode() for n in ("engineer documentation qa research ops security version-control data-engineer "
            "doc docs documenter eng dev developer test testing quality researcher investigate devops operations sec "
            "git vcs versioner data database").split()}
        text = open(sys.argv[1], "rb").read()
        while sys.stdin.readline():
            start = time.perf_counter()
            found = 0
            for pattern in patterns:
                for match in pattern.finditer(text):
                    found += match.group(1).lower().replace(b" ", b"-") in known
            for match in should.finditer(text):
                found += text[max(0, match.start() - 40):match.start()].split()[-1].lower() in known
            for match in tickets.finditer(text):
                found += not text[match.start() - 1:match.start()].isalnum()
            for match in errors.finditer(text):
                found += 1
            print(time.perf_counter() - start, found, flush=True)
        """#
}
