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
        /// The faults that have happened to simulated children.
        var faults: Set<String> = []
        /// Why a recording is not whole; the run itself is not to blame.
        var recordingFailure: String?
    }

    /// Where the recordings of a run go, and what they say of it.
    struct Recording {
        let folder: String
        let configuration: Configuration
        let launcher: Launcher
        let seed: UInt64
        var kind = RecordingProvenance.Kind.synthetic
        /// What must not reach the recordings.
        let redaction: RedactionRules
    }

    /// Runs a program to its end and sweeps behind it.
    ///
    /// - Parameter diary: where what happens is noted, unless it is recorded.
    /// - Throws: `HostFailure` where the host is broken; a session that hangs is the program's failure.
    static func run<Program: StallingProgram, H: Host & ~Copyable>(
        _ program: inout Program, on host: consuming H, eventsMax: Int = Runner.eventsMax,
        diary: RunDiary? = nil,
        recording: @autoclosure () -> Recording?
    ) throws(HostFailure) -> Ending {
        guard let recording = recording() else {
            guard let diary else { return try run(&program, on: &host, eventsMax) }
            var observed = DiaryHost(host, diary: diary)
            return try run(&program, on: &observed, eventsMax)
        }
        let folder: OrchestrationFolder
        do throws(FileFailure) { folder = try OrchestrationFolder(recording.folder) } catch {
            throw HostFailure(.systemCall, "can't make the folder for recordings: \(error)")
        }
        let provenance = RecordingProvenance(recording.kind, cli: "claude", recorderVersion: recorderVersion)
        let header = Engine.recordingHeader(
            configuration: recording.configuration, launcher: recording.launcher, seed: recording.seed,
            provenance: provenance)
        var recorder = RecordingHost(
            host, sink: FolderSink(folder: folder.path), provenance: provenance, orchestration: header,
            redaction: recording.redaction)
        var ending = try run(&program, on: &recorder, eventsMax)
        ending.recordingFailure = recorder.sink.failure
        do throws(FileFailure) { try folder.finish() } catch {
            ending.recordingFailure = ending.recordingFailure ?? "\(error)"
        }
        return ending
    }

    /// The version that recordings name.
    static let recorderVersion = "understudy 0.1.0"

    private static func run<Program: StallingProgram, H: Host & ~Copyable>(
        _ program: inout Program, on host: inout H, _ eventsMax: Int
    ) throws(HostFailure) -> Ending {
        var ending = Ending()
        do throws(HostFailure) {
            try Driver.run(&program, on: &host, outcome: &ending.outcome, eventsMax: eventsMax)
        } catch  where error.code == .stalled || (error.code == .limit && eventsMax < Runner.eventsMax) {
            // Who sets a limit of its own wants to hear of sessions that never rest.
            program.stall(error.message, at: host.now)
        } catch {
            _ = try? host.sweep()
            throw error
        }
        ending.leftovers = try host.sweep()
        return ending
    }
}
