import Determinism
import Testing

@Suite("Choices and the trace hash")
struct ChoicesTests {
    @Test("Draws under one label do not move those under another")
    func labels() {
        var one = Choices(seed: 7)
        var other = Choices(seed: 7)
        let plain = (0..<10).map { _ in one.bits("order") }
        let mixed = (0..<10).map { _ in
            _ = other.bits("fault")
            return other.bits("order")
        }
        #expect(plain == mixed)
        #expect(one.bits("fault") != one.bits("order"))
    }

    @Test("Draws and fingerprints stay the same from version to version, or old seeds would mean other runs")
    func golden() {
        var choices = Choices(seed: 1)
        #expect(choices.bits("order") == 8_533_885_875_014_809_650)
        #expect(choices.bits("order") == 16_166_695_148_176_015_561)
        #expect(choices.bits("fault") == 4_551_016_407_835_183_908)
        var hash = TraceHash()
        hash.combine("understudy")
        hash.combine(42)
        #expect(hash.text == "440ec103fec00e54")
        #expect(TraceHash().text == "f52a15e9a9b5e89b")
    }

    @Test("A number below a bound is below it and reaches every value")
    func below() {
        var choices = Choices(seed: 3)
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<6_000 { counts[choices.below(6, "die")] += 1 }
        #expect(counts.allSatisfy { (800...1_200).contains($0) })
        #expect(choices.below(1, "one") == 0)
    }

    @Test("SplitMix64 gives the published values for seed 1234567")
    func goldenMix() {
        var state: UInt64 = 1_234_567
        let values = (0..<5).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            return Choices.mix(state)
        }
        #expect(
            values == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ])
    }

    @Test("The trace hash tells borders, order and bytes apart")
    func traceHash() {
        func hash(_ parts: [String]) -> UInt64 {
            var hash = TraceHash()
            for part in parts { hash.combine(part) }
            return hash.value
        }
        let all = [
            ["ab", "c"], ["a", "bc"], ["abc"], ["c", "ab"], [], [""], ["", ""], ["12345678", "9"], ["123456789"],
        ]
        #expect(Set(all.map(hash)).count == all.count)
        #expect(hash(["ab", "c"]) == hash(["ab", "c"]))
    }

    @Test("The text of a hash has sixteen digits")
    func text() {
        var hash = TraceHash()
        for word in 0..<100 as Range<UInt64> {
            hash.combine(word)
            #expect(hash.text.count == 16)
            #expect(UInt64(hash.text, radix: 16) == hash.value)
        }
    }
}
