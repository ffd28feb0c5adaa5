import Determinism
import Glibc
import Hosting
import LiveHost
import Recording
import Testing

@Suite("Waiting, demand and time")
struct ReactorTests {
    @Test("Without demand nothing is read, and a child that writes without end stands still")
    func backPressure() throws {
        let stage = try Stage()
        let child = try stage.start("yes", demand: 0)
        let other = try stage.shell("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.01; done")
        try stage.finish(other)
        #expect(stage.bytes(child).isEmpty)
        try stage.host.perform(.demand(Channel(child, .stdout), bytes: 1_000))
        try stage.waitUntil("what was asked for") { stage.bytes(child).count == 1_000 }
        try stage.finish(try stage.shell("sleep 0.02"))
        #expect(stage.bytes(child).count == 1_000)
        // It has filled its pipe and sleeps: its processor time no longer grows.
        let first = try stage.sample(child).processorTime
        try stage.finish(try stage.shell("sleep 0.1"))
        #expect(try stage.sample(child).processorTime == first)
    }

    @Test("No read is larger than the limit or the demand")
    func readSizes() throws {
        let stage = try Stage()
        let child = try stage.start("head", "-c", "1000000", "/dev/zero", demand: 300_001)
        try stage.waitUntil("what was asked for") { stage.bytes(child).count >= 300_001 }
        try stage.finish(try stage.start("true"))
        #expect(stage.bytes(child).count == 300_001)
        for case .bytes(_, let bytes) in stage.events { #expect(bytes.count <= LiveHost.readBytesMax) }
    }

    @Test("A stream that is empty ends without demand; one that is not keeps its bytes until they are wanted")
    func endWithoutDemand() throws {
        let stage = try Stage()
        let child = try stage.start("echo", "kept", demand: 0)
        try stage.wait { $0 == .exited(child, .exited(0)) }
        try stage.waitUntil("the end of stderr") { stage.hasEnded(child, .stderr) }
        #expect(!stage.hasEnded(child, .stdout))
        try stage.host.perform(.demand(Channel(child, .stdout), bytes: 100))
        try stage.finish(child)
        #expect(stage.output(child) == "kept\n")
    }

    @Test("Waiting for nothing is an error, not a hang")
    func stalled() throws {
        let stage = try Stage()
        let child = try stage.start("echo", "kept", demand: 0)
        let failure = #expect(throws: HostFailure.self) {
            while let occurrence = try stage.host.next(until: .distantFuture) { stage.events.append(occurrence.event) }
        }
        #expect(failure?.code == .stalled)
        #expect(stage.status(child) == .exited(0))
    }

    @Test("A deadline ten seconds away comes after ten milliseconds on a clock that is a thousand times faster")
    func scaledDeadline() throws {
        let host = try LiveHost(timeScale: 1_000)
        let start = Self.monotonicMicroseconds
        let deadline = host.now + .seconds(10)
        #expect(try host.next(until: deadline) == nil)
        #expect(host.now >= deadline)
        let real = Self.monotonicMicroseconds - start
        // It can't be earlier than the scale says; the upper bound is a guard against waiting in unscaled time.
        #expect(real >= 9_990 && real < 5_000_000)
    }

    @Test("A slow clock is waited for, and never left early")
    func slowClock() throws {
        let host = try LiveHost(timeScale: 0.01)
        for step in 1...5 {
            let deadline = Instant(microseconds: Int64(step) * 100)
            #expect(try host.next(until: deadline) == nil)
            #expect(host.now >= deadline)
        }
    }

    @Test("Waiting does not spin")
    func noSpinning() throws {
        let stage = try Stage()
        let child = try stage.shell("sleep 0.3; echo done", demand: 0)
        let grandchild = try stage.shell("sleep 600 & echo full", demand: 0)
        let before = Self.threadProcessorMicroseconds
        try stage.wait { $0 == .exited(child, .exited(0)) }
        #expect(Self.threadProcessorMicroseconds - before < 100_000)
        #expect(stage.status(grandchild) == .exited(0))
    }

    @Test("A child that has ended with output that nobody wants does not keep us busy")
    func unwantedRest() throws {
        let stage = try Stage()
        let pipes = try stage.shell("echo rest", demand: 0)
        let terminal = try stage.shell("echo rest", streams: .pseudoterminal(.standard), demand: 0)
        try stage.waitUntil("both ends") { stage.status(pipes) != nil && stage.status(terminal) != nil }
        let child = try stage.shell("sleep 0.3; echo done", demand: 0)
        let before = Self.threadProcessorMicroseconds
        try stage.wait { $0 == .exited(child, .exited(0)) }
        #expect(Self.threadProcessorMicroseconds - before < 100_000)
    }

