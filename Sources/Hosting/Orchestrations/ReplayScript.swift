import Determinism
public import Recording

/// A recorded orchestration as a replay needs it: one list of what the engine gets and of what it is expected to do.
public struct ReplayScript: Sendable {
    /// One entry, in the recorded order.
    enum Entry: Sendable {
        /// The engine gets this next.
        case event(Occurrence)
        /// The engine did this after the event before.
        case action(RecordedAction)
    }

    let entries: [Entry]
    /// What each child was started with.
    let launches: [String: LaunchFacts]
    /// Whether the recording goes on to the end of the run.
    public let isComplete: Bool
    /// How many events the engine gets.
    public let eventCount: Int

    /// The script of a recording.
    ///
    /// - Throws: `OrchestrationProblem` where the recordings do not fit each other.
    public init(_ recorded: RecordedOrchestration) throws(OrchestrationProblem) {
        var reading = Reading(recorded)
        for (index, event) in recorded.main.events.enumerated() {
            do throws(OrchestrationProblem) { try reading.take(event) } catch {
                throw OrchestrationProblem("\(RecordedOrchestration.mainName).cast: event \(index + 1): \(error)")
            }
        }
        if !recorded.main.isComplete { reading.takeRest() }
        entries = reading.entries
        isComplete = recorded.main.isComplete
        launches = recorded.processes.mapValues { LaunchFacts($0.header) }
        eventCount = entries.count { if case .event = $0 { true } else { false } }
    }
}

/// One pass over `main.cast`.
private struct Reading {
    /// How far the recording of a process has been delivered.
    private struct Progress {
        let handle: ProcessHandle
        let start: Instant
        let events: [RecordedEvent]
        var delivered = 0
    }

    private(set) var entries: [ReplayScript.Entry] = []
    private var progress: [String: Progress] = [:]
    private var names: [String] = []
    private let recorded: RecordedOrchestration

    init(_ recorded: RecordedOrchestration) { self.recorded = recorded }

    mutating func take(_ event: RecordedEvent) throws(OrchestrationProblem) {
        guard let line = try OrchestrationLine(event.content) else { return }
        switch line {
        case .delivered(let name, let range?): try deliver(name, range)
        case .delivered(let name, nil):
            let handle = try started(name).handle
            // What it was is not known, and it was too late to matter; that it came may have mattered.
            entries.append(.event(Occurrence(.leftovers(handle, 0), at: event.at)))
        case .call(let call, _): entries.append(.event(Occurrence(.userCall(call), at: event.at)))
        case .answer(let id, let answer): entries.append(.event(Occurrence(.userAnswer(id, answer), at: event.at)))
        case .timer: entries.append(.event(Occurrence(.timer, at: event.at)))
        case .action(let action):
            if case .spawn(let name) = action {
                try start(name)
            } else if let name = action.process {
                _ = try started(name)
            }
            entries.append(.action(action))
        }
    }

    private mutating func start(_ name: String) throws(OrchestrationProblem) {
        guard let recording = recorded.processes[name] else {
            throw OrchestrationProblem("there is no recording of '\(name)'")
        }
        guard progress[name] == nil else { throw OrchestrationProblem("'\(name)' is started twice") }
        progress[name] = Progress(
            handle: ProcessHandle(rawValue: names.count), start: recording.header.understudy?.start ?? .zero,
            events: recording.events)
        names.append(name)
    }

    private func started(_ name: String) throws(OrchestrationProblem) -> Progress {
        guard let progress = progress[name] else { throw OrchestrationProblem("'\(name)' was never started") }
        return progress
    }

    private mutating func deliver(_ name: String, _ range: ClosedRange<Int>) throws(OrchestrationProblem) {
        let process = try started(name)
        guard range.upperBound <= process.events.count else {
            throw OrchestrationProblem(
                "'\(name)' has \(process.events.count) events, and number \(range.upperBound) is wanted")
        }
        guard range.lowerBound > process.delivered else {
            throw OrchestrationProblem("event \(range.lowerBound) of '\(name)' has been delivered already")
        }
        for number in range { append(process.events[number - 1], of: process) }
        progress[name]?.delivered = range.upperBound
    }

    private mutating func append(_ event: RecordedEvent, of process: Progress) {
        guard let told = Event(event.content, of: process.handle) else { return }
        let instant = process.start + .microseconds(event.at.microseconds)
        entries.append(.event(Occurrence(told, at: instant)))
    }

    /// A recorder that was killed had not written the last run of events yet, which were those of one process.
    mutating func takeRest() {
        for name in names {
            guard let process = progress[name] else { continue }
            for event in process.events[process.delivered...] { append(event, of: process) }
        }
    }
}

extension Event {
    /// What an engine was told when this was recorded; `nil` for what was done to the process.
    init?(_ content: RecordedEvent.Content, of process: ProcessHandle) {
        switch content {
        case .output(let bytes): self = .bytes(Channel(process, .stdout), bytes)
        case .error(let bytes): self = .bytes(Channel(process, .stderr), bytes)
        case .input(let bytes): self = .wrote(process, bytes: bytes.count)
        case .closed(.stdout): self = .ended(Channel(process, .stdout))
        case .closed(.stderr): self = .ended(Channel(process, .stderr))
        case .exit(let status): self = .exited(process, status)
        case .sample(let sample): self = .sampled(process, sample)
        case .note(let text):
            guard let event = ProcessNote.event(text, of: process) else { return nil }
            self = event
        case .closed(.stdin), .resize, .marker, .signal, .fault, .unknown: return nil
        }
    }
}
