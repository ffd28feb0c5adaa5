public import Determinism
public import Recording

/// Where recordings go, one for each process: files at the edge, a table in tests.
public protocol RecordingSink {
    /// Begins the recording of a process; the bytes are its header line.
    mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8])

    /// Appends whole lines with one write.
    mutating func append(_ lines: [UInt8], to process: ProcessHandle)

    /// Nothing more comes for a process.
    mutating func end(_ process: ProcessHandle)

    /// Begins the recording of the whole, `main.cast`; the bytes are its header line.
    mutating func beginOrchestration(header: [UInt8])

    /// Appends whole lines to the recording of the whole with one write.
    mutating func appendToOrchestration(_ lines: [UInt8])

    /// Nothing more comes at all.
    mutating func endOrchestration()
}

extension RecordingSink {
    /// Keeps no recording of the whole.
    public mutating func beginOrchestration(header: [UInt8]) {}

    /// Keeps no recording of the whole.
    public mutating func appendToOrchestration(_ lines: [UInt8]) {}

    /// Keeps no recording of the whole.
    public mutating func endOrchestration() {}
}

/// Records what crosses the host line, whatever host is behind it.
///
/// An event is appended before it is passed on, so that whoever saw it can find it in the file; only what may be the
/// start of a secret, and what comes behind it, waits until that is known (see `RedactingWriter`).
///
/// Given the header of an orchestration it also keeps the order of the whole, so that the engine can be re-run on it:
/// then its present is that of the last event, which is what the engine was told, and timers come from it.
public struct RecordingHost<Base: Host & ~Copyable, Sink: RecordingSink>: Host, ~Copyable {
    private var base: Base
    private var tracks: [ProcessHandle: RecordingTrack] = [:]
    private var template: RecordingHeader
    private let notes: [String]
    private let redaction: RedactionRules
    private var whole: OrchestrationTrack?
    private var present: Instant

    /// Where the recordings go.
    public private(set) var sink: Sink
    /// How many events were recorded so far, in all recordings.
    public private(set) var eventCount = 0

    /// A host that records what another does.
    ///
    /// - Parameters:
    ///   - template: what the headers of all recordings say, beside the terminal's size, the streams, the
    ///     provenance and the arguments, which each process has of its own.
    ///   - notes: remarks at the beginning of each recording.
    ///   - orchestration: the header of `main.cast`; `nil`: processes are recorded, each by itself.
    ///   - redaction: what must not reach the sink.
    public init(
        _ base: consuming Base, sink: Sink, provenance: RecordingProvenance,
        template: RecordingHeader = RecordingHeader(), notes: [String] = [], orchestration: RecordingHeader? = nil,
        redaction: RedactionRules = .none
    ) {
        present = base.now
        self.notes = notes
        self.redaction = redaction
        self.base = base
        self.sink = sink
        self.template = template
        var details = template.understudy ?? RecordingDetails()
        details.provenance = provenance
        self.template.understudy = details
        guard let orchestration else { return }
        var whole = OrchestrationTrack(header: orchestration, redaction: redaction)
        self.sink.beginOrchestration(header: whole.headerLine())
        self.whole = whole
    }

    /// The present on the clock of the host behind; in an orchestration the instant of the last event.
    public var now: Instant { whole == nil ? base.now : present }

    /// Records an action, then performs it.
    public mutating func perform(_ action: Action) throws(HostFailure) {
        record(action)
        let present = now
        appendToWhole(whole?.lines(for: action, at: present))
        try base.perform(action)
    }

