import Determinism
import Glibc
import Recording

/// Redaction of ordinary output, beside GNU grep with the same fixed beginnings, and of a recording beside none.
enum RedactionSpeed: Benchmark {
    static let name = "redaction"
    static let summary = "all known kinds and eight values, in chunks of 64 KiB; must reach 500 MB/s"

    private static let chunkBytes = 65_536

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let megabytes = settings.isShort ? 10 : 100
        let text = AnswerCorpus(bytes: megabytes * 1_000_000).bytes
        let tenth = Array(text.prefix(text.count / 10))
        let folder = try WorkFolder()
        let corpus = try folder.write("answers.txt", text)
        let beginnings = try folder.write("beginnings.txt", Array(beginnings.joined(separator: "\n").utf8))
        let rules = Self.rules
        var struck = 0
        let series = try interleave(
            rounds: 7,
            [
                ("redactor", { () throws(BenchmarkError) in redact(text, rules, &struck) }),
                ("redactor, a tenth of the text", { () throws(BenchmarkError) in redact(tenth, rules, &struck) }),
                ("scanner, with lines", { () throws(BenchmarkError) in scan(text, rules, &struck) }),
                ("writer with rules", { () throws(BenchmarkError) in write(text, rules) }),
                ("writer without rules", { () throws(BenchmarkError) in write(text, .none) }),
                (
                    "grep -F -c, plain beginnings only",
                    { () throws(BenchmarkError) in
                        try ChildProcess.run("grep", ["-F", "-c", "-f", beginnings, corpus]).seconds
                    }
                ),
            ])
        let size = Double(text.count) / 1e6
        var lines = series.map { one in
            one.line(
                unit: .milliseconds,
                rate: "\(rounded(size / (one.name.contains("tenth") ? 10 : 1) / one.median, 0)) MB/s")
        }
        lines.append("  ten times the text takes \(rounded(series[0].median / series[1].median, 1)) times as long")
        lines.append("  a recorder with rules takes \(rounded(series[3].median / series[4].median, 2)) times as long")
        lines.append("  struck: \(struck) (must be 0 in this text)")
        lines.append("  rate: \(rounded(size / series[0].median, 0)) MB/s (must reach 500)")
        return lines
    }

    private static var rules: RedactionRules {
        var request = RedactionRequest()
        request.environment = (0..<8).map { ("SERVICE_\($0)_TOKEN", "value-number-\($0 * 7919)-of-eight") }
        request.home = "/home/ada"
        request.user = "ada"
        request.host = "nightwing"
        return RedactionRules(request)
    }

    /// What `grep` looks for: a part of what we look for, in one spelling.
    private static let beginnings = [
        "sk-ant", "sk-proj", "AKIA", "ASIA", "ABSK", "AIza", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-",
        "xoxp-", "npm_",
        "hf_", "BEGIN RSA PRIVATE", "eyJhbGci", "Authorization: ", "value-number-",
    ]

    private static func redact(_ text: [UInt8], _ rules: RedactionRules, _ struck: inout Int) -> Double {
        let start = now()
        var redactor = Redactor(rules)
        for place in stride(from: 0, to: text.count, by: chunkBytes) {
            redactor.feed(text[place..<min(place + chunkBytes, text.count)])
            blackHole(redactor.take(redactor.decided).count)
        }
        redactor.finish()
        struck = redactor.counts.reduce(0, +)
        return now() - start
    }

    private static func scan(_ text: [UInt8], _ rules: RedactionRules, _ struck: inout Int) -> Double {
        let start = now()
        var scanner = SecretScanner(rules)
        for place in stride(from: 0, to: text.count, by: chunkBytes) {
            struck += scanner.feed(text[place..<min(place + chunkBytes, text.count)]).count
        }
        struck += scanner.finish().count
        return now() - start
    }

    private static func write(_ text: [UInt8], _ rules: RedactionRules) -> Double {
        let start = now()
        var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
        blackHole(writer.headerLine().count)
        for place in stride(from: 0, to: text.count, by: chunkBytes) {
            let chunk = Array(text[place..<min(place + chunkBytes, text.count)])
            blackHole(writer.lines(for: RecordedEvent(at: .zero, content: .output(chunk))).count)
        }
        blackHole(writer.closingLines().count)
        return now() - start
    }

    /// Keeps a result from being optimised away.
    @inline(never) private static func blackHole(_ value: Int) {}
}
