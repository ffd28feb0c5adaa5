import TestMaterial
import Testing

@testable import Matching

@Suite("Patterns against the verdicts of another engine of their class")
struct PatternVerdictTests {
    static let files = [
        "anchored", "bytes", "crazy", "crlf", "earliest", "empty", "expensive", "flags", "leftmost-all",
        "line-terminator",
        "multiline", "no-unicode", "overlapping", "regex-lite", "set", "substring", "unicode", "utf8",
        "word-boundary-special", "fowler/basic", "fowler/nullsubexpr", "fowler/repetition",
    ]

    /// The verdict of one test: passed, skipped for a reason, or wrong.
    enum Outcome {
        case passed
        case skipped(String)
        case failed(String)
    }

    @Test("Every verdict on what we support is ours too; the others are counted by the feature that they need")
    func verdicts() throws {
        guard let folder = Repository.shared("regex-testdata") else { return }
        var passed = 0
        var skips: [String: Int] = [:]
        for file in Self.files {
            let tests = try #require(TestDataFile.tests(in: try PlainFile.read("\(folder)/\(file).toml")))
            #expect(!tests.isEmpty)
            for test in tests {
                switch Self.run(test, file: file) {
                case .passed: passed += 1
                case .skipped(let feature): skips[feature, default: 0] += 1
                case .failed(let reason): Issue.record("\(file): \(Self.text(test["name"]) ?? "?"): \(reason)")
                }
            }
        }
        print("Patterns: \(passed) verdicts equal; skipped:")
        for (feature, count) in skips.sorted(by: { $0.value > $1.value }) { print("  \(count)  \(feature)") }
        #expect(passed > 400)
    }

    private static func run(_ test: [String: TestDataFile.Value], file: String) -> Outcome {
        if let feature = unsupported(test) { return .skipped(feature) }
        guard let source = text(test["regex"]), var haystack = text(test["haystack"]).map({ Array($0.utf8) }) else {
            return .skipped("sets of patterns")
        }
        if flag(test["unescape"]) ?? false { haystack = unescaped(haystack) }
        let isASCII = haystack.allSatisfy { $0 < 0x80 } && source.utf8.allSatisfy { $0 < 0x80 }
        // This file's engine has our meaning of the named classes, but folds ASCII letters only.
        let isLite = file == "regex-lite"
        let isFolded = flag(test["case-insensitive"]) ?? false
        if isFolded, !isASCII, isLite || flag(test["unicode"]) == false {
            return .skipped("folding of ASCII letters only")
        }
        let isBytewise = flag(test["unicode"]) == false || flag(test["utf8"]) == false && source.isEmpty
        if !isASCII, isBytewise, takesAnyByte(source) { return .skipped("matching of bytes that are no UTF-8") }
        if !isASCII, !isBytewise, !isLite, namesUnicode(source) {
            return .skipped("Unicode meaning of \\w, \\d, \\s, \\b")
        }
        if source.contains("\\b{") || source.contains("\\<") { return .skipped("assertions of word starts and ends") }
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(source, flags: isFolded ? .caseInsensitive : [])
        } catch {
            return .skipped(feature(of: error, source))
        }
        var matches = haystack.withUnsafeBufferPointer { text in
            var searcher = PatternSearcher(pattern)
            return searcher.allMatches(in: text, isAnchored: flag(test["anchored"]) ?? false).map(\.match)
        }
        if case .number(let limit)? = test["match-limit"] { matches = Array(matches.prefix(limit)) }
        let expected = expected(test["matches"])
        let ours = zip(matches, expected.map { $0.count } + Array(repeating: 1, count: matches.count)).map {
            match, count in
            Array(match.captures.prefix(count))
        }
        if ours == expected { return .passed }
        return .failed("/\(source)/: \(ours), expected \(expected)")
    }

    private static func unsupported(_ test: [String: TestDataFile.Value]) -> String? {
        if test["bounds"] != nil { return "search in a part of the text" }
        if test["line-terminator"] != nil { return "other line terminators" }
        if let kind = text(test["match-kind"]), kind != "leftmost-first" { return "match kind \(kind)" }
        if let kind = text(test["search-kind"]), kind != "leftmost" { return "search kind \(kind)" }
        return nil
    }

    /// The feature that a refused pattern needs.
    private static func feature(of error: PatternError, _ source: String) -> String {
        if error.code == .badFlags { return "flags R, u, x" }
        if error.code == .badEscape { return "escapes of other engines" }
        return error.code.text
    }

    /// Whether a pattern can match a byte, or stand between two bytes, within a character.
    private static func takesAnyByte(_ source: String) -> Bool {
        source.isEmpty || source.contains { !$0.isASCII }
            || [".", "[^", "\\W", "\\D", "\\S", "\\B", "\\x", "*", "(?:)", "|"].contains { source.contains($0) }
    }

    private static func namesUnicode(_ source: String) -> Bool {
        ["\\w", "\\d", "\\s", "\\b", "\\W", "\\D", "\\S", "\\B"].contains { source.contains($0) }
    }

    private static func expected(_ value: TestDataFile.Value?) -> [[Range<Int>?]] {
        guard case .list(let matches)? = value else { return [] }
        return matches.map { match in
            guard case .list(let parts) = match else { return [] }
            if case .number? = parts.first { return [range(match)] }
            return parts.map(range)
        }
    }

    private static func range(_ value: TestDataFile.Value) -> Range<Int>? {
        guard case .list(let ends) = value, ends.count == 2, case .number(let start) = ends[0],
            case .number(let end) = ends[1]
        else { return nil }
        return start..<end
    }

    private static func text(_ value: TestDataFile.Value?) -> String? {
        if case .list(let list)? = value, list.count == 1 { return text(list[0]) }
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
