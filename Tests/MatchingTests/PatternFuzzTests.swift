import TestMaterial
import Testing

@testable import Matching

@Suite("Any text as a pattern")
struct PatternFuzzTests {
    private static let pieces = [
        "(", ")", "[", "]", "{", "}", "|", "*", "+", "?", ".", "^", "$", "\\", "-", ",", ":", "<", ">", "=", "!", "#",
        " ",
        "a", "b", "é", "🙂", "0", "1", "9", "\n", "(?", "(?i", "(?:", "(?P<", "(?<", "[^", "[[:", ":]]", "[:alpha:]",
        "\\p",
        "\\p{", "\\pL", "\\P{Greek}", "\\x", "\\x{", "\\Q", "\\E", "\\b", "\\B", "\\A", "\\z", "\\C", "\\d", "\\W",
        "{2,", "{1000}", "{,3}",
        "{3,1}", "*?", "+?", "??", "*+", "(?=", "(?!", "(?<=", "(?>", "\\1", "\\07", "\\377", "\u{0}", "\u{10FFFF}",
    ]

    @Test("Random signs make a pattern, or an error whose position lies in the text; no search crashes or differs")
    func pieces() {
        var numbers = Numbers(state: 51)
        var accepted = 0
        for round in 0..<Effort.count(1_000, long: 2_500) {
            let count = Int.random(in: 1...12, using: &numbers)
            let source = (0..<count).map { _ in Self.pieces.randomElement(using: &numbers) ?? "a" }.joined()
            let flags = Pattern.Flags(rawValue: UInt8.random(in: 0..<64, using: &numbers))
            if check(source, flags, searches: round.isMultiple(of: 3), &numbers) { accepted += 1 }
        }
        #expect(accepted > 100)
    }

    @Test("Patterns with random bytes in them are read or refused")
    func bytes() {
        var numbers = Numbers(state: 52)
        for _ in 0..<Effort.count(800, long: 2_000) {
            var bytes = Array(RandomPattern(isBytes: false, using: &numbers).ours.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let place = Int.random(in: 0...bytes.count, using: &numbers)
                bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
            }
            _ = check(String(decoding: bytes, as: UTF8.self), [], searches: false, &numbers)
        }
    }

    /// Whether a text is a pattern; searches with it in random bytes.
    private func check(_ source: String, _ flags: Pattern.Flags, searches: Bool, _ numbers: inout Numbers) -> Bool {
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(source, flags: flags)
        } catch {
            #expect((0...source.unicodeScalars.count).contains(error.offset), "\(source.debugDescription): \(error)")
            #expect(!error.description.isEmpty)
            return false
        }
        guard searches, pattern.program.instructions.count < 3000 else { return true }
        let text = (0..<30).map { _ -> UInt8 in
            let letters: [UInt8] = [0x61, 0x62, 0x30, 0x0A, 0x20, 0xC3, 0xA9, 0xF0, 0x9F, 0x99, 0x82, 0xFF, 0, 0x80]
            return letters.randomElement(using: &numbers) ?? 0
        }
        let expected = Engine.machine.matches(pattern, in: text)
        for engine in [Engine.automaton, .stream] where engine.matches(pattern, in: text) != expected {
            Issue.record("/\(source)/ with flags \(flags.rawValue) in \(text): \(engine)")
        }
        return true
    }

    @Test("Flags have the names that other engines give them")
    func flagNames() {
        #expect(Pattern.Flags(name: "dotall") == .dotMatchesLineFeed)
        #expect(Pattern.Flags(name: "IGNORE_CASE") == .caseInsensitive)
        #expect(Pattern.Flags(name: "case-insensitive") == .caseInsensitive)
        #expect(Pattern.Flags(name: "U") == .swapGreed)
        #expect(Pattern.Flags(name: "x") == .extended)
        #expect(Pattern.Flags(name: "unicode") == nil)
        #expect(Pattern.Flags(name: "u") == nil)
        for name in Pattern.Flags.names { #expect(Pattern.Flags(name: name) != nil) }
    }
}
