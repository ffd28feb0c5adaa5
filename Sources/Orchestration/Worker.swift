import ClaudeProtocol
import Determinism
import Hosting
import Matching
import Recording
import Text

/// One child with all that belongs to it: its session, what it says, what it uses, and when it is too late.
struct Worker: Sendable {
    /// What a worker tells the engine of one event.
    struct Reports: Sendable {
        /// What the child said; it comes before the rest.
        var items: [TurnReader.Item] = []
        /// What else there is to tell.
        var others: [Report] = []

        /// For how many reports memory is kept.
        private static let keptMax = 256

        mutating func removeAll() {
            // Nearly always there is one thing, for which emptying a whole array costs more than taking it out.
            if items.count == 1 { items.removeLast() }
            if !items.isEmpty { items.removeAll(keepingCapacity: items.count <= Self.keptMax) }
            if !others.isEmpty { others.removeAll() }
        }
    }

    /// What a worker tells the engine besides what the child said.
    enum Report: Sendable, Hashable {
        case started
        case memory(LimitMonitor.Level, used: Int)
        case unmeasured(Resource)
        case ended(SessionEnd)
    }

    /// How long a child may live on after its result, for late work in the background.
    static let lingerMax: Duration = .seconds(60)

    /// How much of the end of standard error is kept for messages, in bytes.
    static let errorTailBytesMax = 4_096

    let source: Source
    private(set) var session: Session
    private(set) var reader: TurnReader
    private(set) var monitor: LimitMonitor
    private(set) var errorTail: [UInt8] = []

    private let configuration: Configuration
    private let isTerminal: Bool
    private var timeLimit: (due: Instant, limit: TimeLimit)?
    // The far future stands for never.
    private var lingerDeadline = Instant.distantFuture
    private var silenceDeadline = Instant.distantFuture
    private var startupDeadline = Instant.distantFuture
    private var sampleDeadline = Instant.distantFuture
    /// What is looked for in its text; `nil`: nothing yet, or another one reads it.
    var output: OutputReader?
    private let inPlace = InPlace()
    /// Whether this child serves the whole session, so that a result is not its end.
    private let isLasting: Bool
    /// How many bytes it has written.
    private(set) var outputBytes = 0

    init(
        source: Source, process: ProcessHandle, configuration: Configuration, isTerminal: Bool = false,
        isLasting: Bool = false, output: OutputReader? = nil
    ) {
        self.source = source
        self.output = output
        self.configuration = configuration
        self.isLasting = isLasting
        self.isTerminal = isTerminal
        let bufferSize = isTerminal ? min(configuration.bufferSize, configuration.maxRead) : configuration.bufferSize
        session = Session(process: process, ladder: configuration.stopLadder, bufferSize: bufferSize)
        reader = TurnReader(lineBytesMax: configuration.lineLimit, isTerminal: isTerminal)
        monitor = LimitMonitor(memory: configuration.memory, resources: configuration.resources)
    }

    /// When `timer` is wanted; the far future: never.
    var deadline: Instant {
        guard session.isActive else { return .distantFuture }
        var earliest = session.deadline ?? .distantFuture
        // Limits hold until the streams have ended: a grandchild that keeps talking does not lift them.
        if session.isStoppable {
            if let timeLimit { earliest = min(earliest, timeLimit.due) }
            earliest = min(earliest, min(lingerDeadline, min(silenceDeadline, startupDeadline)))
        }
        return session.isRunning ? min(earliest, sampleDeadline) : earliest
    }

    /// What it keeps of the child's output until more comes, in bytes.
    var bufferedBytes: Int { reader.bufferedBytes + errorTail.count + (output?.bufferedBytes ?? 0) }

    mutating func start(
        _ launch: Launch, input: [UInt8], closesInput: Bool, timeLimit: (Duration, TimeLimit)?, at now: Instant,
        actions: inout [Action]
    ) {
        self.timeLimit = timeLimit.map { (now + $0.0, $0.1) }
        noteSign(at: now)
        // An agent has a limit of its own, which counts from its start.
        if source == .main { startupDeadline = now + configuration.startupTimeout }
        session.start(launch, input: input, closesInput: closesInput, at: now, actions: &actions)
    }

