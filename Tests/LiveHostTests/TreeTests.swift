import Glibc
import Hosting
import LiveHost
import Recording
import Testing

@Suite("Signals and what a child leaves behind")
struct TreeTests {
    @Test("A grandchild that keeps the pipe open delays the end of the stream, not the exit")
    func grandchildHoldsPipe() throws {
        let stage = try Stage()
        let child = try stage.shell("sleep 600 & echo started")
        try stage.wait { $0 == .exited(child, .exited(0)) }
        #expect(stage.output(child) == "started\n")
        #expect(!stage.hasEnded(child, .stdout))
        #expect(try stage.signalTree(child, .kill) == 1)
        try stage.finish(child)
    }

    @Test("A signal to the group reaches grandchildren, also when the child itself is gone")
    func groupOutlivesChild() throws {
        let stage = try Stage()
        let child = try stage.shell("sleep 600 & sleep 600 &")
        try stage.wait { $0 == .exited(child, .exited(0)) }
        try stage.host.perform(.signal(child, .terminate, .group))
        try stage.finish(child)
        #expect(try stage.signalTree(child, .kill) == 0)
        try stage.host.perform(.signal(child, .terminate, .group))
        try stage.wait { $0 == .signalFailed(child, .terminate, errno: ESRCH) }
    }

    @Test("A signal to a child that has ended is reported to have found nobody")
    func signalToNobody() throws {
        let stage = try Stage()
        let child = try stage.start("true")
        try stage.finish(child)
        try stage.host.perform(.signal(child, .terminate, .process))
        try stage.wait { $0 == .signalFailed(child, .terminate, errno: ESRCH) }
    }

    @Test("A tree counts the child, its children, and a grandchild in a session of its own")
    func treeIsCounted() throws {
        let stage = try Stage()
        let child = try stage.shell(
            "sleep 600 & setsid sh -c 'sleep 600 & echo deep; wait' & while :; do wait; done")
        try stage.wait(for: "deep", from: child)
        // The shell, its sleep, and the shell and the sleep of the other session.
        try stage.waitForTree(of: child, toBe: 4)
        #expect(try stage.signalTree(child, .kill) == 4)
        #expect(try stage.finish(child) == .signaled(.kill))
        #expect(try stage.signalTree(child, .kill) == 0)
    }

    @Test("A grandchild that left group, session and parents is found by its mark")
    func daemonIsFound() throws {
        let stage = try Stage()
        let child = try stage.shell("setsid sh -c 'exec sleep 600 >&- 2>&- <&-' & setsid true; exit 0")
        try stage.finish(child)
        #expect(try stage.signalTree(child, .kill) == 1)
        #expect(try stage.host.sweep() == 0)
    }

    @Test("A grandchild without the mark is found by its parents while they live")
    func unmarkedIsFound() throws {
        let stage = try Stage()
        let child = try stage.shell("env -i setsid sleep 600 & echo up; wait")
        try stage.wait(for: "up", from: child)
        try stage.waitForTree(of: child, toBe: 2)
        #expect(try stage.signalTree(child, .kill) == 2)
        #expect(try stage.host.sweep() == 0)
    }

    @Test("A child that ignores SIGTERM lives on until SIGKILL")
    func ignoredTerminate() throws {
        let stage = try Stage()
        let child = try stage.shell("trap 'echo refused' TERM; echo ready; while :; do sleep 0.02; done")
        try stage.wait(for: "ready", from: child)
        try stage.host.perform(.signal(child, .terminate, .process))
        try stage.wait(for: "refused", from: child)
        #expect(stage.status(child) == nil)
        try stage.host.perform(.signal(child, .kill, .group))
        #expect(try stage.finish(child) == .signaled(.kill))
    }

    @Test("A stopped child takes a signal once it goes on")
    func stoppedChild() throws {
        let stage = try Stage()
        let child = try stage.shell("kill -STOP $$; exit 0")
        _ = try stage.pid(child)
        try stage.host.perform(.signal(child, .terminate, .process))
        try stage.host.perform(.signal(child, .continue, .process))
        let status = try stage.finish(child)
        #expect(status == .signaled(.terminate))
    }

    @Test("Children of one host are not taken for another's, nor child 1 for child 12")
    func treesAreApart() throws {
        let stage = try Stage()
        let other = try Stage()
        let foreign = try other.shell("echo up; exec sleep 600")
        try other.wait(for: "up", from: foreign)
        var children: [ProcessHandle] = []
        for _ in 0..<13 { children.append(try stage.shell("echo up; setsid sleep 600 & exec sleep 600")) }
        for child in children { try stage.waitForTree(of: child, toBe: 2) }
        #expect(try stage.signalTree(children[1], .kill) == 2)
        #expect(try stage.signalTree(children[12], .kill) == 2)
        #expect(try stage.host.sweep() == 22)
        #expect(other.status(foreign) == nil)
        #expect(try other.signalTree(foreign, .kill) == 1)
    }

    @Test("A sweep counts what is left, kills it, and finds nothing where all has ended")
    func sweep() throws {
        let clean = try Stage()
        for _ in 0..<3 { try clean.finish(try clean.start("true")) }
        #expect(try clean.host.sweep() == 0)

        let dirty = try Stage()
        let child = try dirty.shell("setsid sleep 600 & echo $!; exec sleep 600")
        try dirty.wait(for: "\n", from: child)
        try dirty.waitForTree(of: child, toBe: 2)
        let daemon = try #require(Int32(dirty.output(child).dropLast()))
        let pid = try dirty.pid(child)
        #expect(try dirty.host.sweep() == 2)
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
        #expect(OwnProcess.isGone(daemon))
    }

    @Test("Nothing survives the end of a host's life")
    func nothingSurvives() throws {
        var pid: Int32 = 0
        var daemon: Int32 = 0
        do {
            let stage = try Stage()
            let child = try stage.shell("setsid sleep 600 & echo $!; exec sleep 600")
            try stage.wait(for: "\n", from: child)
            try stage.waitForTree(of: child, toBe: 2)
            pid = try stage.pid(child)
            daemon = try #require(Int32(stage.output(child).dropLast()))
        }
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
        #expect(OwnProcess.isGone(daemon))
    }
}
