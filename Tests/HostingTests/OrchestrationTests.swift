import Determinism
import Recording
import Testing
import Text

@testable import Hosting

/// Recordings in memory, as the appends to files by name, in their order.
struct FolderInMemory: RecordingSink {
    /// Every append.
    private(set) var appends: [(name: String, lines: [UInt8])] = []
    private var names: [ProcessHandle: String] = [:]

    mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) {
        names[process] = RecordedName.name(of: process, launch)
        append(header, to: process)
    }

    mutating func append(_ lines: [UInt8], to process: ProcessHandle) { appends.append((names[process] ?? "?", lines)) }
    mutating func end(_ process: ProcessHandle) {}
    mutating func beginOrchestration(header: [UInt8]) { appends.append(("main", header)) }
    mutating func appendToOrchestration(_ lines: [UInt8]) { appends.append(("main", lines)) }

    /// The recorded orchestration, as it was after so many appends.
    func read(after count: Int = .max) throws -> RecordedOrchestration {
        var files: [String: [UInt8]] = [:]
        for (name, lines) in appends.prefix(count) { files[name, default: []] += lines }
        var recordings: [String: Recording] = [:]
        for (name, bytes) in files { recordings[name] = try RecordingReader.read(bytes) }
        let found = recordings.removeValue(forKey: "main")
        let main = try #require(found)
        return RecordedOrchestration(main: main, processes: recordings)
    }
}

/// A program that starts two children, passes on what the first says to the second, and ends both.
private struct Relay: HostedProgram {
    let first = ProcessHandle(rawValue: 0)
    let second = ProcessHandle(rawValue: 1)
    var deadline: Instant?
    var isFinished = false
    /// What the test changes about its behaviour.
    var quirk = ""

    mutating func start(at now: Instant, actions: inout [Action]) { actions.append(.noteCall(UserCall(name: "start"))) }

    mutating func begin(actions: inout [Action]) {
        let agent = [EnvironmentVariable("UNDERSTUDY_AGENT", "QA Agent")]
        actions.append(
            .spawn(first, Launch(executable: "/opt/claude", arguments: quirk == "argument" ? ["-v"] : ["-p"])))
        actions.append(.spawn(second, Launch(executable: "/opt/claude", environment: agent)))
        actions.append(.demand(Channel(first, .stdout), bytes: 100))
        actions.append(.noteOutcome(EngineOutcome(name: quirk == "outcome" ? "begun" : "started")))
    }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        switch event {
        case .userCall(let call) where call.name == "start": begin(actions: &actions)
        case .bytes(_, let bytes):
            let passed = quirk == "byte" ? bytes.map { $0 == UInt8(ascii: "i") ? UInt8(ascii: "j") : $0 } : bytes
            // However the write is cut, it says the same.
            if quirk == "cut" {
                for byte in passed { actions.append(.write(second, [byte])) }
            } else {
                actions.append(.write(second, passed))
            }
        case .exited(first, _): actions.append(.signal(second, quirk == "signal" ? .kill : .terminate, .group))
        case .timer: if quirk != "close" { actions.append(.closeInput(second)) }
        case .exited(second, _): isFinished = true
        default: break
        }
    }
}

@Suite("An orchestration, recorded and replayed")
struct OrchestrationTests {
    private static let first = ProcessHandle(rawValue: 0)
    private static let second = ProcessHandle(rawValue: 1)

    private static let script: [Occurrence] = {
        let events: [(Event, Int64)] = [
            (.userCall(UserCall(name: "start")), 5), (.spawned(first, pid: 10), 7), (.spawned(second, pid: 11), 8),
            (.bytes(Channel(first, .stdout), [0x68, 0xC3]), 20), (.bytes(Channel(first, .stdout), [0xA4, 0x69]), 30),
            (.wrote(second, bytes: 4), 31), (.sampled(first, ResourceSample()), 40),
            (.sampled(first, ResourceSample()), 50), (.signalFailed(first, .interrupt, errno: 3), 51),
            (.leftovers(first, 2), 52), (.ended(Channel(first, .stdout)), 60), (.exited(first, .exited(1)), 60),
            (.inputRefused(second), 61), (.timer, 62), (.userAnswer(CallID(rawValue: 0), .timedOut), 63),
            (.exited(second, .signaled(.terminate)), 70),
        ]
        return events.map { Occurrence($0.0, at: Instant(microseconds: $0.1)) }
    }()

    private static func recorded() throws -> FolderInMemory {
        var program = Relay()
        var header = RecordingHeader()
        header.understudy = RecordingDetails(streams: .pipes)
        var host = RecordingHost(
            ScriptedHost(script), sink: FolderInMemory(), provenance: RecordingProvenance(.synthetic),
            orchestration: header)
        var outcome = Driver.Outcome()
        try Driver.run(&program, on: &host, outcome: &outcome)
        #expect(try host.sweep() == 3)
        return host.sink
    }

