import Determinism
import Hosting
import Orchestration
import Recording

/// A session on its own: events in, actions and reports written down.
struct SessionBench {
    static let process = ProcessHandle(rawValue: 0)

    var session: Session
    var actions: [Action] = []
    var reports: [Session.Report] = []

    init(
        ladder: [StopLadder.Step] = StopLadder.Step.standard, streams: Launch.Streams = .pipes, input: String = "",
        closesInput: Bool = true
    ) {
        session = Session(process: Self.process, ladder: ladder, bufferSize: 100)
        let launch = Launch(executable: "claude", streams: streams)
        session.start(launch, input: Array(input.utf8), closesInput: closesInput, at: .zero, actions: &actions)
    }

    /// A session whose child runs.
    static func running(ladder: [StopLadder.Step] = StopLadder.Step.standard, closesInput: Bool = true) -> SessionBench
    {
        var bench = SessionBench(ladder: ladder, closesInput: closesInput)
        bench.take(.spawned(process, pid: 1), at: 0)
        bench.actions = []
        return bench
    }

    mutating func take(_ event: Event, at seconds: Double) {
        let now = at(seconds)
        if let report = session.handle(event, at: now, actions: &actions) { reports.append(report) }
    }

    /// Lets time pass: each deadline up to an instant is kept to the microsecond.
    mutating func wait(until seconds: Double) {
        for _ in 0..<100 {
            guard let due = session.deadline, due <= at(seconds) else { break }
            if let report = session.timer(at: due, actions: &actions) { reports.append(report) }
        }
    }

    mutating func stop(_ cause: SessionEnd.Cause, at seconds: Double) {
        session.stop(cause, at: at(seconds), actions: &actions)
    }

    mutating func say(_ text: String, on stream: Channel.Stream = .stdout, at seconds: Double) {
        take(.bytes(Channel(Self.process, stream), Array(text.utf8)), at: seconds)
    }

    mutating func close(_ stream: Channel.Stream, at seconds: Double) {
        take(.ended(Channel(Self.process, stream)), at: seconds)
    }

    mutating func exit(_ status: ExitStatus = .exited(0), at seconds: Double) {
        take(.exited(Self.process, status), at: seconds)
    }

    mutating func sweepAnswer(_ count: Int, at seconds: Double) { take(.leftovers(Self.process, count), at: seconds) }

    /// The actions since the last call, in words.
    mutating func takeWords() -> [String] {
        defer { actions = [] }
        return actions.map(\.words)
    }

    /// How it ended, if it has.
    var end: SessionEnd? {
        for case .ended(let end) in reports { return end }
        return nil
    }

    /// How often the end was reported.
    var endCount: Int { reports.count { if case .ended = $0 { true } else { false } } }
}
