import Determinism
import Hosting
import LiveHost
import Recording
import Testing

@Suite("Standing between a person and a child")
struct SessionRelayTests {
    private let child = ProcessHandle(rawValue: 0)
    private var shown: Channel { Channel(child, .stdout) }
    private var complained: Channel { Channel(child, .stderr) }

    /// A relay whose child was started, on pipes or a terminal.
    private func started(_ streams: Launch.Streams = .pipes) -> SessionRelay {
        var relay = SessionRelay(Launch(executable: "child", streams: streams))
        _ = actions { relay.start(at: .zero, actions: &$0) }
        _ = handle(.spawned(child, pid: 5), &relay)
        return relay
    }

    private func actions(_ body: (inout [Action]) -> Void) -> [Action] {
        var actions: [Action] = []
        body(&actions)
        return actions
    }

    private func handle(_ event: Event, _ relay: inout SessionRelay, at milliseconds: Int64 = 0) -> [Action] {
        let now = Instant(microseconds: milliseconds * 1_000)
        return actions { relay.handle(event, at: now, actions: &$0) }
    }

    private static let terminal = Launch.Streams.pseudoterminal(.standard)

    @Test("Starts the child, and lets so much through as there are windows")
    func start() {
        let launch = Launch(executable: "child", streams: .pipes)
        var relay = SessionRelay(launch)
        let begun = actions { relay.start(at: .zero, actions: &$0) }
        #expect(
            begun == [
                .spawn(child, launch), .demand(shown, bytes: SessionRelay.windowBytes),
                .demand(complained, bytes: SessionRelay.windowBytes),
                .demand(Channel(.person, .stdout), bytes: SessionRelay.inputWindowBytes),
            ])
        #expect(relay.deadline == Instant(microseconds: 1_000_000))
    }

    @Test("Each stream goes to its own place, and more is wanted of it only when what came is through")
    func backPressure() {
        var relay = started()
        #expect(handle(.bytes(shown, [1, 2]), &relay) == [.write(.person, [1, 2])])
        #expect(handle(.bytes(complained, [3]), &relay) == [.write(.personErrors, [3])])
        #expect(handle(.bytes(Channel(.person, .stdout), [4]), &relay) == [.write(child, [4])])
        #expect(handle(.wrote(.person, bytes: 2), &relay) == [.demand(shown, bytes: 2)])
        #expect(handle(.wrote(.personErrors, bytes: 1), &relay) == [.demand(complained, bytes: 1)])
        #expect(handle(.wrote(child, bytes: 1), &relay) == [.demand(Channel(.person, .stdout), bytes: 1)])
    }

    @Test("The end of the person's input closes a pipe, and is typed to a terminal")
    func inputEnds() {
        var onPipes = started()
        #expect(handle(.ended(Channel(.person, .stdout)), &onPipes) == [.closeInput(child)])
        var onTerminal = started(Self.terminal)
        #expect(handle(.ended(Channel(.person, .stdout)), &onTerminal) == [.person(.endInput(child))])
    }

    @Test("Where the person's side takes no more, that one output of the child breaks")
    func readerLeaves() {
        var relay = started()
        #expect(handle(.bytes(shown, [1]), &relay) == [.write(.person, [1])])
        #expect(handle(.inputRefused(.person), &relay) == [.person(.letGo(shown))])
        #expect(handle(.inputRefused(.personErrors), &relay) == [.person(.letGo(complained))])
        #expect(handle(.ended(shown), &relay) == [])
        #expect(handle(.ended(complained), &relay) == [])
        #expect(handle(.exited(child, .signaled(Signal(rawValue: 13))), &relay) == [.hangUp(child)])
        #expect(relay.ending == .ended(.signaled(Signal(rawValue: 13))))
    }

    @Test("Is done when the child has ended, its streams have, and all has been shown")
    func end() {
        var relay = started(Self.terminal)
        #expect(handle(.bytes(shown, [1]), &relay) == [.write(.person, [1])])
        #expect(handle(.exited(child, .exited(3)), &relay) == [])
        #expect(handle(.ended(shown), &relay) == [])
        #expect(!relay.isFinished && relay.deadline == nil)
        #expect(handle(.wrote(.person, bytes: 1), &relay) == [.hangUp(child)])
        #expect(relay.isFinished && relay.ending == .ended(.exited(3)))
    }

    @Test("A descendant that holds the streams delays the end by a grace that each chunk renews, up to a limit")
    func leak() {
        var relay = started()
        _ = handle(.exited(child, .exited(0)), &relay, at: 1_000)
        #expect(relay.deadline == Instant(microseconds: 1_300_000))
        _ = handle(.bytes(shown, [1]), &relay, at: 1_200)
        _ = handle(.wrote(.person, bytes: 1), &relay, at: 1_200)
        #expect(relay.deadline == Instant(microseconds: 1_500_000))
        #expect(handle(.timer, &relay, at: 1_500) == [.hangUp(child)])
        #expect(relay.isFinished)

        var busy = started()
        _ = handle(.exited(child, .exited(0)), &busy, at: 0)
        for time in stride(from: Int64(0), to: 5_000, by: 200) {
            _ = handle(.bytes(shown, [1]), &busy, at: time)
            _ = handle(.wrote(.person, bytes: 1), &busy, at: time)
            #expect(!busy.isFinished)
        }
        #expect(busy.deadline == Instant(microseconds: 5_000_000))
        #expect(handle(.timer, &busy, at: 5_000) == [.hangUp(child)])
    }

    @Test("Signals are passed on to the child, once")
    func signals() {
        var onPipes = started()
        let sent = Event.person(.signalled(.terminate, toGroup: false))
        #expect(handle(sent, &onPipes) == [.signal(child, .terminate, .process)])
        // The terminal has sent it to the whole group, and so to the child.
        #expect(handle(.person(.signalled(.interrupt, toGroup: true)), &onPipes) == [])
        #expect(handle(.person(.signalled(.terminalStop, toGroup: true)), &onPipes) == [.person(.suspend)])
        var onTerminal = started(Self.terminal)
        #expect(
            handle(.person(.signalled(.hangUp, toGroup: true)), &onTerminal) == [.signal(child, .hangUp, .process)])
    }

    @Test("A child that was stopped stops us, and goes on with us")
    func jobControl() {
        var relay = started(Self.terminal)
        #expect(handle(.person(.stopped(child, .terminalStop)), &relay) == [.person(.suspend)])
        let onward = Event.person(.signalled(.continue, toGroup: false))
        #expect(handle(onward, &relay) == [.signal(child, .continue, .process)])
    }

    @Test("A new size of the person's terminal is one of the child's terminal")
    func resize() {
        let size = TerminalSize(columns: 100, rows: 30)
        var onTerminal = started(Self.terminal)
        #expect(handle(.person(.resized(size)), &onTerminal) == [.resize(child, size)])
        var onPipes = started()
        #expect(handle(.person(.resized(size)), &onPipes) == [])
    }

    @Test("The child is measured once a second, and never twice at a time")
    func samples() {
        var relay = started()
        #expect(handle(.timer, &relay, at: 1_000) == [.sample(child)])
        #expect(handle(.timer, &relay, at: 2_000) == [])
        #expect(handle(.sampled(child, ResourceSample()), &relay, at: 2_100) == [])
        #expect(handle(.timer, &relay, at: 3_000) == [.sample(child)])
        #expect(relay.deadline == Instant(microseconds: 4_000_000))
    }

    @Test("A child that can't be started ends it with the reason")
    func notStarted() {
        var relay = SessionRelay(Launch(executable: "child"))
        _ = actions { relay.start(at: .zero, actions: &$0) }
        #expect(handle(.spawnFailed(child, errno: 2), &relay) == [])
        #expect(relay.isFinished && relay.ending == .notStarted(errno: 2))
    }

    @Test("A signal after the child's end stops the waiting for a person who reads nothing")
    func impatience() {
        var relay = started()
        _ = handle(.bytes(shown, [1]), &relay)
        _ = handle(.exited(child, .exited(0)), &relay)
        #expect(handle(.person(.signalled(.interrupt, toGroup: false)), &relay) == [.hangUp(child)])
        #expect(relay.isFinished)
    }
}
