import Testing

@testable import Scenarios

/// Conditions on durations.
@Suite struct TimeMatchTests {
    @Test("One value holds within the arm's tolerance, on both sides")
    func exact() {
        let match = TimeMatch(min: .seconds(300), max: .seconds(300))
        #expect(match.isExact)
        #expect(match.holds(.seconds(300), tolerance: .zero))
        #expect(!match.holds(.milliseconds(300_001), tolerance: .zero))
        #expect(!match.holds(.milliseconds(299_999), tolerance: .zero))
        #expect(match.holds(.milliseconds(300_100), tolerance: .milliseconds(100)))
        #expect(match.holds(.milliseconds(299_900), tolerance: .milliseconds(100)))
        #expect(!match.holds(.milliseconds(300_101), tolerance: .milliseconds(100)))
    }

    @Test("A range includes both its ends, and may be open on either side")
    func ranges() {
        let range = TimeMatch(min: .seconds(1), max: .seconds(3))
        for seconds in [1, 2, 3] { #expect(range.holds(.seconds(seconds), tolerance: .zero)) }
        for seconds in [0, 4] { #expect(!range.holds(.seconds(seconds), tolerance: .zero)) }
        #expect(!range.isExact)
        #expect(TimeMatch(max: .seconds(3)).holds(.zero, tolerance: .zero))
        #expect(!TimeMatch(max: .seconds(3)).holds(.seconds(4), tolerance: .zero))
        #expect(TimeMatch(min: .seconds(3)).holds(.seconds(400), tolerance: .zero))
        #expect(!TimeMatch(min: .seconds(3)).holds(.seconds(2), tolerance: .zero))
    }

    @Test("Its words name the values with their unit")
    func words() {
        #expect(TimeMatch(min: .seconds(300), max: .seconds(300)).description == "300 s")
        #expect(TimeMatch(min: .milliseconds(1_500), max: .seconds(3)).description == "between 1.5 s and 3 s")
        #expect(TimeMatch(min: .microseconds(1)).description == "at least 0.000001 s")
        #expect(TimeMatch(max: .seconds(100)).description == "at most 100 s")
        #expect(TimeMatch().description == "any time")
    }
}