    /// It has given a sign: silence counts from now.
    private mutating func noteSign(at now: Instant) {
        if let limit = configuration.silenceTimeout { silenceDeadline = now + limit }
    }

    /// A new limit of time, counted from now.
    mutating func extend(by duration: Duration, at now: Instant) {
        if let limit = timeLimit?.limit { timeLimit = (now + duration, limit) }
    }

    /// Another turn of the same child begins.
    mutating func beginTurn() { reader.beginTurn() }

    /// The child is ready: what it takes to start is over.
    mutating func ready() { startupDeadline = .distantFuture }

    /// Asks for more output, or for none, while others can't keep up.
    mutating func hold(_ isHeld: Bool, actions: inout [Action]) { session.hold(isHeld, actions: &actions) }

    mutating func write(_ bytes: [UInt8], actions: inout [Action]) { session.write(bytes, actions: &actions) }

    mutating func closeInput(actions: inout [Action]) { session.closeInput(actions: &actions) }

    mutating func stop(_ cause: SessionEnd.Cause, at now: Instant, actions: inout [Action]) {
        session.stop(cause, at: now, actions: &actions)
    }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action], reports: inout Reports) {
        if case .bytes(let channel, let bytes) = event {
            guard session.noteRead(bytes.count, of: channel, at: now, actions: &actions) else { return }
            take(bytes, of: channel.stream, at: now, actions: &actions, reports: &reports)
        } else if let report = session.handle(event, at: now, actions: &actions) {
            take(report, at: now, actions: &actions, reports: &reports)
        }
    }

    mutating func timer(at now: Instant, actions: inout [Action], reports: inout Reports) {
        if session.isRunning, sampleDeadline <= now {
            sampleDeadline = .distantFuture
            actions.append(.sample(session.process))
        }
        if session.isStoppable, let limit = overdueLimit(at: now) { stop(.timeout(limit), at: now, actions: &actions) }
        if let report = session.timer(at: now, actions: &actions) {
            take(report, at: now, actions: &actions, reports: &reports)
        }
    }

    /// The limit of time that was reached first, where a late timer finds several.
    private func overdueLimit(at now: Instant) -> TimeLimit? {
        let limits: [(due: Instant, limit: TimeLimit)?] = [
            timeLimit, (silenceDeadline, .silence), (lingerDeadline, .linger), (startupDeadline, .startup),
        ]
        return limits.compactMap(\.self).filter { $0.due <= now }.min { $0.due < $1.due }?.limit
    }

    private mutating func take(
        _ report: Session.Report, at now: Instant, actions: inout [Action], reports: inout Reports
    ) {
        switch report {
        case .started:
            if configuration.enableMonitoring { sampleDeadline = now + configuration.monitoringInterval }
            reports.others.append(.started)
        case .output(let stream, let bytes): take(bytes, of: stream, at: now, actions: &actions, reports: &reports)
        case .sampled(let sample): take(sample, at: now, actions: &actions, reports: &reports)
        case .ended(let end):
            reader.finish(into: &reports.items)
            reports.others.append(.ended(end))
        }
    }

    private mutating func take(
        _ bytes: [UInt8], of stream: Channel.Stream, at now: Instant, actions: inout [Action], reports: inout Reports
    ) {
        noteSign(at: now)
        // On a terminal the first bytes set modes: there the conversation says when it is ready.
        if !isTerminal { startupDeadline = .distantFuture }
        outputBytes += bytes.count
        if outputBytes > configuration.outputLimit {
            stop(.output(limit: configuration.outputLimit), at: now, actions: &actions)
        }
        guard stream == .stdout else {
            errorTail.append(contentsOf: bytes.suffix(Self.errorTailBytesMax))
            if errorTail.count > Self.errorTailBytesMax {
                errorTail.removeFirst(errorTail.count - Self.errorTailBytesMax)
            }
            return
        }
        reader.feed(bytes, into: &reports.items)
        if reader.hasOutcome, !isLasting { lingerDeadline = now + Self.lingerMax }
    }

    private mutating func take(
        _ sample: ResourceSample, at now: Instant, actions: inout [Action], reports: inout Reports
    ) {
        let verdict = monitor.take(sample, at: now)
        if let level = verdict.crossed { reports.others.append(.memory(level, used: sample.memory ?? 0)) }
        for resource in verdict.unmeasured { reports.others.append(.unmeasured(resource)) }
        if let excess = verdict.exceeded {
            let cause: SessionEnd.Cause =
                excess.resource.map { .resource($0, used: excess.used, limit: excess.limit) }
                ?? .memory(used: excess.used, limit: excess.limit)
            stop(cause, at: now, actions: &actions)
        }
        if session.isRunning { sampleDeadline = now + configuration.monitoringInterval }
    }
}

