import Testing

@testable import Terminal

/// Safe playback on bytes that may be anything.
@Suite("Safe playback, on random bytes")
struct SafePlaybackPropertyTests {
    /// A generator of its own, so that the test does not depend on the one of the library: xorshift64*.
    private struct Random {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % bound
        }
    }

    /// Pieces of which hostile streams are made.
    private static let pieces: [[UInt8]] =
        [
            "\u{1B}", "\u{1B}[", "\u{1B}]", "\u{1B}P", "\u{1B}_", "\u{1B}^", "\u{1B}X", "\u{1B}\\", "\u{07}", "\u{9B}",
            "\u{9D}", "\u{9C}", "\u{90}", "\u{9F}", "\u{85}", "52;c;", "8;;", "0;", "?", ">", "=", "!", "$", " ", "#",
            "(", ")", "0", "B", ";", ":", "25", "1049", "1000", "2004", "h", "l", "m", "n", "c", "p", "q", "t", "u",
            "H", "J", "3J", "K", "r", "b", "\u{0E}", "\u{0F}", "\u{05}", "\u{18}", "\u{1A}", "\r\n", "text", "ä", "🙂",
        ].map { Array($0.utf8) } + [[0x9B], [0x9D], [0xC2], [0xE2, 0x9C], [0xF0, 0x9F], [0xFF], [0x00], [0x7F]]

    private static func stream(_ random: inout Random) -> [UInt8] {
        (0..<(1 + random.next(60))).flatMap { _ -> [UInt8] in
            random.next(4) == 0 ? [UInt8(random.next(256))] : pieces[random.next(pieces.count)]
        }
    }

    /// What is not allowed in an output, told by a reader of its own that knows the allowed forms alone.
    private static func complaint(about output: [UInt8]) -> String? {
        guard let text = String(validating: output, as: UTF8.self) else { return "no UTF-8" }
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar.value {
            case 0x08, 0x09, 0x0A, 0x0D, 0x20..<0x7F: continue
            case 0x1B: if let complaint = sequence(&rest) { return complaint }
            case 0..<0xA0, 0x202A...0x202E, 0x2066...0x2069: return "the control \(scalar.value)"
            default: continue
            }
        }
        return nil
    }

    private static func sequence(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard let second = rest.popFirst() else { return "a lone ESC" }
        if "78DEM".unicodeScalars.contains(second) { return nil }
        guard second == "[" else { return "ESC \(second)" }
        var body = ""
        while let scalar = rest.popFirst() {
            guard (0x40..<0x7F).contains(scalar.value) else {
                body.unicodeScalars.append(scalar)
                continue
            }
            return isAllowed(body, scalar) ? nil : "CSI \(body) \(scalar)"
        }
        return "a sequence without an end"
    }

    private static func isAllowed(_ body: String, _ final: Unicode.Scalar) -> Bool {
        if body.hasPrefix("?") {
            let modes = ["5", "6", "7", "25", "47", "1047", "1048", "1049", "2026"]
            let parts = body.dropFirst().split(separator: ";", omittingEmptySubsequences: false)
            return (final == "h" || final == "l") && parts.allSatisfy { modes.contains(String($0)) }
        }
        let isNumeric = body.allSatisfy { "0123456789;".contains($0) }
        switch final {
        case "m": return body.allSatisfy { "0123456789;:".contains($0) } && body.count <= 1_000
        case "J", "K": return ["", "0", "1", "2"].contains(body)
        case "h", "l": return body == "4"
        case "A", "B", "C", "D", "E", "F", "G", "H", "a", "d", "e", "f", "`", "r", "@", "I", "L", "M", "P", "S", "T",
            "X",
            "Z", "b":
            return isNumeric && body.split(separator: ";").allSatisfy { $0.count <= 4 }
        case "s", "u": return body.isEmpty
        default: return false
        }
    }

    @Test(
        "Nothing but the allow-list leaves it, and no cut of the bytes changes anything",
        arguments: 1...8 as ClosedRange<UInt64>)
    func allowed(_ seed: UInt64) {
        var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<1_500 {
            let bytes = Self.stream(&random)
            let whole = SafePlayback.clean(bytes)
            #expect(Self.complaint(about: whole) == nil, "\(bytes) gave \(whole)")
            var filter = SafePlayback()
            var parts: [UInt8] = []
            var index = 0
            while index < bytes.count {
                let end = min(bytes.count, index + 1 + random.next(5))
                filter.feed(bytes[index..<end], into: &parts)
                // What has left at any moment is whole.
                #expect(Self.complaint(about: parts) == nil)
                index = end
            }
            filter.finish(into: &parts)
            #expect(parts == whole, "\(bytes)")
        }
    }

    @Test("The reader of this test does complain about what is not allowed")
    func complaints() {
        for text in [
            "\u{1B}]0;a\u{07}", "\u{1B}[c", "\u{1B}[3J", "\u{1B}", "\u{1B}[1", "\u{9D}", "\u{1B}[?1000h", "\u{07}",
        ] {
            #expect(Self.complaint(about: Array(text.utf8)) != nil)
        }
    }
}