    /// Takes the next event, records it, then passes it on.
    public mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        guard let occurrence = try base.next(until: deadline) ?? timer(at: deadline) else { return nil }
        appendToWhole(whole?.linesBefore(occurrence.event))
        // What is recorded with an event, such as the close of an input, stands behind it.
        let number = nextNumber(of: occurrence.event.process)
        record(occurrence)
        present = max(present, occurrence.instant)
        let isRecorded = nextNumber(of: occurrence.event.process) != number
        appendToWhole(whole?.lines(for: occurrence, number: isRecorded ? number : nil))
        return occurrence
    }

    private mutating func appendToWhole(_ lines: [UInt8]?) {
        if let lines, !lines.isEmpty { sink.appendToOrchestration(lines) }
    }

    /// The number that the next event of a process gets in its recording; `nil` where that has ended.
    private func nextNumber(of process: ProcessHandle?) -> Int? {
        process.flatMap { tracks[$0] }.map { $0.eventCount + 1 }
    }

    /// In an orchestration a deadline that has come is an event like any other.
    private func timer(at deadline: Instant) -> Occurrence? {
        whole == nil ? nil : Occurrence(.timer, at: max(deadline, base.now))
    }

    /// Ends what is left, and all recordings.
    public mutating func sweep() throws(HostFailure) -> Int {
        for process in tracks.keys.sorted() { end(process) }
        if let lines = whole?.closingLines(at: present) {
            sink.appendToOrchestration(lines)
            sink.endOrchestration()
            whole = nil
        }
        return try base.sweep()
    }

    private mutating func record(_ action: Action) {
        switch action {
        case .spawn(let process, let launch): begin(process, launch)
        case .write(let process, let bytes):
            if tracks[process]?.isInputClosed == false { tracks[process]?.unwritten.append(contentsOf: bytes) }
        case .closeInput(let process): closeInput(process)
        case .signal(let process, let signal, let scope):
            if scope != .tree { append(.signal(signal), to: process, at: now) }
        case .resize(let process, let size): append(.resize(size), to: process, at: now)
        case .hangUp(let process): end(process)
        case .person(.suspend): for process in tracks.keys.sorted() { append(.note("suspended"), to: process, at: now) }
        case .demand, .sample, .person, .callUser, .noteCall, .noteOutcome: break
        }
    }

    private mutating func record(_ occurrence: Occurrence) {
        let process = occurrence.event.process ?? .person
        switch occurrence.event {
        case .bytes(let channel, let bytes):
            append(channel.stream == .stderr ? .error(bytes) : .output(bytes), to: process, at: occurrence.instant)
            if channel.stream == .stdout, let version = tracks[process]?.versionWatch?.feed(bytes) {
                append(.note(Recording.cliVersionNote + version), to: process, at: occurrence.instant)
            }
        case .wrote(_, let count): wrote(count, to: process, at: occurrence.instant)
        case .ended(let channel):
            append(.closed(channel.stream == .stderr ? .stderr : .stdout), to: process, at: occurrence.instant)
        case .exited(_, let status): append(.exit(status), to: process, at: occurrence.instant)
        case .sampled(_, let sample):
            guard whole != nil || tracks[process]?.lastSample != sample else { return }
            tracks[process]?.lastSample = sample
            append(.sample(sample), to: process, at: occurrence.instant)
        case .inputRefused:
            note(occurrence)
            tracks[process]?.unwritten = []
            closeInputIfDue(process, at: occurrence.instant)
            tracks[process]?.isInputClosed = true
        case .spawnFailed:
            note(occurrence)
            end(process)
        case .person(let event): record(event, at: occurrence.instant)
        case .spawned, .leftovers, .signalFailed: if whole != nil { note(occurrence) }
        case .timer, .userCall, .userAnswer: break
        }
    }

    private mutating func note(_ occurrence: Occurrence) {
        guard let process = occurrence.event.process, let text = ProcessNote.text(of: occurrence.event) else { return }
        append(.note(text), to: process, at: occurrence.instant)
    }

    private mutating func record(_ event: PersonEvent, at instant: Instant) {
        switch event {
        case .typed(let process, let bytes): append(.input(bytes), to: process, at: instant)
        case .signalled(let signal, toGroup: true):
            for process in tracks.keys.sorted() { append(.signal(signal), to: process, at: instant) }
        case .signalled, .stopped, .resized: break
        }
    }

    private mutating func begin(_ process: ProcessHandle, _ launch: Launch) {
        var header = template
        var details = template.understudy ?? RecordingDetails()
        if whole != nil {
            let name = RecordedName.name(of: process, launch)
            whole?.name(process, name)
            details.process = name
            details.parent = RecordedOrchestration.mainName
            details.start = now
        }
        header.understudy = details
        var facts = LaunchFacts(launch)
        if whole == nil { (facts.environment, facts.agent, facts.folder) = ([], nil, nil) }
        facts.state(in: &header)
        var writer = RedactingWriter(header: header, rules: redaction)
        sink.begin(process, launch, header: writer.headerLine())
        tracks[process] = RecordingTrack(writer: writer, start: now, isTerminal: facts.terminal != nil)
        let provenance = details.provenance
        let isAsked = provenance?.kind == .recorded && provenance?.cli != nil && provenance?.cliVersion == nil
        if isAsked { tracks[process]?.versionWatch = CLIVersionWatch() }
        for note in notes { append(.note(note), to: process, at: now) }
    }

    private mutating func wrote(_ count: Int, to process: ProcessHandle, at instant: Instant) {
        guard let track = tracks[process] else { return }
        let bytes = Array(track.unwritten.prefix(count))
        track.unwritten.removeFirst(bytes.count)
        append(.input(bytes), to: process, at: instant)
        closeInputIfDue(process, at: instant)
    }

    private mutating func closeInput(_ process: ProcessHandle) {
        tracks[process]?.isInputClosing = true
        closeInputIfDue(process, at: now)
    }

    /// Records the close once all that was written before it has gone in, and once only.
    private mutating func closeInputIfDue(_ process: ProcessHandle, at instant: Instant) {
        guard let track = tracks[process], track.isInputClosing, !track.isInputClosed, !track.isTerminal,
            track.unwritten.isEmpty
        else { return }
        tracks[process]?.isInputClosed = true
        append(.closed(.stdin), to: process, at: instant)
    }

    private mutating func append(_ content: RecordedEvent.Content, to process: ProcessHandle, at instant: Instant) {
        guard let track = tracks[process] else { return }
        let since = Instant(microseconds: max(0, instant.microseconds - track.start.microseconds))
        let lines = track.writer.lines(for: RecordedEvent(at: since, content: content))
        track.eventCount += 1
        eventCount += 1
        if !lines.isEmpty { sink.append(lines, to: process) }
    }

    private mutating func end(_ process: ProcessHandle) {
        guard let track = tracks.removeValue(forKey: process) else { return }
        sink.append(track.writer.closingLines(), to: process)
        sink.end(process)
    }
}
