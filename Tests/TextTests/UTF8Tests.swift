import Determinism
import Testing
import Text

/// Bytes in which valid characters, their pieces and invalid bytes are mixed.
private func randomBytes(_ choices: inout Choices) -> [UInt8] {
    let pieces: [[UInt8]] = [
        [0x61], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F],
        [0xF0, 0x9F, 0x98], [0x80], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90], [0xE0, 0x80], [0xF0, 0x80],
    ]
    return (0..<choices.below(30, "count")).flatMap { _ in pieces[choices.below(pieces.count, "piece")] }
}

@Suite("UTF-8")
struct UTF8Tests {
    @Test("Text is the same for every way of cutting its bytes", arguments: 0..<300 as Range<UInt64>)
    func cutting(seed: UInt64) {
        var choices = Choices(seed: seed)
        let bytes = randomBytes(&choices)
        var splitter = UTF8Splitter()
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(1 + choices.below(4, "size"))
            rest = rest.dropFirst(part.count)
            text += splitter.feed(part)
        }
        text += splitter.finish()
        #expect(Array(text.unicodeScalars) == Array(String(decoding: bytes, as: UTF8.self).unicodeScalars))
        #expect(!splitter.isInsideCharacter)
    }

    @Test("A character comes out with its last byte, not before")
    func whole() {
        var splitter = UTF8Splitter()
        #expect(splitter.feed([0x61, 0xF0, 0x9F]) == "a")
        #expect(splitter.isInsideCharacter)
        #expect(splitter.feed([0x98]).isEmpty)
        #expect(splitter.feed([0x80, 0x62]) == "😀b")
    }

    @Test(
        "Tails that nothing can finish do not wait",
        arguments: [
            ([0xC3], 1), ([0xE2, 0x82], 2), ([0xF0, 0x9F, 0x98], 3), ([0xF0, 0x9F, 0x98, 0x80], 0), ([0xE0, 0x80], 0),
            ([0xED, 0xA0], 0), ([0xF4, 0x90], 0), ([0xF5], 0), ([0xC0], 0), ([0x80, 0x80, 0x80], 0), ([], 0),
            ([0x61], 0),
        ] as [([UInt8], Int)])
    func tails(bytes: [UInt8], length: Int) {
        #expect(UTF8Splitter.incompleteTail(of: bytes) == length)
    }

    @Test("The check agrees with the standard library", arguments: 0..<500 as Range<UInt64>)
    func check(seed: UInt64) {
        var choices = Choices(seed: seed)
        let bytes = [UInt8](repeating: 0x61, count: choices.below(12, "before")) + randomBytes(&choices)
        for count in 0...bytes.count {
            let part = bytes.prefix(count)
            #expect(UTF8Check.isValid(part) == (String(validating: part, as: UTF8.self) != nil))
        }
    }

    @Test("The check is right for every second byte behind the delicate first ones")
    func pairs() {
        for first in [0x00, 0x7F, 0x80, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5] as [UInt8] {
            for second in UInt8.min...UInt8.max {
                for bytes in [[first, second], [first, second, 0x80], [first, second, 0x80, 0xBF]] {
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    if UTF8Check.isValid(bytes) != isValid { Issue.record("\(bytes) is \(isValid)") }
                }
            }
        }
    }
}
