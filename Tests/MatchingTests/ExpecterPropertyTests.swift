import Matching
import Testing

/// The rules of a wait as plainly as they can be said: after each part, search all of the window anew.
struct NaiveExpecter {
    let window: Int?
    var text: [UInt8] = []

    enum Plain { case literal([UInt8]), regex(Pattern) }

    /// Takes one part; what matches first, if anything does.
    mutating func feed(_ part: ArraySlice<UInt8>, _ patterns: [Plain]) -> String? {
        text += part
        let start = window.map { max(0, text.count - $0) } ?? 0
        let searched = Array(text[start...])
        var best: (Range<Int>, Int)?
        for (index, pattern) in patterns.enumerated() {
            let range: Range<Int>?
            switch pattern {
            case .literal(let bytes):
                range = (0...max(0, searched.count - bytes.count)).first { searched[$0...].starts(with: bytes) }
                    .map { $0..<$0 + bytes.count }
            case .regex(let pattern): range = pattern.firstMatch(in: searched)?.range
            }
            if let range, best.map({ range.lowerBound < $0.0.lowerBound }) ?? true { best = (range, index) }
        }
        guard let (range, index) = best else { return nil }
        defer { text = Array(searched[range.upperBound...]) }
        let before = text[..<start] + searched[..<range.lowerBound]
        return
            "\(index) [\(String(decoding: before, as: UTF8.self))] [\(String(decoding: searched[range], as: UTF8.self))]"
    }
}

@Suite("Waiting, whatever the text, the patterns and the parts")
struct ExpecterPropertyTests {
    static let expressions = [
        "a+b", "(a|b)+c", "ab*?", "^a", "(?m)^b", "b$", "(?m)a$", #"\bab"#, #"a\B"#, "a.{2}b", "[^a]b", "(?:ab)*c",
        "c?", "é+",
        ".*c", "a(?s:.*)b", "(?i)AB", #"\d\d"#, "b{3}", "abc|bcd|cd", "x*y",
    ]

    @Test("The machine that waits finds what a search of everything finds", arguments: 0..<40)
    func naive(seed: Int) throws {
        var numbers = Numbers(state: UInt64(seed))
        for _ in 0..<50 {
            let (patterns, plain) = try Self.patterns(&numbers)
            var settings = ExpectSettings()
            settings.searchWindowBytes = Bool.random(using: &numbers) ? Int.random(in: 1...12, using: &numbers) : nil
            var expecter = Expecter(settings: settings)
            var model = NaiveExpecter(window: settings.searchWindowBytes)
            let text = Self.text(&numbers)
            var position = 0
            var expected = model.feed([], plain)
            var outcome = expecter.expect(patterns, timeout: nil, at: .zero)
            while true {
                #expect(outcome.summary == expected ?? "nothing", "\(patterns) \(settings) \(text[..<position])")
                guard outcome.summary == expected ?? "nothing" else { return }
                guard position < text.count else { break }
                if outcome != nil {
                    outcome = expecter.expect(patterns, timeout: nil, at: .zero)
                    expected = model.feed([], plain)
                    // An empty match would come for ever.
                    if outcome?.isEmpty == true { break }
                    continue
                }
                let end = min(text.count, position + Int.random(in: 1...9, using: &numbers))
                outcome = expecter.feed(Array(text[position..<end]), at: .zero)
                expected = model.feed(text[position..<end], plain)
                position = end
            }
        }
    }

    static func patterns(_ numbers: inout Numbers) throws -> ([ExpectPattern], [NaiveExpecter.Plain]) {
        var result: ([ExpectPattern], [NaiveExpecter.Plain]) = ([], [])
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            if Bool.random(using: &numbers) {
                let bytes = text(&numbers, lengths: 1...4)
                result.0.append(.exact(bytes))
                result.1.append(.literal(bytes))
            } else {
                let pattern = try Pattern(expressions.randomElement(using: &numbers) ?? "")
                result.0.append(.regex(pattern))
                result.1.append(.regex(pattern))
            }
        }
        return result
    }

    static func text(_ numbers: inout Numbers, lengths: ClosedRange<Int> = 0...60) -> [UInt8] {
        let count = Int.random(in: lengths, using: &numbers)
        return (0..<count).flatMap { _ in
            Array((["a", "b", "c", "\n", " ", "é", "1"].randomElement(using: &numbers) ?? "").utf8)
        }
    }

    @Test("A long output costs the same per byte, whatever is open in it")
    func linear() throws {
        // A start that never ends, a window, and a literal that never comes: nothing of it may be searched again and again.
        let line = Array("a quick brown fox jumps over the lazy dog and never comes back again 0123456789\n".utf8)
        for window in [nil, 4096] {
            var settings = ExpectSettings()
            settings.searchWindowBytes = window
            var expecter = Expecter(settings: settings)
            let never = try ExpectPattern.regex("q[^Q]*Q")
            #expect(
                expecter.expect([never, "END", try .regex(#"(\d+) tests passed"#)], timeout: nil, at: .zero) == nil)
            for _ in 0..<2000 { #expect(expecter.feed(line, at: .zero) == nil) }
            let outcome = expecter.feed(Array("12 tests passed".utf8), at: .zero)
            #expect(outcome.result?.group(1) == "12")
            #expect((outcome.result?.before.count ?? 0) <= settings.retainedBytesMax)
        }
    }
}

extension ExpectOutcome {
    fileprivate var isEmpty: Bool { if case .matched(let result) = self { result.after.isEmpty } else { false } }
}
