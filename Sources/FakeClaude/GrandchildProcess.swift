import Determinism
import Glibc
import Player
import Recording

/// A process that we leave behind: this program again, under another name, so that it shares no memory with us.
enum GrandchildProcess {
    /// The name under which it runs.
    static let name = "understudy-grandchild"

    /// Starts one that lives so long, or until an instant of the clock that is shared.
    ///
    /// - Returns: its number; `nil` where the system refuses.
    static func start(
        _ grandchild: Grandchild, microseconds: Int64, until end: Instant?,
        environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> pid_t? {
        let held = grandchild.holding.map { Int32($0.rawValue) }
        let ignoring = grandchild.ignoring.map { String($0.rawValue) }.joined(separator: ",")
        let program = ChildProgram(
            path: "/proc/self/exe",
            arguments: [
                name, String(microseconds), String(grandchild.memory), ignoring,
                end.map { String($0.microseconds) } ?? "",
            ],
            isDetached: grandchild.isDetached, closing: [0, 1, 2].filter { !held.contains($0) })
        return program.start(environment: environment)
    }

    /// Lives as it was told: ignores its signals, holds its memory, waits, and ends.
    static func live() -> Never {
        let words = CommandLine.arguments
        guard words.count == 5, let microseconds = Int64(words[1]), let memory = Int(words[2]) else { _exit(2) }
        for descriptor in 3..<SignalBox.descriptorMax { close(descriptor) }
        for number in words[3].split(separator: ",").compactMap({ Int32($0) }) { signal(number, SIG_IGN) }
        var held = HeldMemory()
        _ = held.hold(memory)
        if let end = Int64(words[4]), let line = ClockLine.open() {
            let end = Instant(microseconds: end)
            while line.isOpen, line.now < end { line.rest(until: end) }
            _exit(0)
        }
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let nanoseconds = Int64(end.tv_nsec) + microseconds % 1_000_000 * 1000
        end.tv_sec += Int(microseconds / 1_000_000 + nanoseconds / 1_000_000_000)
        end.tv_nsec = Int(nanoseconds % 1_000_000_000)
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nil) == EINTR {}
        _exit(0)
    }
}
