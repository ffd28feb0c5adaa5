import Determinism
import Glibc
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing
import Text

/// Whether Python is there, which speaks the clock protocol as another language.
private let hasPython = ["/usr/bin/python3", "/usr/local/bin/python3"].contains { (path: String) in
    access(path, X_OK) == 0
}

/// Real processes on a virtual clock: who takes part, who does not, and who takes part badly.
@Suite("The clock protocol")
struct ClockProtocolTests {
    @Test("gives a program of another language hours in no time", .enabled(if: hasPython))
    func otherLanguage() throws {
        let stand = try VirtualStand()
        let client = try stand.startClient("sleep", "36000")
        let end = try #require(try stand.end(of: client))
        #expect(end.instant == Instant(microseconds: 36_000_000_000))
        #expect(stand.output(client) == "slept until 36000000000\n")
    }

    @Test("lets a program wait for a program that it has started itself", .enabled(if: hasPython))
    func descendants() throws {
        let stand = try VirtualStand()
        let client = try stand.startClient("family", "120")
        let end = try #require(try stand.end(of: client))
        #expect(end.instant == Instant(microseconds: 120_000_000))
        #expect(stand.output(client) == "my child has slept until 120000000\n")
    }

    @Test("moves time to the nearest of all deadlines, on pipes and on terminals")
    func severalProcesses() throws {
        let folder = try TemporaryFolder()
        let stand = try VirtualStand()
        var processes: [ProcessHandle] = []
        for seconds in [30, 10, 20] {
            let script = #"[{"say": [{"wait": "\#(seconds)s"}, {"text": "after \#(seconds)"}]}]"#
            processes.append(try stand.startFake(script: script, in: folder))
        }
        let terminal = try stand.startFake(
            script: #"[{"say": [{"text": "never asked"}]}]"#, in: folder, streams: .pseudoterminal(.standard))
        for (place, seconds) in [(1, 10), (2, 20), (0, 30)] {
            let end = try #require(try stand.end(of: processes[place]))
            #expect(end.instant == Instant(microseconds: Int64(seconds) * 1_000_000))
            #expect(stand.output(processes[place]) == "after \(seconds)\n")
        }
        #expect(
            try stand.wait(until: Instant(microseconds: 300_000_000)) { $0.process == terminal && $0.isExit } == nil)
        #expect(stand.host.now == Instant(microseconds: 300_000_000))
        #expect(stand.output(terminal).contains("Claude Code"))
    }

    @Test("stands still while a program runs that takes no part")
    func foreignProgram() throws {
        let stand = try VirtualStand()
        let shell = try stand.start(["sh", "-c", "read line; sleep 0.05; echo got $line"])
        try stand.host.perform(.write(shell, Array("hello\n".utf8)))
        let end = try #require(try stand.end(of: shell))
        #expect(end.instant == .zero)
        #expect(stand.output(shell) == "got hello\n")
    }

    @Test("names a program that takes no part and waits for real time")
    func foreignSleeper() throws {
        let stand = try VirtualStand(patience: VirtualStand.shortPatience)
        let sleeper = try stand.start(["sleep", "3600"])
        let failure = #expect(throws: HostFailure.self) { try stand.end(of: sleeper) }
        #expect(failure?.code == .takesNoPart)
        #expect(failure?.message.contains("child 0 (process \(try stand.pid(sleeper)))") == true)
    }

    @Test("names a program that takes part and does not answer", .enabled(if: hasPython))
    func mute() throws {
        let stand = try VirtualStand(patience: 2_000)
        let client = try stand.startClient("mute")
        let failure = #expect(throws: HostFailure.self) { try stand.end(of: client) }
        #expect(failure?.code == .unresponsive)
        #expect(failure?.message.contains("has not answered for 2000 ms") == true)
    }

    @Test("names a program that hangs up and lives on", .enabled(if: hasPython))
    func leaving() throws {
        let stand = try VirtualStand(patience: 2_000)
        let client = try stand.startClient("leave")
        let failure = #expect(throws: HostFailure.self) { try stand.end(of: client) }
        #expect(failure?.code == .takesNoPart)
    }

