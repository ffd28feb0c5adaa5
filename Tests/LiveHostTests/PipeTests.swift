import Hosting
import LiveHost
import Recording
import Testing

@Suite("Children on pipes")
struct PipeTests {
    @Test("A child gets its arguments and environment, and its output and exit status come back")
    func argumentsAndEnvironment() throws {
        let stage = try Stage()
        var launch = Launch(
            executable: "sh", arguments: ["-c", #"echo "$0 $1 $NAME"; echo wrong >&2; exit 7"#, "zero", "one two"],
            environment: Stage.environment)
        launch.environment.append(EnvironmentVariable("NAME", "a=b"))
        let child = try stage.start(launch)
        #expect(try stage.finish(child) == .exited(7))
        #expect(stage.output(child) == "zero one two a=b\n")
        #expect(stage.output(child, .stderr) == "wrong\n")
    }

    @Test("Nothing is inherited but the environment that was given and the host's mark")
    func environmentIsWhole() throws {
        let stage = try Stage()
        let child = try stage.start(
            Launch(executable: "/usr/bin/env", environment: [EnvironmentVariable("ONLY", "this")]))
        try stage.finish(child)
        let lines = stage.output(child).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("UNDERSTUDY_SESSION=") == true)
        #expect(lines.last == "ONLY=this")
    }

    @Test("The end of a child comes after all its output, and each stream ends once")
    func orderOfTheEnd() throws {
        let stage = try Stage()
        for _ in 0..<50 {
            let first = stage.events.count
            let child = try stage.start("/bin/echo", "hello")
            try stage.finish(child)
            let events = Array(stage.events[first...])
            #expect(events.dropFirst().first == .bytes(Channel(child, .stdout), Array("hello\n".utf8)))
            // A sibling that is being started may hold the pipe until its exec: the stream then ends after the child.
            for end in [
                Event.ended(Channel(child, .stdout)), .ended(Channel(child, .stderr)), .exited(child, .exited(0)),
            ] {
                #expect(events.filter { $0 == end }.count == 1)
            }
            #expect(events.count == 5)
        }
    }

    @Test("What is written to cat comes back, in order, and closing the input ends it")
    func roundTrip() throws {
        let stage = try Stage()
        let child = try stage.start("cat")
        try stage.host.perform(.write(child, Array("one ".utf8)))
        try stage.wait(for: "one ", from: child)
        try stage.host.perform(.write(child, Array("two ".utf8)))
        try stage.host.perform(.write(child, Array("three".utf8)))
        try stage.host.perform(.closeInput(child))
        #expect(try stage.finish(child) == .exited(0))
        #expect(stage.output(child) == "one two three")
        #expect(stage.written(child) == 13)
    }

    @Test("One megabyte written at once comes back from cat exactly")
    func largeWrite() throws {
        let stage = try Stage()
        let child = try stage.start("cat")
        let bytes = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        try stage.host.perform(.write(child, bytes))
        try stage.host.perform(.closeInput(child))
        try stage.finish(child)
        #expect(stage.bytes(child) == bytes)
        #expect(stage.written(child) == bytes.count)
    }

    @Test("Three megabytes and an immediate exit lose no tail, fifty times")
    func noTailLost() throws {
        let stage = try Stage()
        for _ in 0..<50 {
            stage.events = []
            let child = try stage.start("head", "-c", "3000000", "/dev/zero")
            #expect(try stage.finish(child) == .exited(0))
            #expect(stage.bytes(child).count == 3_000_000)
        }
    }

    @Test("A death by signal is told apart from an exit status")
    func deathBySignal() throws {
        let stage = try Stage()
        let child = try stage.shell("kill -SEGV $$")
        #expect(try stage.finish(child) == .signaled(.segmentationFault))
    }

    @Test("A child that does not read its input does not block us")
    func inputThatNobodyReads() throws {
        let stage = try Stage()
        let deaf = try stage.shell("exec sleep 600")
        try stage.host.perform(.write(deaf, [UInt8](repeating: 0, count: 4_000_000)))
        let other = try stage.start("echo", "alive")
        #expect(try stage.finish(other) == .exited(0))
        #expect(stage.written(deaf) > 0 && stage.written(deaf) < 1_000_000)
        #expect(stage.status(deaf) == nil)
    }

    @Test("Input that a child refuses is reported once, and the child's own end is not disturbed")
    func refusedInput() throws {
        let stage = try Stage()
        let child = try stage.shell("exec 0<&-; echo closed; read -r line <&1; exit 3", demand: 7)
        try stage.wait(for: "closed\n", from: child)
        for _ in 0..<3 { try stage.host.perform(.write(child, [1, 2, 3])) }
        try stage.host.perform(.signal(child, .kill, .process))
        try stage.host.perform(.demand(Channel(child, .stdout), bytes: 100))
        try stage.finish(child)
        #expect(stage.events.filter { $0 == .inputRefused(child) }.count == 1)
        #expect(stage.written(child) == 0)
    }

    @Test("A write that was waiting is refused when the child ends")
    func waitingWriteIsRefused() throws {
        let stage = try Stage()
        let child = try stage.shell("echo up; exec sleep 600")
        try stage.wait(for: "up", from: child)
        try stage.host.perform(.write(child, [UInt8](repeating: 0, count: 1_000_000)))
        try stage.host.perform(.signal(child, .terminate, .process))
        #expect(try stage.finish(child) == .signaled(.terminate))
        #expect(stage.events.filter { $0 == .inputRefused(child) }.count == 1)
    }

    @Test("Letting go of the pipes ends the streams, and a child that goes on writing gets SIGPIPE")
    func letGo() throws {
        let stage = try Stage()
        let child = try stage.start("yes")
        try stage.wait(for: "y\n", from: child)
        try stage.host.perform(.hangUp(child))
        #expect(try stage.finish(child) == .signaled(.brokenPipe))
    }

    @Test("A child starts in its own group, with default signals, nothing blocked, and three descriptors")
    func cleanStart() throws {
        let stage = try Stage()
        let child = try stage.shell(
            "read -r pid name state parent group rest < /proc/self/stat; echo $((pid == group)); "
                + "grep -E '^Sig(Blk|Ign)' /proc/self/status; cd /proc/self/fd; echo *")
        try stage.finish(child)
        let lines = stage.output(child).split(separator: "\n")
        #expect(lines.first == "1")
        #expect(lines.filter { $0.hasSuffix("\t0000000000000000") }.count == 2)
        // The shell that lists them opens one to do so.
        #expect(lines.last?.hasPrefix("0 1 2") == true)
        #expect((lines.last?.split(separator: " ").count ?? 9) <= 4)
    }

    @Test("A child starts in the folder that was asked for, where relative paths of PATH are looked up, too")
    func workingDirectory() throws {
        let stage = try Stage()
        let child = try stage.start(
            Launch(
                executable: "sh", arguments: ["-c", "pwd"], environment: [EnvironmentVariable("PATH", "bin")],
                workingDirectory: "/usr"))
        try stage.finish(child)
        #expect(stage.output(child) == "/usr\n")
    }
}
