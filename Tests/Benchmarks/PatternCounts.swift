import Glibc
import Matching

/// 1, 10 and 100 patterns of users in one stream: one pass over the bytes, however many there are.
enum PatternCounts: Benchmark {
    static let name = "pattern-counts"
    static let summary = "1, 10 and 100 patterns in one stream: the time must stay nearly the same"

    private static let chunkBytes = 65_536

    /// What a pattern looks for; `#` is its own word.
    private static let forms = [
        #"(?i)\b#: (\d+)"#, #"#=([\w.-]+)"#, #"(?m)^\s*# (passed|failed)$"#, #"\[#\] (.*)$"#, #"<#>[^<]*</#>"#,
        #"(?:the|a) # (?:is|was) (\w+)"#, #"##-\d{2,4}"#, #"# \| \d+%"#, #"(?m)^#\((.*?)\): "#, #"(?m)\b#\. $"#,
    ]

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let text = AnswerCorpus(bytes: settings.isShort ? 4_000_000 : 40_000_000).bytes
        let counts = [1, 10, 100]
        var found = [0, 0, 0]
        let patterns = try counts.map { count throws(BenchmarkError) in try make(count) }
        var contenders: [(name: String, run: () throws(BenchmarkError) -> Double)] = []
        for (place, count) in counts.enumerated() {
            contenders.append(
                (
                    "\(count) pattern\(count == 1 ? "" : "s")",
                    { () throws(BenchmarkError) in measure(patterns[place], text, &found[place]) }
                ))
        }
        let series = try interleave(rounds: settings.isShort ? 3 : 7, contenders)
        let size = Double(text.count) / 1e6
        return series.map { $0.line(unit: .milliseconds, rate: "\(rounded(size / $0.median, 0)) MB/s") } + [
            "  matches: \(found.map(String.init).joined(separator: ", "))",
            "  100 patterns take \(rounded(series[2].median / series[0].median, 2)) times the time of one, "
                + "\(rounded(series[2].median / series[1].median, 2)) times that of ten",
        ]
    }

    private static func make(_ count: Int) throws(BenchmarkError) -> [Pattern] {
        do {
            return try (0..<count).map { number in
                // Words that stand in the text, so that much begins, and some of it matches.
                let word = AnswerCorpus.words[number * 13 % AnswerCorpus.words.count]
                return try Pattern(forms[number % forms.count].replacing("#", with: word))
            }
        } catch { throw BenchmarkError("\(error)") }
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
}