    /// Replays with a quirk, and what was found.
    private static func replay(_ recorded: RecordedOrchestration, quirk: String = "") throws -> ReplayHost {
        var program = Relay()
        program.quirk = quirk
        var host = ReplayHost(try ReplayScript(recorded))
        var outcome = Driver.Outcome()
        let failure = #expect(throws: HostFailure.self) {
            while true {
                try Driver.run(&program, on: &host, outcome: &outcome)
                program.isFinished = false
            }
        }
        #expect(failure?.code == (host.difference == nil ? .over : .different))
        return host
    }

    @Test("The order of the whole names each event by its place, and what was done in between")
    func order() throws {
        let recorded = try Self.recorded().read()
        #expect(Set(recorded.processes.keys) == ["01-main", "02-qa-agent"])
        let lines = recorded.main.events.compactMap { event -> String? in
            guard case .unknown(let code, let data) = event.content else { return nil }
            return "\(event.at.microseconds) \(code) \(data.string ?? "")"
        }
        #expect(
            lines == [
                "0 u direct start {}", "5 u call start {}", "5 a spawn 01-main", "5 a spawn 02-qa-agent",
                "5 a outcome started {}", "7 d 01-main:1", "8 d 02-qa-agent:1", "20 d 01-main:2",
                "20 a write 02-qa-agent {\"base64\":\"aMM=\"}", "30 d 01-main:3",
                "30 a write 02-qa-agent {\"base64\":\"pGk=\"}", "31 d 02-qa-agent:2", "40 d 01-main:4-9",
                "60 a signal 02-qa-agent TERM group", "61 d 02-qa-agent:4", "62 t ", "62 a close 02-qa-agent",
                "63 u answer 0 timed-out", "70 d 02-qa-agent:5",
            ])
        let header = try #require(recorded.processes["02-qa-agent"]?.header)
        #expect(header.understudy?.process == "02-qa-agent")
        #expect(header.understudy?.parent == "main")
        #expect(header.understudy?.start == Instant(microseconds: 5))
        #expect(LaunchFacts(header).agent == "QA Agent")
        #expect(LaunchFacts(header).environment == ["UNDERSTUDY_AGENT"])
    }

    @Test("The engine gets the same events at the same instants, and is found to do the same")
    func same() throws {
        let script = try ReplayScript(try Self.recorded().read())
        let events = script.entries.compactMap { entry -> Occurrence? in
            if case .event(let occurrence) = entry { occurrence } else { nil }
        }
        let told = Self.script.map { occurrence -> Occurrence in
            guard case .spawned(let process, _) = occurrence.event else { return occurrence }
            return Occurrence(.spawned(process, pid: 0), at: occurrence.instant)
        }
        #expect(events == [Occurrence(.userCall(UserCall(name: "start")), at: .zero)] + told)
        #expect(script.eventCount == events.count && script.isComplete)
    }

    @Test("How writes are cut is no difference")
    func cut() throws {
        var recorded = try Self.recorded().read()
        recorded.main.events.removeFirst()
        for quirk in ["", "cut"] {
            let host = try Self.replay(recorded, quirk: quirk)
            #expect(host.difference == nil, "\(quirk)")
            #expect(host.eventCount == Self.script.count)
        }
    }

    @Test(
        "A change of behaviour is found where it shows first",
        arguments: [
            ("byte", 5, 30, "02-qa-agent"), ("signal", 12, 60, "02-qa-agent"), ("close", 14, 62, "02-qa-agent"),
            ("argument", 1, 5, "01-main"), ("outcome", 1, 5, nil),
        ] as [(String, Int, Int64, String?)])
    func different(_ quirk: String, event: Int, at: Int64, process: String?) throws {
        var recorded = try Self.recorded().read()
        recorded.main.events.removeFirst()
        let difference = try #require(try Self.replay(recorded, quirk: quirk).difference)
        #expect(difference.event == event)
        #expect(difference.instant == Instant(microseconds: at))
        #expect(difference.process == process)
        switch quirk {
        case "byte":
            #expect(difference.expected == "a write of 2 bytes with {\"base64\":\"pGk=\"} around byte 1")
            #expect(difference.actual == "a write of 2 bytes with {\"base64\":\"pGo=\"} around byte 1")
        case "signal":
            #expect(difference.expected == "signal 02-qa-agent TERM group")
            #expect(difference.actual == "signal 02-qa-agent KILL group")
        case "close":
            #expect(difference.expected == "close 02-qa-agent")
            #expect(difference.actual == nil)
        case "argument": #expect(difference.actual?.hasPrefix("spawn 01-main: claude -v") == true)
        default: #expect(difference.actual == "outcome begun {}")
        }
    }

    @Test("Wherever the recorder was killed, what it had written replays without a difference")
    func killed() throws {
        let whole = try Self.recorded()
        for count in 1..<whole.appends.count {
            var recorded = try whole.read(after: count)
            guard !recorded.main.events.isEmpty else { continue }
            recorded.main.events.removeFirst()
            let host = try Self.replay(recorded)
            #expect(host.difference == nil, "after \(count) appends: \(host.difference?.description ?? "")")
            let events = whole.appends.prefix(count).count { $0.name != "main" && $0.lines.first == UInt8(ascii: "[") }
            #expect(host.eventCount >= events, "after \(count) appends")
        }
    }

    @Test(
        "A recording that does not fit its processes is refused, with the event",
        arguments: [
            ("d", "01-main:99", "has 9 events"), ("d", "03-x:1", "was never started"),
            ("a", "spawn 03-x", "no recording of '03-x'"), ("a", "spawn 01-main", "is started twice"),
            ("a", "close 03-x", "was never started"), ("d", "01-main:1", "has been delivered already"),
            ("u", "sing", "can't say"),
        ])
    func refused(_ code: String, _ text: String, _ reason: String) throws {
        var recorded = try Self.recorded().read()
        let end = recorded.main.events.count
        recorded.main.events.append(
            RecordedEvent(at: Instant(microseconds: 99), content: .unknown(code: code, data: .string(text))))
        let problem = #expect(throws: OrchestrationProblem.self) { _ = try ReplayScript(recorded) }
        #expect(problem?.description.hasPrefix("main.cast: event \(end + 1): ") == true)
        #expect(problem?.description.contains(reason) == true)
    }
}
