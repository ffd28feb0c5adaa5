import Determinism
import Orchestration
import Recording
import Testing

@Suite("The memory of a child held against its levels")
struct LimitMonitorTests {
    /// What a monitor with the levels 10, 20 and 30 says to each of these readings.
    private func verdicts(_ readings: [Int?]) -> [String] {
        var limits = MemoryLimits()
        (limits.warning, limits.critical, limits.hardLimit) = (10, 20, 30)
        var monitor = LimitMonitor(memory: limits)
        return readings.map { used in
            var sample = ResourceSample()
            sample.proportionalSetSize = used
            let verdict = monitor.take(sample, at: .zero)
            return [verdict.crossed.map { "\($0)" }, verdict.exceeded.map { "end \($0.used)" }].compactMap(\.self)
                .joined(separator: " ")
        }
    }

    @Test("A level is reported once for each time that it is reached")
    func crossings() {
        #expect(
            verdicts([9, 10, 15, 20, 19, 20, 9, 12]) == ["", "warning", "", "critical", "", "critical", "", "warning"])
    }

    @Test("A jump reports the highest level alone")
    func jump() { #expect(verdicts([5, 31]) == ["", "hard"]) }

    @Test("Two readings in a row end the child; one alone may be a fork that shares its pages")
    func twoReadings() {
        #expect(verdicts([30, 29, 30, 30, 31]) == ["hard", "", "hard", "end 30", ""])
    }

    @Test("A reading without memory counts for nothing")
    func nothingMeasured() { #expect(verdicts([30, nil, 30]) == ["hard", "", "end 30"]) }

    @Test("Resident memory counts where the proportional one is not known, and the peak is kept")
    func resident() {
        var monitor = LimitMonitor(memory: MemoryLimits())
        for used in [3, 70, 8] {
            var sample = ResourceSample()
            sample.residentSetSize = used
            _ = monitor.take(sample, at: .zero)
        }
        #expect(monitor.peak == 70)
    }

    @Test("The levels are those of the document: 512, 1,024 and 2,048 MB")
    func defaults() {
        let limits = MemoryLimits()
        #expect(
            [limits.warning, limits.critical, limits.hard].map { $0 / MemoryLimits.megabyte } == [512, 1_024, 2_048])
    }
}
