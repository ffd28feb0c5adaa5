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

    @Test(
        "Processor, disk and network are held by what was used between two readings, descriptors as they are",
        arguments: Resource.allCases)
    func rates(_ resource: Resource) throws {
        let path: WritableKeyPath<ResourceSample, Int?>
        var limits = ResourceLimits()
        switch resource {
        case .processor: (path, limits.processorPercent) = (\.processorTime, 50)
        case .disk: (path, limits.diskBytesPerSecond) = (\.diskBytes, 500_000)
        case .network: (path, limits.networkBytesPerSecond) = (\.networkBytes, 500_000)
        case .descriptors: (path, limits.descriptors) = (\.descriptors, 1_400_000)
        }
        var monitor = LimitMonitor(memory: MemoryLimits(), resources: limits)
        // Per second: nothing, 400,000, 600,000, 600,000, and a process that takes its share with it.
        let verdicts = [0, 400_000, 1_000_000, 1_600_000, 200_000].enumerated().map { second, total in
            var sample = ResourceSample()
            sample[keyPath: path] = resource == .descriptors ? total + 800_000 : total
            return monitor.take(sample, at: Instant(microseconds: Int64(second) * 1_000_000))
        }
        let excess = verdicts.map(\.exceeded)
        #expect(excess.map { $0 != nil } == [false, false, false, true, false])
        #expect(excess[3]?.resource == resource)
        let used = [Resource.processor: 60, .disk: 600_000, .network: 600_000, .descriptors: 2_400_000]
        #expect(excess[3]?.used == used[resource])
        #expect(verdicts.allSatisfy { $0.unmeasured.isEmpty })
    }

    @Test("A limit that can't be measured is said once; a kill by the kernel is no reading")
    func unmeasured() {
        var limits = ResourceLimits()
        limits.networkBytesPerSecond = 1
        var monitor = LimitMonitor(memory: MemoryLimits(), resources: limits)
        var kill = ResourceSample()
        kill.memoryKills = 3
        #expect(monitor.take(kill, at: .zero).unmeasured.isEmpty)
        #expect(monitor.kills == 3)
        var sample = ResourceSample()
        sample.processes = 1
        #expect(monitor.take(sample, at: .zero).unmeasured == [.network])
        #expect(monitor.take(sample, at: .zero).unmeasured.isEmpty)
    }

    @Test("The levels are those of the document: 512, 1,024 and 2,048 MB")
    func defaults() {
        let limits = MemoryLimits()
        #expect(
            [limits.warning, limits.critical, limits.hard].map { $0 / MemoryLimits.megabyte } == [512, 1_024, 2_048])
    }
}
