import Determinism
public import Hosting
import LiveHost
import Orchestration
public import Recording
import Simulation

/// Where an orchestrator's engine runs.
public protocol OrchestratorStage: Sendable {}

extension OrchestratorStage {
    func run(
        _ engine: Engine, header: RecordingHeader, feed: Feed, server: @escaping Mailbox.Server
    ) throws(HostFailure) -> Mailbox {
        guard let stage = self as? any RunningStage else {
            throw HostFailure(.configuration, "this stage can't run an engine")
        }
        return try stage.start(engine, header: header, feed: feed, server: server)
    }
}

/// What the stages of this module can do.
protocol RunningStage: OrchestratorStage {
    func start(
        _ engine: Engine, header: RecordingHeader, feed: Feed, server: @escaping Mailbox.Server
    ) throws(HostFailure) -> Mailbox
}

/// Real processes.
public struct LiveStage: RunningStage {
    /// Makes the place where the session is recorded, on the thread of the session.
    public typealias RecorderFactory = @Sendable () throws -> any RecordingSink

    /// How many seconds of the session pass in one second of the world; above 0.
    public var timeScale: Double
    /// A descriptor that ends the session at once when it can be read: all its processes are killed, and what is
    /// recorded of them is complete up to then; `nil`: none.
    public var cancellation: Int32?
    private let makeRecorder: RecorderFactory?
    private let redaction: RedactionRules

    /// Real processes in real time, or faster.
    ///
    /// - Parameters:
    ///   - recorder: makes the place where the session is recorded; `nil`: it is not.
    ///   - redaction: what must not reach the recording; known kinds of secrets by default.
    public init(
        timeScale: Double = 1, recorder: RecorderFactory? = nil, redaction: RedactionRules = .known
    ) {
        self.timeScale = timeScale
        self.redaction = redaction
        makeRecorder = recorder
    }

    func start(
        _ engine: Engine, header: RecordingHeader, feed: Feed, server: @escaping Mailbox.Server
    ) throws(HostFailure) -> Mailbox {
        try HostThread.start(timeScale: timeScale, cancellation: cancellation, server: server) {
            [makeRecorder, redaction] host in
            do {
                guard let makeRecorder else {
                    var host = host
                    return try Self.live(engine, on: &host, feed: feed)
                }
                let provenance = header.understudy?.provenance ?? RecordingProvenance(.recorded)
                var recorder = RecordingHost(
                    host, sink: AnySink(base: try makeRecorder()), provenance: provenance, orchestration: header,
                    redaction: redaction)
                try Self.live(engine, on: &recorder, feed: feed)
            } catch {
                feed.close("\(error)")
            }
        }
    }

    private static func live<H: Host & ~Copyable>(
        _ engine: Engine, on host: inout H, feed: Feed
    ) throws(HostFailure) {
        var run = EngineRun(engine: engine, feed: feed)
        var outcome = Driver.Outcome()
        do throws(HostFailure) {
            try Driver.run(&run, on: &host, outcome: &outcome)
        } catch {
            _ = try? host.sweep()
            throw error
        }
        _ = try host.sweep()
        feed.close(nil)
    }
}

/// Any sink as one type.
private struct AnySink: RecordingSink {
    var base: any RecordingSink

    mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) {
        base.begin(process, launch, header: header)
    }

    mutating func append(_ lines: [UInt8], to process: ProcessHandle) { base.append(lines, to: process) }

    mutating func end(_ process: ProcessHandle) { base.end(process) }

    mutating func beginOrchestration(header: [UInt8]) { base.beginOrchestration(header: header) }

    mutating func appendToOrchestration(_ lines: [UInt8]) { base.appendToOrchestration(lines) }

    mutating func endOrchestration() { base.endOrchestration() }
}
