import Glibc
import Hosting
import LiveHost
import Recording
import Testing

@Suite("Children on a pseudoterminal")
struct TerminalTests {
    private func start(_ stage: Stage, _ script: String, demand: Int = .max) throws -> ProcessHandle {
        let child = try stage.shell(
            script, streams: .pseudoterminal(TerminalSize(columns: 101, rows: 33)), demand: demand)
        stage.terminals.insert(child)
        return child
    }

    @Test("The terminal is the controlling one of a session of its own, of the size that was asked for")
    func controllingTerminal() throws {
        let stage = try Stage()
        let child = try start(
            stage,
            """
            test -t 0 && test -t 1 && test -t 2 && echo terminal
            echo shown > /dev/tty
            stty size
            read -r pid name state parent group session rest < /proc/self/stat
            test $pid = $group && test $pid = $session && echo leader
            """)
        #expect(try stage.finish(child) == .exited(0))
        #expect(stage.output(child) == "terminal\r\nshown\r\n33 101\r\nleader\r\n")
    }

    @Test("A new size reaches the child with SIGWINCH")
    func resize() throws {
        let stage = try Stage()
        let child = try start(stage, "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done")
        try stage.wait(for: "ready", from: child)
        try stage.host.perform(.resize(child, TerminalSize(columns: 44, rows: 22)))
        try stage.finish(child)
        #expect(stage.output(child).hasSuffix("22 44\r\n"))
    }

    @Test("The byte 3 interrupts the foreground group")
    func controlC() throws {
        let stage = try Stage()
        let child = try start(stage, "echo ready; exec sleep 600")
        try stage.wait(for: "ready", from: child)
        try stage.host.perform(.write(child, [3]))
        #expect(try stage.finish(child) == .signaled(.interrupt))
        #expect(stage.written(child) == 1)
    }

    @Test("The byte 4 ends the input of a child that reads lines")
    func controlD() throws {
        let stage = try Stage()
        let child = try start(stage, "echo ready; cat; echo done")
        try stage.wait(for: "ready", from: child)
        try stage.host.perform(.write(child, Array("line\n".utf8)))
        try stage.host.perform(.write(child, [4]))
        #expect(try stage.finish(child) == .exited(0))
        #expect(stage.output(child).hasSuffix("line\r\nline\r\ndone\r\n"))
    }

    @Test("Hanging up reaches the child as SIGHUP")
    func hangUp() throws {
        let stage = try Stage()
        let child = try start(stage, "echo ready; exec sleep 600")
        try stage.wait(for: "ready", from: child)
        try stage.host.perform(.hangUp(child))
        #expect(try stage.finish(child) == .signaled(.hangUp))
    }

    @Test("The input of a terminal can't be closed")
    func closeInputDoesNothing() throws {
        let stage = try Stage()
        let child = try start(stage, "echo ready; read -r line; echo got $line")
        try stage.wait(for: "ready", from: child)
        try stage.host.perform(.closeInput(child))
        try stage.host.perform(.write(child, Array("more\n".utf8)))
        try stage.finish(child)
        #expect(stage.output(child).hasSuffix("got more\r\n"))
    }

    @Test("Output before an immediate exit is whole, fifty times, and the terminal's end is no error")
    func noTailLost() throws {
        let stage = try Stage()
        for _ in 0..<50 {
            stage.events = []
            let child = try start(stage, "stty -opost; exec head -c 200000 /dev/zero")
            #expect(try stage.finish(child) == .exited(0))
            #expect(stage.bytes(child).count == 200_000)
        }
    }

    @Test("Output that is asked for only after the child's end is still whole")
    func lateDemand() throws {
        let stage = try Stage()
        let child = try start(stage, "printf 0123456789", demand: 0)
        try stage.wait { $0 == .exited(child, .exited(0)) }
        #expect(!stage.hasEnded(child, .stdout))
        try stage.host.perform(.demand(Channel(child, .stdout), bytes: 4))
        try stage.waitUntil("four bytes") { stage.bytes(child).count == 4 }
        try stage.host.perform(.demand(Channel(child, .stdout), bytes: 100))
        try stage.finish(child)
        #expect(stage.output(child) == "0123456789")
    }

    @Test("More than a raw terminal takes at once arrives whole, in parts")
    func largeWriteToRawTerminal() throws {
        let stage = try Stage()
        let child = try start(stage, "stty raw -echo; echo ready; head -c 300000 | cksum")
        try stage.wait(for: "ready", from: child)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try stage.host.perform(.write(child, bytes))
        try stage.finish(child)
        let other = try stage.shell("cksum")
        try stage.host.perform(.write(other, bytes))
        try stage.host.perform(.closeInput(other))
        try stage.finish(other)
        #expect(stage.output(child).contains(stage.output(other).dropLast()))
        #expect(stage.written(child) == 300_000)
    }

    @Test("Input that waits for a terminal whose child has ended is refused, and does not keep us busy")
    func waitingWriteIsRefused() throws {
        let stage = try Stage()
        let child = try start(stage, "stty raw -echo; echo ready; exec sleep 600")
        try stage.wait(for: "ready", from: child)
        try stage.host.perform(.write(child, [UInt8](repeating: 65, count: 100_000)))
        try stage.waitUntil("a part") { stage.written(child) > 0 }
        #expect(stage.written(child) < 100_000)
        try stage.host.perform(.signal(child, .kill, .process))
        #expect(try stage.finish(child) == .signaled(.kill))
        #expect(stage.events.filter { $0 == .inputRefused(child) }.count == 1)
    }
}
