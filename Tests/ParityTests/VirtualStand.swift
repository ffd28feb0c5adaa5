import Determinism
import Glibc
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing

import enum Recording.ExitStatus

/// A live host on virtual time, and everything that happened on it.
final class VirtualStand {
    let host: LiveHost
    var occurrences: [Occurrence] = []
    private var nextHandle = 0

    /// How long a participant may take to answer where a test waits for that, in milliseconds.
    static let shortPatience = 300

    init(patience: Int = LiveHost.answerMillisecondsMax) throws {
        host = try LiveHost(virtualTimeFrom: 1, patience: patience)
    }

    /// The client in another language.
    static let client = Repository.root + "/Tests/ParityTests/Python/clock_client.py"

    /// Starts a program whose output is wanted.
    func start(
        _ words: [String], streams: Launch.Streams = .pipes, environment: [String: String] = [:]
    ) throws -> ProcessHandle {
        let handle = ProcessHandle(rawValue: nextHandle)
        nextHandle += 1
        let variables = environment.merging(["PATH": "/usr/local/bin:/usr/bin:/bin"]) { own, _ in own }
        let launch = Launch(
            executable: words[0], arguments: Array(words.dropFirst()),
            environment: variables.sorted { $0.key < $1.key }.map { EnvironmentVariable($0.key, $0.value) },
            streams: streams)
        try host.perform(.spawn(handle, launch))
        try host.perform(.demand(Channel(handle, .stdout), bytes: .max / 2))
        try host.perform(.demand(Channel(handle, .stderr), bytes: .max / 2))
        return handle
    }

    /// Starts the client in another language.
    func startClient(_ words: String...) throws -> ProcessHandle { try start(["python3", Self.client] + words) }

    /// Starts the fake with a script that it reads from a file.
    func startFake(
        script: String, in folder: borrowing TemporaryFolder, streams: Launch.Streams = .pipes
    ) throws -> ProcessHandle {
        let path = try folder.write("play-\(nextHandle).json", script)
        let isTerminal = streams != .pipes
        let handle = try start(
            [Repository.builtFake] + (isTerminal ? [] : ["-p", "--output-format", "text", "go"]), streams: streams,
            environment: [
                "UNDERSTUDY_PLAY": path, "UNDERSTUDY_SEED": "1", "TMPDIR": folder.path, "HOME": folder.path,
                "TERM": "xterm-256color",
            ])
        if !isTerminal { try host.perform(.closeInput(handle)) }
        return handle
    }

    /// Takes events until one fits or the instant is there; that event and when it came.
    @discardableResult
    func wait(until deadline: Instant = .distantFuture, for isIt: (Event) -> Bool) throws -> Occurrence? {
        while let occurrence = try host.next(until: deadline) {
            occurrences.append(occurrence)
            if isIt(occurrence.event) { return occurrence }
        }
        return nil
    }

    /// Waits for the end of a process: when it ended and how.
    func end(of handle: ProcessHandle) throws -> (instant: Instant, status: ExitStatus)? {
        let found = try wait { if case .exited(handle, _) = $0 { true } else { false } }
        guard let found, case .exited(_, let status) = found.event else { return nil }
        return (found.instant, status)
    }

    /// What a process has written so far.
    func output(_ handle: ProcessHandle, _ stream: Channel.Stream = .stdout) -> String {
        let bytes = occurrences.flatMap { occurrence -> [UInt8] in
            if case .bytes(Channel(handle, stream), let bytes) = occurrence.event { bytes } else { [] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number of a process in the kernel.
    func pid(_ handle: ProcessHandle) throws -> Int32 {
        func number() -> Int32? {
            for case .spawned(handle, let pid) in occurrences.map(\.event) { return pid }
            return nil
        }
        if number() == nil { try wait { if case .spawned(handle, _) = $0 { true } else { false } } }
        return try #require(number())
    }

    /// Waits until a child of ours has stopped (`WSTOPPED`) or is over (`WEXITED`), and leaves it to the host to be told
    /// (waitid(2)).
    static func wait(for change: Int32, of pid: Int32) throws {
        var info = siginfo_t()
        var answer: Int32
        repeat { answer = waitid(P_PID, id_t(pid), &info, change | WNOWAIT) } while answer < 0 && errno == EINTR
        try #require(answer == 0)
    }
}
