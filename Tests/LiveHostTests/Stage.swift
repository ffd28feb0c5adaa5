import Determinism
import Hosting
import LiveHost
import Recording
import Testing

import enum Recording.ExitStatus

/// A live host with one child at a time in the light: keeps all events, and waits for events, never for time.
final class Stage {
    let host: LiveHost
    var events: [Event] = []
    var instants: [Instant] = []
    private var nextHandle = 0

    /// How long a test may wait for any one thing before it fails, in seconds of the host's clock.
    static let guardSeconds = 30

    init(timeScale: Double = 1, groups: ControlGroups? = nil) throws {
        host = try LiveHost(timeScale: timeScale, groups: groups)
    }

    /// The environment of all children.
    static let environment = [
        EnvironmentVariable("PATH", "/usr/local/bin:/usr/bin:/bin"), EnvironmentVariable("LC_ALL", "C"),
    ]

    /// Starts a program; the events of it follow.
    func start(_ launch: Launch, demand: Int = .max) throws -> ProcessHandle {
        let handle = ProcessHandle(rawValue: nextHandle)
        nextHandle += 1
        try host.perform(.spawn(handle, launch))
        if demand > 0 {
            try host.perform(.demand(Channel(handle, .stdout), bytes: demand))
            try host.perform(.demand(Channel(handle, .stderr), bytes: demand))
        }
        return handle
    }

    /// Starts a program with arguments.
    func start(
        _ words: String..., streams: Launch.Streams = .pipes, demand: Int = .max
    ) throws -> ProcessHandle {
        try start(
            Launch(
                executable: words[0], arguments: Array(words.dropFirst()), environment: Self.environment,
                streams: streams),
            demand: demand)
    }

    /// Starts a script of sh.
    func shell(_ script: String, streams: Launch.Streams = .pipes, demand: Int = .max) throws -> ProcessHandle {
        try start("/bin/sh", "-c", script, streams: streams, demand: demand)
    }

    /// Takes events until one fits, and returns it; `nil` where the guard's time is over, which fails the test.
    @discardableResult
    func wait(
        _ what: String = "an event", sourceLocation: SourceLocation = #_sourceLocation,
        until isIt: (Event) -> Bool
    ) throws -> Event? {
        let limit = host.now + .seconds(Self.guardSeconds)
        while let occurrence = try host.next(until: limit) {
            events.append(occurrence.event)
            instants.append(occurrence.instant)
            if isIt(occurrence.event) { return occurrence.event }
        }
        Issue.record("\(what) did not come; came: \(summary)", sourceLocation: sourceLocation)
        return nil
    }

    /// Takes events until a condition holds, which is looked at after each.
    func waitUntil(
        _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ holds: () -> Bool
    ) throws {
        if holds() { return }
        try wait(what, sourceLocation: sourceLocation) { _ in holds() }
    }

    /// Waits for the output of a child to hold a text.
    func wait(
        for text: String, from handle: ProcessHandle, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try waitUntil("the output \(text)", sourceLocation: sourceLocation) { output(handle).contains(text) }
    }

    /// Waits until a child has exited and its outputs have ended; how it exited.
    @discardableResult
    func finish(
        _ handle: ProcessHandle, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ExitStatus? {
        try waitUntil("the end of child \(handle.rawValue)", sourceLocation: sourceLocation) {
            status(handle) != nil && hasEnded(handle, .stdout) && (hasEnded(handle, .stderr) || isTerminal(handle))
        }
        return status(handle)
    }

    /// Waits for the answer to a signal to the tree.
    func signalTree(
        _ handle: ProcessHandle, _ signal: Signal, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Int {
        try host.perform(.signal(handle, signal, .tree))
        let answer = try wait("leftovers", sourceLocation: sourceLocation) {
            if case .leftovers(handle, _) = $0 { true } else { false }
        }
        guard case .leftovers(_, let count) = answer else { return -1 }
        return count
    }

    /// Waits until a child's tree has so many processes and each runs its final program; asks again and again, since
    /// nothing tells when a process that nobody reads from has started.
    func waitForTree(
        of handle: ProcessHandle, toBe count: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let limit = host.now + .seconds(Self.guardSeconds)
        let nobody = Signal(rawValue: 0)
        while host.now < limit {
            if try signalTree(handle, nobody, sourceLocation: sourceLocation) == count { return }
        }
        Issue.record("the tree did not come to \(count) processes", sourceLocation: sourceLocation)
    }

    /// Measures a child's tree.
    func sample(_ handle: ProcessHandle) throws -> ResourceSample {
        try host.perform(.sample(handle))
        let answer = try wait("a sample") { if case .sampled(handle, _) = $0 { true } else { false } }
        guard case .sampled(_, let sample) = answer else { return ResourceSample() }
        return sample
    }

    /// Marks a child as one on a terminal, which has no stream of errors.
    var terminals: Set<ProcessHandle> = []

    private func isTerminal(_ handle: ProcessHandle) -> Bool { terminals.contains(handle) }

    /// All bytes of a stream so far.
    func bytes(_ handle: ProcessHandle, _ stream: Channel.Stream = .stdout) -> [UInt8] {
        events.flatMap { event -> [UInt8] in
            if case .bytes(Channel(handle, stream), let bytes) = event { bytes } else { [] }
        }
    }

    /// All of a stream so far, as text.
    func output(_ handle: ProcessHandle, _ stream: Channel.Stream = .stdout) -> String {
        String(decoding: bytes(handle, stream), as: UTF8.self)
    }

    /// How a child ended.
    func status(_ handle: ProcessHandle) -> ExitStatus? {
        for case .exited(handle, let status) in events { return status }
        return nil
    }

    /// The number of a child in the kernel.
    func pid(_ handle: ProcessHandle) throws -> Int32 {
        try waitUntil("the start of child \(handle.rawValue)") {
            events.contains { if case .spawned(handle, _) = $0 { true } else { false } }
        }
        for case .spawned(handle, let pid) in events { return pid }
        return -1
    }

    /// Whether a stream has ended.
    func hasEnded(_ handle: ProcessHandle, _ stream: Channel.Stream) -> Bool {
        events.contains(.ended(Channel(handle, stream)))
    }

    /// How many bytes went into a child.
    func written(_ handle: ProcessHandle) -> Int {
        events.reduce(0) { sum, event in
            if case .wrote(handle, let count) = event { sum + count } else { sum }
        }
    }

    /// The events without the bytes, for messages.
    private var summary: String {
        let texts = events.suffix(20).map { event -> String in
            if case .bytes(let channel, let bytes) = event {
                "bytes(\(channel.process.rawValue), \(bytes.count): \(String(decoding: bytes.prefix(200), as: UTF8.self)))"
            } else {
                "\(event)"
            }
        }
        return texts.joined(separator: ", ")
    }
}
