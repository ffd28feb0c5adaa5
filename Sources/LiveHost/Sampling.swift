import Glibc
import Hosting
import Recording

/// A measurement of one child's tree, taken process by process between other work.
struct Sampling {
    let child: Child?
    let handle: ProcessHandle
    var waiting: [ProcessStatus]
    var sum = ResourceSample()
    /// Whether the tree was looked for.
    var isBegun = false
}

extension LiveHost {
    /// How long measuring may go on before streams are served again, in nanoseconds of the world; one process is the
    /// least, and the kernel takes about 1 ms for each 500 MB of its memory.
    static let samplingNanosecondsMax: Int64 = 1_000_000
    /// Every so many samples of a child the whole process table is searched for descendants that left its tree; the
    /// others follow the children alone, which costs a few reads.
    static let samplesPerSearch = 8

    /// Begins to measure a child's tree; `next` goes on with it.
    func startSampling(_ handle: ProcessHandle) throws(HostFailure) {
        samplings.append(Sampling(child: child(handle), handle: handle, waiting: []))
    }

    /// Measures for a while, and reports the samples that are ready.
    func continueSampling() {
        guard !samplings.isEmpty else { return }
        let limit = SystemCalls.monotonicNanoseconds + Self.samplingNanosecondsMax
        repeat {
            if !samplings[0].isBegun {
                begin(&samplings[0])
            } else if let status = samplings[0].waiting.popLast() {
                measure(status, into: &samplings[0].sum)
            } else {
                finish(samplings.removeFirst())
            }
        } while !samplings.isEmpty && SystemCalls.monotonicNanoseconds < limit
    }

    private func begin(_ sampling: inout Sampling) {
        sampling.isBegun = true
        sampling.sum.processes = 0
        guard let child = sampling.child else { return }
        let isSearch = child.hasExited || child.usage.samples % Self.samplesPerSearch == 0
        child.usage.samples += 1
        let roots = roots(of: child)
        sampling.waiting = isSearch ? processes.members(of: roots) : processes.descendants(of: roots)
        // The overseer is ours, not the program's.
        if child.isOverseen { sampling.waiting.removeAll { $0.identity.pid == child.pid } }
        child.usage.known = sampling.waiting.map(\.identity).filter { $0.pid != child.pid }
    }

    private func measure(_ status: ProcessStatus, into sum: inout ResourceSample) {
        let pid = status.identity.pid
        let files = processes.files
        let memory = memory(of: pid)
        // A process that has ended meanwhile is not counted at all.
        guard let resident = memory.resident else { return }
        sum.processes = (sum.processes ?? 0) + 1
        sum.residentSetSize = (sum.residentSetSize ?? 0) + resident
        if let proportional = memory.proportional {
            sum.proportionalSetSize = (sum.proportionalSetSize ?? 0) + proportional
        }
        sum.processorTime = (sum.processorTime ?? 0) + status.processorTicks * Self.microsecondsPerTick
        if let descriptors = files.descriptors(pid) { sum.descriptors = (sum.descriptors ?? 0) + descriptors }
        if let bytes = files.read(pid, "io") {
            var scanner = NumberScanner(bytes)
            if scanner.skip(past: "\nread_bytes:"), let read = scanner.next(),
                scanner.skip(past: "\nwrite_bytes:"), let written = scanner.next()
            {
                sum.diskBytes = (sum.diskBytes ?? 0) + read + written
            }
        }
    }

    /// Bytes of memory; the proportional size is the resident one where the kernel hides it for this process alone.
    private func memory(of pid: Int32) -> (proportional: Int?, resident: Int?) {
        if let bytes = processes.files.read(pid, "smaps_rollup") {
            var scanner = NumberScanner(bytes)
            if scanner.skip(past: "\nRss:"), let resident = scanner.next(),
                scanner.skip(past: "\nPss:"), let proportional = scanner.next()
            {
                return (proportional * 1_024, resident * 1_024)
            }
        }
        guard let bytes = processes.files.read(pid, "statm") else { return (nil, nil) }
        var scanner = NumberScanner(bytes)
        guard scanner.next() != nil, let pages = scanner.next() else { return (nil, nil) }
        let resident = pages * Self.pageBytes
        return (Self.hasProportionalSizes ? resident : nil, resident)
    }

    private func finish(_ sampling: Sampling) {
        var sample = sampling.sum
        if let child = sampling.child {
            let processorTime = max(sample.processorTime ?? 0, child.usage.processorTimeOfReaped)
            child.usage.processorTime = max(child.usage.processorTime, processorTime)
            // Computing takes no virtual time: what counts there is what participants say. Elsewhere time of the world is
            // told on the host's clock, so that a share of it is the same at every scale.
            sample.processorTime =
                coordinator?.processorTime(of: sampling.handle)
                ?? Int(Double(child.usage.processorTime) * clock.scale)
            if let disk = sample.diskBytes { child.usage.diskBytes = max(child.usage.diskBytes ?? 0, disk) }
            sample.diskBytes = child.usage.diskBytes
            if let group = child.group {
                sample.anonymousMemory = group.anonymousMemory
                let kills = group.memoryKills
                if kills > 0 { sample.memoryKills = kills }
            }
            child.quietSample = sample
        }
        report(.sampled(sampling.handle, sample))
    }

    private static let microsecondsPerTick = 1_000_000 / max(sysconf(Int32(_SC_CLK_TCK)), 1)
    private static let pageBytes = max(sysconf(Int32(_SC_PAGESIZE)), 1)
    private static let hasProportionalSizes = access("/proc/self/smaps_rollup", R_OK) == 0
}
