import Hosting
import Orchestration
import Player
import Recording

/// One run of a scenario's program on a host, recorded or not.
enum Performance {
    /// What a run came to beside what the program itself knows.
    struct Ending {
        var outcome = Driver.Outcome()
        /// How many processes the engine has left behind.
        var leftovers = 0
        /// Reads a file of the folder that children started in.
        var file: (String) -> [UInt8]? = { _ in nil }
        /// Why a recording is not whole; the run itself is not to blame.
        var recordingFailure: String?
    }

    /// Runs a program to its end and sweeps behind it.
    ///
    /// - Parameters:
    ///   - diary: where what happens is noted, unless it is recorded.
    ///   - redaction: what must not reach the recordings.
    /// - Throws: `HostFailure` where the host is broken; a session that hangs is the program's failure.
    static func run<H: Host & ~Copyable>(
        _ program: inout ScenarioProgram, on host: consuming H, recordingTo target: String?, seed: UInt64,
        as kind: RecordingProvenance.Kind = .synthetic, diary: RunDiary? = nil,
        redaction: @autoclosure () -> RedactionRules
    ) throws(HostFailure) -> Ending {
        guard let target else {
            guard let diary else { return try run(&program, on: &host) }
            var observed = ObservedHost(host, diary: diary)
            return try run(&program, on: &observed)
        }
        let folder: OrchestrationFolder
        do throws(FileFailure) { folder = try OrchestrationFolder(target) } catch {
            throw HostFailure(.systemCall, "can't make the folder for recordings: \(error)")
        }
        let provenance = RecordingProvenance(kind, cli: "claude", recorderVersion: recorderVersion)
        let header = Engine.recordingHeader(
            configuration: program.scenario.configuration, launcher: program.launcher, seed: seed,
            provenance: provenance)
        var recorder = RecordingHost(
            host, sink: FolderSink(folder: folder.path), provenance: provenance, orchestration: header,
            redaction: redaction())
        var ending = try run(&program, on: &recorder)
        ending.recordingFailure = recorder.sink.failure
        do throws(FileFailure) { try folder.finish() } catch {
            ending.recordingFailure = ending.recordingFailure ?? "\(error)"
        }
        return ending
    }

    /// The version that recordings name.
    static let recorderVersion = "understudy 0.1.0"

    private static func run<H: Host & ~Copyable>(
        _ program: inout ScenarioProgram, on host: inout H
    ) throws(HostFailure) -> Ending {
        var ending = Ending()
        do throws(HostFailure) {
            try Driver.run(&program, on: &host, outcome: &ending.outcome, eventsMax: Runner.eventsMax)
        } catch  where error.code == .stalled {
            program.stall(error.message, at: host.now)
        } catch {
            _ = try? host.sweep()
            throw error
        }
        ending.leftovers = try host.sweep()
        return ending
    }
}
