import Determinism
import Hosting
import LiveHost
import Orchestration
import Recording
import Simulation

/// Where an orchestrator's engine runs.
public protocol OrchestratorStage: Sendable {}

extension OrchestratorStage {
    func run(_ engine: Engine, feed: Feed, server: @escaping Mailbox.Server) throws(HostFailure) -> Mailbox {
        guard let stage = self as? any RunningStage else {
            throw HostFailure(.configuration, "this stage can't run an engine")
        }
        return try stage.start(engine, feed: feed, server: server)
    }
}

/// What the stages of this module can do.
protocol RunningStage: OrchestratorStage {
    func start(_ engine: Engine, feed: Feed, server: @escaping Mailbox.Server) throws(HostFailure) -> Mailbox
}

/// Real processes.
public struct LiveStage: RunningStage {
    /// How many seconds of the session pass in one second of the world; above 0.
    public var timeScale: Double

    /// Real processes in real time, or faster.
    public init(timeScale: Double = 1) { self.timeScale = timeScale }

    func start(_ engine: Engine, feed: Feed, server: @escaping Mailbox.Server) throws(HostFailure) -> Mailbox {
        try HostThread.start(timeScale: timeScale, server: server) { host in
            var run = EngineRun(engine: engine, feed: feed)
            var outcome = Driver.Outcome()
            var host = host
            do throws(HostFailure) {
                try Driver.run(&run, on: &host, outcome: &outcome)
                _ = try host.sweep()
                feed.close(nil)
            } catch {
                feed.close(error.description)
            }
        }
    }
}