extension Worker {
    /// What a child's end means: the first cause counts, then its own words, then its status.
    func judge(_ end: SessionEnd) -> (status: AgentStatus, reason: String?) {
        switch end.cause {
        case .timeout(.linger): break
        case .timeout(let limit): return (.timedOut, "\(limit.rawValue) reached after \(seconds(end)) s")
        case .memory(let used, let limit): return (.memoryKilled, "used \(used) bytes, the limit is \(limit)")
        case .resource(let resource, let used, let limit):
            return (.failed, "\(resource.rawValue) reached: \(used), the limit is \(limit)")
        case .output(let limit): return (.failed, "wrote more than output_limit, \(limit) bytes")
        case .stopped: return (.stopped, "the session was stopped")
        case .itself: break
        }
        if let errno = end.spawnError { return (.failed, "could not be started: error \(errno)") }
        if let outcome = reader.outcome, let failure = Self.failure(in: outcome) { return (.failed, failure) }
        if end.cause == .itself, let exit = end.exit, !exit.isSuccess {
            if exit == .signaled(.kill), monitor.kills > 0 { return (.memoryKilled, killedByKernel) }
            let tail = String(decoding: errorTail, as: UTF8.self).split(separator: "\n").last
            return (.failed, "\(exit)" + (tail.map { ": \($0)" } ?? ""))
        }
        if reader.hasMessages, !reader.hasOutcome { return (.failed, "ended without a result") }
        return (.completed, nil)
    }

    /// Why the kernel has killed it: nothing but the events of its control group tells that from any other SIGKILL.
    private var killedByKernel: String {
        let max = configuration.confinement?.memoryMax.map { ", memory.max is \($0) bytes" } ?? ""
        return "the kernel killed it for memory (memory.events counts \(monitor.kills))\(max); "
            + "at most \(monitor.peak) bytes were measured before"
    }

    /// What a result says of an error, whatever its subtype claims; `nil`: it says none.
    static func failure(in outcome: TurnOutcome) -> String? {
        guard outcome.isError || outcome.subtype.hasPrefix("error") else { return nil }
        let words = [outcome.text, outcome.errors.first].compactMap(\.self).first { !$0.isEmpty } ?? outcome.subtype
        return "reported an error: \(words)"
    }

    private func seconds(_ end: SessionEnd) -> String {
        Instant.text(microseconds: (end.decidedAt - end.startedAt).microseconds)
    }

    /// The answer: the result's own text, or all that was said; without white space around it.
    var answer: String {
        var text = reader.outcome?.text.flatMap { $0.isEmpty ? nil : $0 } ?? reader.text
        text.trim()
        return text
    }
}

extension String {
    /// The text without white space and line ends around it.
    var trimmed: String {
        var text = self
        text.trim()
        return text
    }

    /// Takes white space and line ends around the text away, where it stands.
    mutating func trim() {
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        guard let last = unicodeScalars.lastIndex(where: { !isSpace($0) }) else { return self = "" }
        unicodeScalars.removeSubrange(unicodeScalars.index(after: last)...)
        guard let first = unicodeScalars.first, isSpace(first) else { return }
        unicodeScalars.removeSubrange(..<(unicodeScalars.firstIndex { !isSpace($0) } ?? endIndex))
    }
}
