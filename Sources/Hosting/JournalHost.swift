public import Determinism
import Recording

/// What a run did, event by event: a fingerprint for each, so that two runs can be held against each other.
///
/// Used from the one thread that drives the host.
public final class RunJournal {
    /// Where a run stood after an event: everything up to then is in the fingerprint.
    public struct Mark: Sendable, Hashable {
        /// The instant of the event.
        public let instant: Instant
        /// The fingerprint of all that happened.
        public let hash: UInt64
    }

    /// The marks so far, one an event.
    public private(set) var marks: [Mark] = []
    /// The events in words, where they are wanted.
    public private(set) var lines: [String] = []
    /// What was reported.
    public private(set) var reached = Reached()
    private let hasLines: Bool
    private var trace = TraceHash()

    /// The most events in words that are kept.
    private static let linesMax = 1_000_000

    /// A journal without entries.
    ///
    /// - Parameter hasLines: whether events are kept in words too, which is slow.
    public init(hasLines: Bool = false) { self.hasLines = hasLines }

    func note(_ action: Action) {
        trace.combine(action)
        if case .noteOutcome(let outcome) = action { reached.note(outcome) }
    }

    func note(_ occurrence: Occurrence) {
        trace.combine(occurrence)
        marks.append(Mark(instant: occurrence.instant, hash: trace.value))
        if hasLines, lines.count < Self.linesMax {
            lines.append("\(occurrence.instant) \(EventWords.words(of: occurrence.event))")
        }
    }

    /// The first event, from 0, at which another run was not this one; `nil`: they are the same.
    public func firstDifference(from other: RunJournal) -> Int? {
        for index in 0..<min(marks.count, other.marks.count) where marks[index] != other.marks[index] { return index }
        return marks.count == other.marks.count ? nil : min(marks.count, other.marks.count)
    }
}

/// A host that leaves a mark of everything that goes through it, and changes nothing.
public struct JournalHost<Inner: Host & ~Copyable>: Host, ~Copyable {
    private var inner: Inner
    private let journal: RunJournal?

    /// A host around another one.
    ///
    /// - Parameter journal: where the marks go; `nil`: nowhere.
    public init(_ inner: consuming Inner, journal: RunJournal?) {
        self.inner = inner
        self.journal = journal
    }

    /// The present on the inner host's clock.
    public var now: Instant { inner.now }

    /// Passes an action on.
    public mutating func perform(_ action: Action) throws(HostFailure) {
        journal?.note(action)
        try inner.perform(action)
    }

    /// Passes the next event on.
    public mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        let occurrence = try inner.next(until: deadline)
        if let journal { journal.note(occurrence ?? Occurrence(.timer, at: max(deadline, inner.now))) }
        return occurrence
    }

    /// Ends whatever is left, and says how many processes there were.
    public mutating func sweep() throws(HostFailure) -> Int { try inner.sweep() }
}

/// Events in words for a person: what happened to whom, clipped.
public enum EventWords {
    private static let textMax = 80

    /// One line.
    public static func words(of event: Event) -> String {
        switch event {
        case .spawned(let process, _): "process \(process.rawValue) started"
        case .spawnFailed(let process, let errno): "process \(process.rawValue) could not start: error \(errno)"
        case .bytes(let channel, let bytes):
            "process \(channel.process.rawValue) \(channel.stream == .stdout ? "stdout" : "stderr"): \(text(bytes))"
        case .wrote(let process, let count): "process \(process.rawValue) took \(count) bytes"
        case .inputRefused(let process): "process \(process.rawValue) refused input"
        case .ended(let channel):
            "process \(channel.process.rawValue) \(channel.stream == .stdout ? "stdout" : "stderr") ended"
        case .exited(let process, let status): "process \(process.rawValue) ended with \(status.code)"
        case .sampled(let process, let sample): "process \(process.rawValue) measured: \(sample.text)"
        case .leftovers(let process, let count): "process \(process.rawValue) had \(count) in its tree"
        case .signalFailed(let process, let signal, let errno):
            "process \(process.rawValue) could not get \(signal): error \(errno)"
        case .timer: "timer"
        case .person(let event): "person: \(event)"
        case .userCall(let call): "user: \(call.name)"
        case .userAnswer(let id, _): "answer \(id.rawValue)"
        }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let head = String(decoding: bytes.prefix(textMax), as: UTF8.self).debugDescription
        return bytes.count > textMax ? "\(bytes.count) bytes, \(head)…" : head
    }
}