    @Test("does not hang where a program answers without reading until its line is full", .enabled(if: hasPython))
    func fullLine() throws {
        let stand = try VirtualStand()
        let client = try stand.startClient("flood")
        let failure = #expect(throws: HostFailure.self) { try stand.end(of: client) }
        #expect(failure?.code == .unresponsive)
        #expect(failure?.message.contains("does not read its line") == true)
    }

    @Test(
        "refuses what is no message of its version", .enabled(if: hasPython),
        arguments: [
            ("version", "version 2 of the clock protocol; version 1 is spoken"),
            ("torn", "a clock message of 8 bytes where 24 were expected"),
            ("ahead", "answered epoch 2 in epoch 1"),
        ])
    func badMessages(mode: String, complaint: String) throws {
        let stand = try VirtualStand()
        let client = try stand.startClient(mode)
        let failure = #expect(throws: HostFailure.self) { try stand.end(of: client) }
        #expect(failure?.code == .unresponsive)
        #expect(failure?.message.contains(complaint) == true, "\(String(describing: failure))")
    }

    @Test("sees a fake that somebody else kills, at the instant where time stands")
    func killedFake() throws {
        let folder = try TemporaryFolder()
        let stand = try VirtualStand()
        let fake = try stand.startFake(script: #"[{"say": [{"wait": "1h"}]}]"#, in: folder)
        #expect(try stand.wait(until: Instant(microseconds: 5_000_000)) { _ in false } == nil)
        let pid = try stand.pid(fake)
        kill(pid, SIGKILL)
        try VirtualStand.wait(for: WEXITED, of: pid)
        let end = try #require(try stand.end(of: fake))
        #expect(end.instant == Instant(microseconds: 5_000_000))
        #expect(end.status == .signaled(.kill))
    }

    @Test("goes on without a fake that somebody else stops, and with it once it is continued")
    func stoppedFake() throws {
        let folder = try TemporaryFolder()
        let stand = try VirtualStand()
        let fake = try stand.startFake(script: #"[{"say": [{"wait": "60s"}, {"text": "late"}]}]"#, in: folder)
        #expect(try stand.wait(until: Instant(microseconds: 5_000_000)) { _ in false } == nil)
        let pid = try stand.pid(fake)
        kill(pid, SIGSTOP)
        try VirtualStand.wait(for: WSTOPPED, of: pid)
        #expect(try stand.wait(until: Instant(microseconds: 300_000_000)) { _ in false } == nil)
        try stand.host.perform(.signal(fake, .continue, .process))
        let end = try #require(try stand.end(of: fake))
        #expect(end.instant == Instant(microseconds: 300_000_000))
        #expect(stand.output(fake) == "late\n")
    }

    @Test("waits for the closures of the user, and names one that does not answer")
    func closures() throws {
        let stand = try VirtualStand(patience: VirtualStand.shortPatience)
        let mailbox = try stand.host.openMailbox { _, _, _ in }
        try stand.host.perform(.callUser(CallID(rawValue: 0), UserRequest(name: "slow")))
        let failure = #expect(throws: HostFailure.self) { try stand.wait { _ in true } }
        #expect(failure?.code == .unanswered)
        #expect(failure?.message.contains("slow") == true)
        mailbox.post(.userAnswer(CallID(rawValue: 0), .value(true)))
        #expect(try stand.wait(until: Instant(microseconds: 1)) { _ in true }?.instant == .zero)
        #expect(try stand.wait(until: Instant(microseconds: 1)) { _ in true } == nil)
    }

    @Test("ends nothing of a host that is closed, and leaves no socket behind")
    func closedHost() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("clock")
        let host = try LiveHost(virtualTimeFrom: 1, address: path)
        #expect(host.clockAddress == path)
        #expect(access(path, F_OK) == 0)
        host.close()
        #expect(access(path, F_OK) != 0)
    }

    @Test("refuses an address that no socket can have")
    func longAddress() throws {
        let failure = #expect(throws: HostFailure.self) {
            try LiveHost(virtualTimeFrom: 1, address: "/tmp/" + String(repeating: "x", count: 120))
        }
        #expect(failure?.message.contains("File name too long") == true)
    }
}

extension Event {
    fileprivate var isExit: Bool { if case .exited = self { true } else { false } }
}
