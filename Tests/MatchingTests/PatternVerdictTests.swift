import TestMaterial
import Testing

@testable import Matching

@Suite("Patterns against the verdicts of another engine of their class")
struct PatternVerdictTests {
    static let files = [
        "anchored", "bytes", "crazy", "crlf", "earliest", "empty", "expensive", "flags", "leftmost-all",
        "line-terminator", "multiline", "no-unicode", "overlapping", "regex-lite", "set", "substring", "unicode",
        "utf8",
        "word-boundary-special", "fowler/basic", "fowler/nullsubexpr", "fowler/repetition",
    ]

    @Test("Every verdict is ours too, but for those that need a feature which we leave out; these are listed by name")
    func verdicts() throws {
        guard let folder = Repository.shared("regex-testdata") else { return }
        var equal = 0
        var listed = Set(PatternVerdictSkips.features.flatMap(\.tests))
        let all = listed
        for file in Self.files {
            let tests = try #require(TestDataFile.tests(in: try PlainFile.read("\(folder)/\(file).toml")))
            #expect(!tests.isEmpty)
            for test in tests {
                let name = "\(file)/\(Self.text(test["name"]) ?? "?")"
                let difference = Self.difference(test, file: file)
                if difference == nil { equal += 1 }
                switch (difference, all.contains(name)) {
                case (nil, true): Issue.record("\(name) is listed as skipped, but passes")
                case (let difference?, false): Issue.record("\(name): \(difference)")
                default: break
                }
                listed.remove(name)
            }
        }
        #expect(listed.isEmpty, "listed, but not among the tests: \(listed.sorted())")
        print("Patterns: \(equal) verdicts equal; skipped:")
        for feature in PatternVerdictSkips.features { print("  \(feature.tests.count)  \(feature.name)") }
        #expect(equal > 600)
    }

    /// What is different, or `nil` if the verdict is ours.
    private static func difference(_ test: [String: TestDataFile.Value], file: String) -> String? {
        let sources = texts(test["regex"])
        guard var haystack = text(test["haystack"]).map({ Array($0.utf8) }) else { return "no text" }
        if flag(test["unescape"]) ?? false { haystack = unescaped(haystack) }
        var flags: Pattern.Flags = []
        if flag(test["case-insensitive"]) ?? false { flags.insert(.caseInsensitive) }
        // That file's engine has the ASCII classes with characters in UTF-8, as we have.
        if flag(test["unicode"]) == false, file != "regex-lite" { flags.insert(.bytes) }
        let expected = expected(test["matches"])
        var searcher: PatternSearcher
        do throws(PatternError) {
            var patterns: [Pattern] = []
            for source in sources { patterns.append(try Pattern(source, flags: flags)) }
            searcher = try PatternSearcher(patterns)
        } catch {
            return flag(test["compiles"]) == false ? nil : "\(error)"
        }
        if flag(test["compiles"]) == false { return "is a pattern" }
        var bounds = 0..<haystack.count
        if let range = range(test["bounds"]) ?? spanTable(test["bounds"]) { bounds = range }
        var matches = haystack.withUnsafeBufferPointer { text in
            searcher.allMatches(
                in: UnsafeBufferPointer(rebasing: text[..<bounds.upperBound]), from: bounds.lowerBound,
                isAnchored: flag(test["anchored"]) ?? false)
        }
        if case .number(let limit)? = test["match-limit"] { matches = Array(matches.prefix(limit)) }
        let widths = expected.map(\.spans.count) + Array(repeating: 1, count: matches.count)
        let ours = zip(matches, widths).map { Verdict(id: $0.pattern, spans: Array($0.match.captures.prefix($1))) }
        return ours == expected ? nil : "\(sources): \(ours), expected \(expected)"
    }

    private struct Verdict: Equatable, CustomStringConvertible {
        var id = 0
        var spans: [Range<Int>?]

        var description: String {
            let texts = spans.map { $0.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "none" }
            return "\(id):" + texts.joined(separator: ",")
        }
    }

    private static func expected(_ value: TestDataFile.Value?) -> [Verdict] {
        guard case .list(let matches)? = value else { return [] }
        return matches.map { match in
            if case .table(let table) = match {
                var id = 0
                if case .number(let number)? = table["id"] { id = number }
                if case .list(let spans)? = table["spans"] { return Verdict(id: id, spans: spans.map(range)) }
                return Verdict(id: id, spans: [range(table["span"])])
            }
            guard case .list(let parts) = match else { return Verdict(spans: []) }
            if case .number? = parts.first { return Verdict(spans: [range(match)]) }
            return Verdict(spans: parts.map(range))
        }
    }

    private static func spanTable(_ value: TestDataFile.Value?) -> Range<Int>? {
        guard case .table(let table)? = value, case .number(let start)? = table["start"],
            case .number(let end)? = table["end"]
        else { return nil }
        return start..<end
    }

    private static func range(_ value: TestDataFile.Value?) -> Range<Int>? {
        guard case .list(let ends)? = value, ends.count == 2, case .number(let start) = ends[0],
            case .number(let end) = ends[1]
        else { return nil }
        return start..<end
    }

    private static func texts(_ value: TestDataFile.Value?) -> [String] {
        if case .list(let list)? = value { return list.compactMap { text($0) } }
        return text(value).map { [$0] } ?? []
    }

    private static func text(_ value: TestDataFile.Value?) -> String? {
        guard case .text(let text)? = value else { return nil }
        return text
    }

    private static func flag(_ value: TestDataFile.Value?) -> Bool? {
        guard case .flag(let flag)? = value else { return nil }
        return flag
    }

    /// The bytes behind `\xHH`, `\n` and their kind.
    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
                result.append(bytes[index])
                index += 1
                continue
            }
            index += 2
            switch bytes[index - 1] {
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "r"): result.append(13)
            case UInt8(ascii: "t"): result.append(9)
            case UInt8(ascii: "x"):
                result.append(UInt8(String(decoding: bytes[index..<index + 2], as: UTF8.self), radix: 16) ?? 0)
                index += 2
            default: result.append(bytes[index - 1])
            }
        }
        return result
    }
}
