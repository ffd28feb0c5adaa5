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
}

/// Records what crosses the host line, whatever host is behind it.
///
/// An event is appended before it is passed on, so that whoever saw it can find it in the file.
public struct RecordingHost<Base: Host & ~Copyable, Sink: RecordingSink>: Host, ~Copyable {
    /// One recording under way.
    private struct Track {
        var writer: RecordingWriter
        var start: Instant
        /// Writes that the child has not taken yet: what is recorded is what really went in.
        var unwritten: ArraySlice<UInt8> = []
        var isInputClosing = false
        /// Whether nothing more goes in: closed, refused by the child, or a pseudoterminal's, which can't be closed.
        var isInputClosed = false
        let isTerminal: Bool
        /// The last sample: one that says the same again is not recorded.
        var lastSample: ResourceSample?
    }

    private var base: Base
    private var tracks: [ProcessHandle: Track] = [:]
    private var template: RecordingHeader
    private let notes: [String]

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
    public init(
        _ base: consuming Base, sink: Sink, provenance: RecordingProvenance,
        template: RecordingHeader = RecordingHeader(), notes: [String] = []
    ) {
        self.notes = notes
        self.base = base
        self.sink = sink
        self.template = template
        var details = template.understudy ?? RecordingDetails()
        details.provenance = provenance
        self.template.understudy = details
    }

    /// The present on the clock of the host behind.
    public var now: Instant { base.now }

    /// Records an action, then performs it.
    public mutating func perform(_ action: Action) throws(HostFailure) {
        record(action)
        try base.perform(action)
    }

    /// Takes the next event, records it, then passes it on.
    public mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        guard let occurrence = try base.next(until: deadline) else { return nil }
        record(occurrence)
        return occurrence
    }

    /// Ends what is left.
    public mutating func sweep() throws(HostFailure) -> Int { try base.sweep() }

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
        case .wrote(_, let count): wrote(count, to: process, at: occurrence.instant)
        case .ended(let channel):
            append(.closed(channel.stream == .stderr ? .stderr : .stdout), to: process, at: occurrence.instant)
        case .exited(_, let status): append(.exit(status), to: process, at: occurrence.instant)
        case .sampled(_, let sample):
            guard tracks[process]?.lastSample != sample else { return }
            tracks[process]?.lastSample = sample
            append(.sample(sample), to: process, at: occurrence.instant)
        case .inputRefused:
            append(.note("input refused"), to: process, at: occurrence.instant)
            tracks[process]?.unwritten = []
            closeInputIfDue(process, at: occurrence.instant)
            tracks[process]?.isInputClosed = true
        case .spawnFailed(_, let errno):
            append(.note("spawn failed: errno \(errno)"), to: process, at: occurrence.instant)
            end(process)
        case .person(let event): record(event, at: occurrence.instant)
        case .spawned, .leftovers, .signalFailed, .timer, .userCall, .userAnswer: break
        }
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
        details.streams = .pipes
        header.term.size = .standard
        if case .pseudoterminal(let terminal) = launch.streams {
            details.streams = .pty
            header.term.size = terminal
        }
        let name = launch.executable.split(separator: "/").last.map(String.init) ?? launch.executable
        details.argv = [name] + launch.arguments
        header.understudy = details
        var writer = RecordingWriter(header: header)
        sink.begin(process, launch, header: writer.headerLine())
        tracks[process] = Track(writer: writer, start: now, isTerminal: details.streams == .pty)
        for note in notes { append(.note(note), to: process, at: now) }
    }

    private mutating func wrote(_ count: Int, to process: ProcessHandle, at instant: Instant) {
        guard let bytes = tracks[process]?.unwritten.prefix(count) else { return }
        tracks[process]?.unwritten.removeFirst(bytes.count)
        append(.input(Array(bytes)), to: process, at: instant)
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
        guard let start = tracks[process]?.start else { return }
        let since = Instant(microseconds: max(0, instant.microseconds - start.microseconds))
        // In place: a copy of the writer would make it copy its buffers.
        guard let lines = tracks[process]?.writer.line(for: RecordedEvent(at: since, content: content)) else { return }
        eventCount += 1
        sink.append(lines, to: process)
    }

    private mutating func end(_ process: ProcessHandle) {
        guard var track = tracks.removeValue(forKey: process) else { return }
        sink.append(track.writer.closingLine(), to: process)
        sink.end(process)
    }
}
