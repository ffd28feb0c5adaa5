import Determinism
import Hosting
import Simulation
import Testing

/// What fails is made as small as it gets, by runs alone.
@Suite struct ShrinkingTests {
    @Test("The fewest elements are found, wherever they stand")
    func fewest() throws {
        for places in [[0], [99], [3, 57], [0, 50, 99], Array(20..<25)] {
            var shrinking = Shrinking(runsMax: 10_000)
            let kept = try shrinking.fewest(Array(0..<100)) { part throws(HostFailure) in
                places.allSatisfy(part.contains)
            }
            #expect(kept == places)
            #expect(shrinking.runsLeft > 9_000)
        }
    }

    @Test("What fails without anything is shrunk to nothing")
    func nothing() throws {
        var shrinking = Shrinking(runsMax: 100)
        #expect(try shrinking.fewest([1, 2, 3]) { _ throws(HostFailure) in true } == [])
    }

    @Test("The least number is found by halves")
    func least() throws {
        for bound: UInt64 in [1, 2, 37, 1_000_000] {
            var shrinking = Shrinking(runsMax: 100)
            #expect(try shrinking.least(1 << 40) { value throws(HostFailure) in value >= bound } == bound)
        }
    }

    @Test("A shrinking that may not run any more keeps what it has")
    func exhausted() throws {
        var shrinking = Shrinking(runsMax: 3)
        let kept = try shrinking.fewest(Array(0..<1_000)) { part throws(HostFailure) in part.contains(999) }
        #expect(kept.contains(999))
        #expect(shrinking.runsLeft == 0)
    }

    @Test("Choices shrink to those that matter, each to its least value")
    func choices() throws {
        var choices = ChoiceList()
        for index in 0..<40 { choices["one", index] = UInt64(index + 5) }
        for index in 0..<40 { choices["other", index] = 7 }
        var shrinking = Shrinking(runsMax: 5_000)
        let smallest = try shrinking.shrink(choices) { list throws(HostFailure) in
            list["one", 30] >= 9 && list["other", 2] > 0
        }
        #expect(smallest.all.map(\.label) == ["one", "other"])
        #expect(smallest["one", 30] == 9)
        #expect(smallest["other", 2] == 1)
    }
}
