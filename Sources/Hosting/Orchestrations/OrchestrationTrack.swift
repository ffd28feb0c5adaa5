import Determinism
import Recording

/// The recording of the whole under way: which event came next, and what was done.
///
/// A run of events of one process is one line, written when the run ends. Where the recorder was killed before, no more
/// than one process has events that stand in no line, and readers know that they came last.
struct OrchestrationTrack {
    private var writer: RecordingWriter
    private var names: [ProcessHandle: String] = [:]
    /// The run of events that is not written yet.
    private var pending: (name: String, range: ClosedRange<Int>, start: Instant)?
    private var trace = TraceHash()

    init(header: RecordingHeader) { writer = RecordingWriter(header: header) }

    mutating func headerLine() -> [UInt8] { writer.headerLine() }

    /// A child got its name.
    mutating func name(_ process: ProcessHandle, _ name: String) { names[process] = name }

    /// The lines for an action.
    mutating func lines(for action: Action, at now: Instant) -> [UInt8] {
        trace.combine(action)
        if case .noteCall(let call) = action { return line(.call(call, isDirect: true), at: now) }
        let recorded = RecordedAction(action) { names[$0] ?? "" }
        return recorded.map { line(.action($0), at: now) } ?? []
    }

    /// The lines that have to be there before an event is recorded with its process: the run that it ends.
    mutating func linesBefore(_ event: Event) -> [UInt8] {
        let name = event.process.flatMap { names[$0] }
        return pending?.name == name ? [] : takePending()
    }

    /// The lines for an event, which has this number in the recording of its process; `nil`: none.
    mutating func lines(for occurrence: Occurrence, number: Int?) -> [UInt8] {
        trace.combine(occurrence)
        switch occurrence.event {
        case .timer: return line(.timer, at: occurrence.instant)
        case .userCall(let call): return line(.call(call, isDirect: false), at: occurrence.instant)
        case .userAnswer(let id, let answer): return line(.answer(id, answer), at: occurrence.instant)
        default:
            guard let name = occurrence.event.process.flatMap({ names[$0] }) else { return [] }
            guard let number else { return line(.delivered(name, nil), at: occurrence.instant) }
            return deliver(name, number, at: occurrence.instant)
        }
    }

    private mutating func deliver(_ name: String, _ number: Int, at now: Instant) -> [UInt8] {
        if let run = pending, run.name == name {
            pending = (name, run.range.lowerBound...number, run.start)
            return []
        }
        pending = (name, number...number, now)
        return []
    }

    private mutating func line(_ line: OrchestrationLine, at now: Instant) -> [UInt8] {
        takePending() + writer.line(for: RecordedEvent(at: now, content: line.content))
    }

    private mutating func takePending() -> [UInt8] {
        guard let run = pending else { return [] }
        pending = nil
        let content = OrchestrationLine.delivered(run.name, run.range).content
        return writer.line(for: RecordedEvent(at: run.start, content: content))
    }

    /// The last lines, with the fingerprint of the run.
    mutating func closingLines(at now: Instant) -> [UInt8] {
        var lines = takePending()
        lines += writer.line(for: RecordedEvent(at: now, content: .note("trace \(trace.text)")))
        return lines + writer.closingLine()
    }
}
