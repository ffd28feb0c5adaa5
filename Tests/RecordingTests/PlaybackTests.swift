import Determinism
import Recording
import Testing

@Suite("When a recording is shown again")
struct PlaybackTests {
    private static func event(_ seconds: Double, _ text: String) -> RecordedEvent {
        RecordedEvent(at: Instant(microseconds: Int64(seconds * 1_000_000)), content: .output(Array(text.utf8)))
    }

    private static func marker(_ seconds: Double, _ name: String) -> RecordedEvent {
        RecordedEvent(at: Instant(microseconds: Int64(seconds * 1_000_000)), content: .marker(name))
    }

    private static let events: [RecordedEvent] = [
        event(1, "a"), marker(2, "one"), event(3, "b"), event(63, "c"), marker(64, "two"), event(65, "d"),
    ]

    /// One second on the caller's clock.
    private static let second: Int64 = 1_000_000_000

    /// Takes all that is due at a clock's reading, as text; markers in brackets.
    private static func due(_ playback: inout Playback, at seconds: Double) -> String {
        var text = ""
        while let item = playback.takeDue(Int64(seconds * Double(second))) { text += word(item) }
        return text
    }

    private static func word(_ item: Playback.Item) -> String {
        switch item.content {
        case .output(let bytes): String(decoding: bytes, as: UTF8.self)
        case .marker(let name): "[\(name)]"
        default: "?"
        }
    }

    @Test("Deadlines are absolute, from the clock's reading at the start: lateness does not add up")
    func absolute() {
        var playback = Playback(Self.events)
        playback.begin(now: 100 * Self.second)
        #expect(playback.deadline == 101 * Self.second)
        #expect(Self.due(&playback, at: 100.9) == "")
        #expect(Self.due(&playback, at: 101.7) == "a")
        #expect(playback.deadline == 102 * Self.second)
        #expect(Self.due(&playback, at: 104) == "[one]b")
        #expect(playback.deadline == 163 * Self.second)
        #expect(Self.due(&playback, at: 999) == "c[two]d")
        #expect(playback.isOver && playback.deadline == nil)
    }

    @Test("A hundred thousand events at an odd speed end exactly when the whole does")
    func noDrift() {
        let events = (1...100_000).map { Self.event(Double($0) / 10, "x") }
        var playback = Playback(events, speed: .times(3))
        playback.begin(now: 0)
        var last: Int64 = 0
        while let deadline = playback.deadline {
            last = deadline
            _ = playback.takeDue(deadline)
        }
        #expect(last == 10_000 * Self.second / 3)
    }

    @Test("Speed and the limit of pauses shorten what is shown; everything at once needs no time")
    func speed() {
        var fast = Playback(Self.events, speed: .times(2))
        fast.begin(now: 0)
        #expect(Self.due(&fast, at: 1.5) == "a[one]b")
        #expect(fast.deadline == 63 * Self.second / 2)
        var limited = Playback(Self.events, idleLimit: .seconds(2))
        limited.begin(now: 0)
        #expect(Self.due(&limited, at: 4.9) == "a[one]b")
        #expect(limited.deadline == 5 * Self.second)
        var instant = Playback(Self.events, speed: .instant)
        instant.begin(now: 7)
        #expect(Self.due(&instant, at: 0.001) == "a[one]bc[two]d")
    }

    @Test("What is not shown does not interrupt a pause")
    func samples() {
        let samples = (0..<50).map {
            RecordedEvent(at: Instant(microseconds: Int64($0) * 1_000_000), content: .sample(ResourceSample()))
        }
        let playback = Playback(samples + [Self.event(60, "a")], idleLimit: .seconds(2))
        #expect(playback.items.map(\.at) == [Instant(microseconds: 2_000_000)])
        #expect(playback.items.map(\.recordedAt) == [Instant(microseconds: 60_000_000)])
    }

    @Test("While it is paused nothing is due, and afterwards time goes on where it stood")
    func pause() {
        var playback = Playback(Self.events)
        playback.begin(now: 0)
        #expect(Self.due(&playback, at: 1) == "a")
        playback.pause(Int64(1.5 * Double(Self.second)))
        #expect(playback.isPaused && playback.deadline == nil)
        #expect(Self.due(&playback, at: 50) == "")
        playback.pause(50 * Self.second)
        #expect(playback.deadline == Int64(50.5 * Double(Self.second)))
        #expect(Self.due(&playback, at: 50.5) == "[one]")
    }

    @Test("A step shows the next event and stops there; going on counts from it")
    func step() {
        var playback = Playback(Self.events)
        playback.begin(now: 0)
        #expect(playback.step(0).map(Self.word) == "a")
        #expect(playback.isPaused)
        #expect(playback.step(9).map(Self.word) == "[one]")
        playback.pause(100 * Self.second)
        #expect(playback.deadline == 101 * Self.second)
        for expected in ["b", "c", "[two]", "d"] { #expect(playback.step(9).map(Self.word) == expected) }
        #expect(playback.step(9) == nil)
    }

    @Test("A jump to the next marker shows what lies between, and time goes on from there")
    func jump() {
        var playback = Playback(Self.events)
        playback.begin(now: 0)
        #expect(playback.takeToMarker(10 * Self.second).map(Self.word).joined() == "a[one]")
        #expect(playback.deadline == 11 * Self.second)
        #expect(playback.takeToMarker(10 * Self.second).map(Self.word).joined() == "bc[two]")
        #expect(playback.takeToMarker(10 * Self.second).map(Self.word).joined() == "d")
        #expect(playback.takeToMarker(10 * Self.second).isEmpty && playback.isOver)
        var paused = Playback(Self.events)
        paused.begin(now: 0)
        paused.pause(0)
        _ = paused.takeToMarker(5)
        #expect(paused.isPaused)
        paused.pause(20 * Self.second)
        #expect(paused.deadline == 21 * Self.second)
    }

    @Test("It can begin behind a marker, by name or number, or at a time")
    func places() {
        var playback = Playback(Self.events)
        #expect(playback.place(behindMarker: "two") == 5)
        #expect(playback.place(behindMarker: "1") == 2)
        #expect(playback.place(behindMarker: "3") == nil)
        #expect(playback.place(at: Instant(microseconds: 3_000_000)) == 2)
        #expect(playback.place(at: Instant(microseconds: 99_000_000)) == 6)
        playback.begin(at: 2, now: 10 * Self.second)
        #expect(playback.deadline == 10 * Self.second)
        #expect(Self.due(&playback, at: 10) == "b")
        #expect(playback.deadline == 70 * Self.second)
        playback.begin(at: 6, now: 0)
        #expect(playback.isOver)
    }
}