    @Test("What had arrived before a late look at the deadline comes first")
    func lateLook() throws {
        let stage = try Stage()
        let child = try stage.start("echo", "early")
        let pid = try stage.pid(child)
        #expect(OwnProcess.waitUntilGone(pid, seconds: Stage.guardSeconds))
        let deadline = stage.host.now
        var events: [Event] = []
        while let occurrence = try stage.host.next(until: deadline) { events.append(occurrence.event) }
        #expect(events.first == .bytes(Channel(child, .stdout), Array("early\n".utf8)))
        #expect(events.last == .exited(child, .exited(0)))
    }

    @Test("More ends at one time than one look can see still come after their output")
    func manyEndsAtOnce() throws {
        let stage = try Stage()
        let children = try (0..<100).map { try stage.start("echo", "child \($0)") }
        for child in children {
            let pid = try stage.pid(child)
            #expect(OwnProcess.waitUntilGone(pid, seconds: Stage.guardSeconds))
        }
        for child in children { try stage.finish(child) }
        for child in children {
            let last = try #require(stage.events.lastIndex { $0.process == child })
            #expect(stage.events[last] == .exited(child, .exited(0)))
            #expect(stage.output(child) == "child \(child.rawValue)\n")
        }
    }

    @Test("A child that filled a larger pipe than usual before its end is read to the end first")
    func largePipe() throws {
        guard access("/usr/bin/perl", X_OK) == 0 else { return print("Skipped: this test needs perl.") }
        let stage = try Stage()
        // 1031 is F_SETPIPE_SZ, and a megabyte what an ordinary user may ask for (pipe(7)).
        let child = try stage.start(
            "perl", "-e", "fcntl(STDOUT, 1031, 1 << 20) or die; syswrite(STDOUT, 'x' x 1_000_000) or die")
        let pid = try stage.pid(child)
        #expect(OwnProcess.waitUntilGone(pid, seconds: Stage.guardSeconds))
        try stage.wait { $0 == .exited(child, .exited(0)) }
        #expect(stage.bytes(child).count == 1_000_000)
        #expect(stage.hasEnded(child, .stdout))
    }

    @Test("Instants never go back, and no event is later than the deadline it was waited for with")
    func instantsAreOrdered() throws {
        let stage = try Stage(timeScale: 50)
        let child = try stage.start("head", "-c", "20000000", "/dev/zero")
        var last = Instant.zero
        var timers = 0
        while stage.status(child) == nil {
            let deadline = last + .milliseconds(1)
            if let occurrence = try stage.host.next(until: deadline) {
                if case .exited = occurrence.event { stage.events.append(occurrence.event) }
                #expect(occurrence.instant >= last && occurrence.instant <= max(deadline, last))
                last = occurrence.instant
            } else {
                timers += 1
                #expect(stage.host.now >= deadline)
                last = stage.host.now
            }
        }
        #expect(timers > 0)
    }

    @Test("Timers that are always due do not keep output away, nor a flood of output the timers")
    func nobodyStarves() throws {
        let stage = try Stage()
        let child = try stage.start("yes")
        var (timers, bytes) = (0, 0)
        while timers < 1_000 || bytes < 1_000_000 {
            // Always in the past once the clock has moved, and it moves with each call.
            guard let occurrence = try stage.host.next(until: .zero) else {
                timers += 1
                continue
            }
            if case .bytes(_, let part) = occurrence.event { bytes += part.count }
        }
        #expect(stage.status(child) == nil)
    }

    @Test("A descriptor that can be read ends the wait, and goes on to do so until it is read")
    func cancellation() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let host = try LiveHost(cancellation: ends[0])
        try host.perform(.spawn(ProcessHandle(rawValue: 0), Launch(executable: "/bin/sleep", arguments: ["600"])))
        #expect(try host.next(until: .distantFuture)?.event.process == ProcessHandle(rawValue: 0))
        #expect(write(ends[1], "x", 1) == 1)
        for _ in 0..<2 {
            let failure = #expect(throws: HostFailure.self) { try host.next(until: .distantFuture) }
            #expect(failure?.code == .cancelled)
        }
        var byte: UInt8 = 0
        #expect(read(ends[0], &byte, 1) == 1)
        #expect(try host.next(until: host.now) == nil)
        #expect(try host.sweep() == 1)
        // It stays the caller's.
        #expect(fcntl(ends[0], F_GETFD) >= 0)
    }

    private static var monotonicMicroseconds: Int64 { microseconds(CLOCK_MONOTONIC) }

    private static var threadProcessorMicroseconds: Int64 { microseconds(CLOCK_THREAD_CPUTIME_ID) }

    private static func microseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
