import Determinism
import Testing

/// Choices that are kept can be given again, and left out.
@Suite struct ChoiceListTests {
    private static func draw(_ choices: inout Choices) -> [Int] {
        (0..<20).flatMap { _ in
            [choices.below(5, "one"), choices.seldom(below: 9, onceIn: 3, "other"), Int(choices.bits("bits") & 0xFF)]
        }
    }

    @Test("A run of kept choices is the run that kept them")
    func again() {
        var first = Choices(seed: 12)
        first.isKept = true
        let drawn = Self.draw(&first)
        var second = Choices(first.made, seed: 99)
        second.isKept = true
        #expect(Self.draw(&second) == drawn)
        #expect(second.made == first.made)
    }

    @Test("Of what is given only what was asked for is kept")
    func used() {
        var choices = Choices(
            ChoiceList([.init(label: "one", index: 0, value: 1), .init(label: "other", index: 7, value: 1)]), seed: 0)
        choices.isKept = true
        _ = choices.below(3, "one")
        #expect(choices.made.all == [.init(label: "one", index: 0, value: 1)])
    }

    @Test("A choice that is left out is the plainest, and moves no other")
    func leftOut() throws {
        var first = Choices(seed: 12)
        first.isKept = true
        var drawn = Self.draw(&first)
        var list = first.made
        let place = try #require(list.all.first { $0.label == "one" })
        list[place.label, place.index] = 0
        drawn[place.index * 3] = 0
        var second = Choices(list, seed: 0)
        #expect(Self.draw(&second) == drawn)
    }

    @Test("A choice that is too large for what it decides is the largest there is")
    func tooLarge() {
        var choices = Choices(ChoiceList([.init(label: "one", index: 0, value: .max)]), seed: 0)
        #expect(choices.below(3, "one") == 2)
        #expect(choices.below(3, "one") == 0)
    }

    @Test("Only what is not plain is listed, by label and place")
    func order() {
        var list = ChoiceList()
        list["b", 1] = 2
        list["a", 7] = 1
        list["a", 3] = 5
        list["c", 0] = 0
        #expect(list.all.map { "\($0.label)\($0.index)=\($0.value)" } == ["a3=5", "a7=1", "b1=2"])
        list["b", 1] = 0
        #expect(list.count == 2)
        #expect(list == ChoiceList(list.all))
    }
}
