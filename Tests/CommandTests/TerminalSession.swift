import Determinism
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing

import enum Recording.ExitStatus

/// The built `understudy` on a pseudoterminal or pipes of ours, with someone who types and looks.
final class TerminalSession {
    private let host: LiveHost
    private let child = ProcessHandle(rawValue: 0)
    /// All that was shown so far.
    private(set) var shown: [UInt8] = []
    /// All that came on standard error so far, where that is a pipe of its own.
    private(set) var errors: [UInt8] = []
    private(set) var status: ExitStatus?
    private(set) var pid: Int32 = -1
    private var openStreams = 0

    /// How long a test may wait for any one thing before it fails, in seconds.
    static let guardSeconds = 60

    /// The size of the terminal at the start.
    static let size = TerminalSize(columns: 90, rows: 20)

    /// Starts a shell script in which `$UNDERSTUDY` is the program.
    init(
        _ script: String, in folder: String, streams: Launch.Streams = .pseudoterminal(size),
        environment: [EnvironmentVariable] = []
    ) throws {
        host = try LiveHost()
        let variables =
            [
                EnvironmentVariable("PATH", "/usr/local/bin:/usr/bin:/bin"), EnvironmentVariable("LC_ALL", "C.UTF-8"),
                EnvironmentVariable("UNDERSTUDY", "\(Command.products)/understudy"),
                EnvironmentVariable("TMPDIR", folder),
                EnvironmentVariable("TERM", "xterm-256color"), EnvironmentVariable("HOME", folder),
            ] + environment
        try host.perform(
            .spawn(
                child,
                Launch(
                    executable: "/bin/bash", arguments: ["--norc", "--noprofile", "-c", script], environment: variables,
                    workingDirectory: folder, streams: streams)))
        openStreams = streams == .pipes ? 2 : 1
        try host.perform(.demand(Channel(child, .stdout), bytes: .max))
        try host.perform(.demand(Channel(child, .stderr), bytes: .max))
    }

    /// All that was shown so far, as text.
    var text: String { String(decoding: shown, as: UTF8.self) }

    /// Types bytes.
    func type(_ text: String) throws { try host.perform(.write(child, Array(text.utf8))) }

    /// Ends the input of a program on pipes.
    func closeInput() throws { try host.perform(.closeInput(child)) }

    /// Changes the terminal's size.
    func resize(_ columns: Int, _ rows: Int) throws {
        try host.perform(.resize(child, TerminalSize(columns: columns, rows: rows)))
    }

    /// Sends a signal to the program itself.
    func send(_ signal: Signal) throws { try host.perform(.signal(child, signal, .process)) }

    /// Lets go of the terminal, as a window that is closed does.
    func hangUp() throws { try host.perform(.hangUp(child)) }

    /// Waits until a text is shown, after what was waited for before.
    func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let wanted = Array(text.utf8)
        var place: Int?
        try take("'\(text)'", sourceLocation: sourceLocation) {
            place = self.shown[self.seen...].firstRange(of: wanted)?.upperBound
            return place != nil
        }
        if let place { seen = place }
    }

    /// Waits until so many bytes were shown in all.
    func wait(bytes count: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try take("\(count) bytes", sourceLocation: sourceLocation) { self.shown.count >= count }
    }

    private var seen = 0

    /// Waits until the program has ended and all it wrote has come; how it ended.
    @discardableResult
    func finish(sourceLocation: SourceLocation = #_sourceLocation) throws -> ExitStatus? {
        try take("the end", sourceLocation: sourceLocation) { self.status != nil && self.openStreams == 0 }
        return status
    }

    private func take(_ what: String, sourceLocation: SourceLocation, until holds: () -> Bool) throws {
        let limit = host.now + .seconds(Self.guardSeconds)
        while !holds() {
            guard let occurrence = try host.next(until: limit) else {
                let rest = String(decoding: shown.suffix(2_000), as: UTF8.self)
                Issue.record("\(what) did not come; shown: \(rest)", sourceLocation: sourceLocation)
                return
            }
            switch occurrence.event {
            case .spawned(_, let pid): self.pid = pid
            case .bytes(let channel, let bytes):
                if channel.stream == .stderr { errors += bytes } else { shown += bytes }
            case .exited(_, let status): self.status = status
            case .ended: openStreams -= 1
            default: break
            }
        }
    }
}

/// What tests of the recorder look at in a recording.
extension TemporaryFolder {
    /// A recording in this folder.
    func recording(_ name: String) throws -> Recording { try RecordingReader.read(try read(name)) }
}

extension Recording {
    /// The bytes of one stream, as text.
    func text(of stream: StandardStream) -> String {
        String(decoding: RecordingStreams.bytes(of: self, streams: [stream]), as: UTF8.self)
    }

    /// The contents of all events but samples, whose figures differ from run to run.
    var contents: [RecordedEvent.Content] {
        events.map(\.content).filter { if case .sample = $0 { false } else { true } }
    }
}

extension RecordedEvent.Content {
    /// Whether these are bytes of standard error.
    var isError: Bool { if case .error = self { true } else { false } }

    /// Whether this is the end of a stream.
    var isClosing: Bool { if case .closed = self { true } else { false } }
}
