import Determinism
import Recording
import Testing
import Text

@testable import Hosting

@Suite("The fingerprint of a run")
struct TraceHashTests {
    private static let process = ProcessHandle(rawValue: 1)
    private static let other = ProcessHandle(rawValue: 2)

    private static let facts = JSONObject(members: [JSONObject.Member(key: "k", value: "v")])

    private static func sample(_ memory: Int) -> ResourceSample {
        var sample = ResourceSample()
        sample.residentSetSize = memory
        return sample
    }

    /// Every kind of event, with each of its fields changed once.
    private static let events: [Event] = [
        .spawned(process, pid: 1), .spawned(other, pid: 1), .spawnFailed(process, errno: 2),
        .spawnFailed(process, errno: 3), .spawnFailed(other, errno: 2), .bytes(Channel(process, .stdout), [1]),
        .bytes(Channel(process, .stdout), [2]), .bytes(Channel(process, .stdout), [1, 0]),
        .bytes(Channel(process, .stdout), []), .bytes(Channel(process, .stderr), [1]),
        .bytes(Channel(other, .stdout), [1]), .wrote(process, bytes: 1), .wrote(process, bytes: 2),
        .wrote(other, bytes: 1), .inputRefused(process), .inputRefused(other), .ended(Channel(process, .stdout)),
        .ended(Channel(process, .stderr)), .ended(Channel(other, .stdout)), .exited(process, .exited(0)),
        .exited(process, .exited(9)), .exited(process, .signaled(.kill)), .exited(other, .exited(0)),
        .sampled(process, sample(1)), .sampled(process, sample(2)), .sampled(process, ResourceSample()),
        .sampled(other, sample(1)), .leftovers(process, 0), .leftovers(process, 1), .leftovers(other, 0),
        .signalFailed(process, .kill, errno: 3), .signalFailed(process, .kill, errno: 1),
        .signalFailed(process, .interrupt, errno: 3), .signalFailed(other, .kill, errno: 3), .timer,
        .person(.resized(TerminalSize(columns: 80, rows: 24))), .person(.resized(TerminalSize(columns: 80, rows: 25))),
        .person(.signalled(.terminate, toGroup: false)), .person(.signalled(.terminate, toGroup: true)),
        .person(.signalled(.interrupt, toGroup: false)), .person(.stopped(process, .stop)),
        .person(.stopped(process, .terminalStop)), .person(.stopped(other, .stop)), .person(.typed(process, [4])),
        .person(.typed(process, [26])), .person(.typed(other, [4])),
        .userCall(UserCall(name: "a")), .userCall(UserCall(name: "b")),
        .userCall(UserCall(name: "a", arguments: facts)), .userAnswer(CallID(rawValue: 1), .timedOut),
        .userAnswer(CallID(rawValue: 2), .timedOut), .userAnswer(CallID(rawValue: 1), .failure("a")),
        .userAnswer(CallID(rawValue: 1), .failure("b")), .userAnswer(CallID(rawValue: 1), .value("a")),
        .userAnswer(CallID(rawValue: 1), .value(true)),
    ]

    /// Every kind of action, with each of its fields changed once.
    private static let actions: [Action] = [
        .spawn(process, Launch(executable: "a")), .spawn(other, Launch(executable: "a")),
        .spawn(process, Launch(executable: "a", arguments: ["x"])),
        .spawn(process, Launch(executable: "a", arguments: ["x", "y"])),
        .spawn(process, Launch(executable: "a", arguments: ["xy"])),
        .spawn(process, Launch(executable: "a", streams: .pseudoterminal(TerminalSize(columns: 80, rows: 24)))),
        .spawn(process, Launch(executable: "a", streams: .pseudoterminal(TerminalSize(columns: 80, rows: 25)))),
        .write(process, [1]), .write(process, [2]), .write(process, []), .write(other, [1]), .closeInput(process),
        .closeInput(other), .hangUp(process), .hangUp(other), .signal(process, .kill, .group),
        .signal(process, .kill, .process), .signal(process, .kill, .tree), .signal(process, .interrupt, .group),
        .signal(other, .kill, .group), .resize(process, TerminalSize(columns: 80, rows: 24)),
        .resize(process, TerminalSize(columns: 81, rows: 24)), .resize(process, TerminalSize(columns: 80, rows: 25)),
        .resize(other, TerminalSize(columns: 80, rows: 24)), .demand(Channel(process, .stdout), bytes: 1),
        .demand(Channel(process, .stdout), bytes: 2), .demand(Channel(process, .stderr), bytes: 1),
        .demand(Channel(other, .stdout), bytes: 1), .sample(process), .sample(other),
        .write(.person, [1]), .write(.personErrors, [1]), .person(.suspend), .person(.endInput(process)),
        .person(.endInput(other)), .person(.letGo(Channel(process, .stdout))),
        .person(.letGo(Channel(process, .stderr))), .person(.letGo(Channel(other, .stdout))),
        .callUser(CallID(rawValue: 1), UserRequest(name: "a")), .callUser(CallID(rawValue: 2), UserRequest(name: "a")),
        .callUser(CallID(rawValue: 1), UserRequest(name: "b")),
        .callUser(CallID(rawValue: 1), UserRequest(name: "a", arguments: facts)), .noteCall(UserCall(name: "a")),
        .noteCall(UserCall(name: "b")), .noteCall(UserCall(name: "a", arguments: facts)),
        .noteOutcome(EngineOutcome(name: "a")), .noteOutcome(EngineOutcome(name: "b")),
        .noteOutcome(EngineOutcome(name: "a", facts: facts)),
    ]

    private func hash(_ body: (inout TraceHash) -> Void) -> UInt64 {
        var hash = TraceHash()
        body(&hash)
        return hash.value
    }

    @Test("Every kind of event and action and every field of theirs leaves its own mark")
    func marks() {
        var seen: [UInt64: String] = [:]
        for event in Self.events {
            let value = hash { $0.combine(Occurrence(event, at: .zero)) }
            #expect(seen[value] == nil, "\(event) looks like \(seen[value] ?? "")")
            seen[value] = "\(event)"
        }
        for action in Self.actions {
            let value = hash { $0.combine(action) }
            #expect(seen[value] == nil, "\(action) looks like \(seen[value] ?? "")")
            seen[value] = "\(action)"
        }
    }

    @Test("The instant counts")
    func instant() {
        let early = hash { $0.combine(Occurrence(.timer, at: .zero)) }
        let late = hash { $0.combine(Occurrence(.timer, at: Instant(microseconds: 1))) }
        #expect(early != late)
    }

    @Test("The order counts")
    func order() {
        let one = hash {
            $0.combine(.sample(Self.process))
            $0.combine(.sample(Self.other))
        }
        let two = hash {
            $0.combine(.sample(Self.other))
            $0.combine(.sample(Self.process))
        }
        #expect(one != two)
    }

    @Test("What differs between machines does not count: pids, paths, the environment")
    func machines() {
        let here = Launch(executable: "/a/claude", environment: [EnvironmentVariable("A", "1")], workingDirectory: "/a")
        let there = Launch(executable: "/b/claude", environment: [], workingDirectory: nil)
        #expect(hash { $0.combine(.spawn(Self.process, here)) } == hash { $0.combine(.spawn(Self.process, there)) })
        let one = hash { $0.combine(Occurrence(.spawned(Self.process, pid: 1), at: .zero)) }
        #expect(one == hash { $0.combine(Occurrence(.spawned(Self.process, pid: 2), at: .zero)) })
    }
}
