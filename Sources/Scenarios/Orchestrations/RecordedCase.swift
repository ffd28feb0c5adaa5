import Determinism
public import Hosting
public import Orchestration
import Player
import Recording
import Text

/// A recorded orchestration as a test case: does the engine still behave so?
public struct RecordedCase: Sendable {
    /// The path as the person named it.
    public let file: String
    /// What the engine gets and is expected to do.
    public let script: ReplayScript
    /// How the engine was configured.
    public let configuration: Configuration
    private let engine: EngineReplay
    /// The version of the engine that was recorded.
    public let engineVersion: String?
    /// The fingerprint of the recorded run.
    public let trace: String?
    /// The seed of the recorded run.
    public let seed: UInt64?
    /// What a person should know, although the recordings can be read.
    public let warnings: [String]

    /// Whether a path is that of a recorded orchestration: a folder by its name, or a pack.
    static func isOne(_ path: String) -> Bool {
        switch FileSystem.kind(of: path) {
        case .folder: path.hasSuffix(OrchestrationFolder.suffix)
        case .file: (try? RecordingSet(path).kind) == .pack
        default: false
        }
    }

    /// Reads a recorded orchestration.
    ///
    /// - Throws: `SourceError` with the file and the place of what is wrong.
    public init(_ path: String) throws(SourceError) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        file = path
        let recorded = try Self.read(path)
        let header = recorded.main.header
        do throws(OrchestrationProblem) {
            script = try ReplayScript(recorded)
        } catch {
            throw SourceError(file: path, error.description)
        }
        configuration = try Self.configuration(header, of: path)
        engine = try Self.engine(header, configuration, of: path)
        engineVersion = header.understudy?.engine
        seed = header.understudy?.seed
        trace = Self.trace(of: recorded.main)
        warnings = Self.warnings(recorded, path)
    }

    private static func read(_ path: String) throws(SourceError) -> RecordedOrchestration {
        do throws(RecordingFailure) {
            let set = try RecordingSet(path)
            var recordings: [String: Recording] = [:]
            for entry in set.entries {
                if let process = entry.process { recordings[process] = try set.read(entry) }
            }
            if let main = recordings.removeValue(forKey: RecordedOrchestration.mainName) {
                return RecordedOrchestration(main: main, processes: recordings)
            }
        } catch {
            throw SourceError(error)
        }
        throw SourceError(
            file: path, "there is no \(RecordedOrchestration.mainName).cast in it: this is no recorded orchestration")
    }

    private static func configuration(
        _ header: RecordingHeader, of path: String
    ) throws(SourceError) -> Configuration {
        let file = "\(path)/\(RecordedOrchestration.mainName).cast"
        guard let json = header.understudy?.configuration?.object else {
            throw SourceError(file: file, "the header has no `configuration`, without which no engine can be made")
        }
        do throws(ConfigurationProblem) { return try Configuration(json: json) } catch {
            throw SourceError(file: file, "the header's `configuration`: \(error)")
        }
    }

    private static func engine(
        _ header: RecordingHeader, _ configuration: Configuration, of path: String
    ) throws(SourceError) -> EngineReplay {
        let file = "\(path)/\(RecordedOrchestration.mainName).cast"
        let launcher: Launcher
        do throws(OrchestrationProblem) { launcher = try Launcher(header) } catch {
            throw SourceError(file: file, error.description)
        }
        do throws(ConfigurationProblem) {
            return try EngineReplay(configuration: configuration, launcher: launcher)
        } catch {
            throw SourceError(file: file, "the header's `configuration`: \(error)")
        }
    }

    private static func trace(of main: Recording) -> String? {
        let start = "trace "
        for event in main.events.reversed() {
            if case .note(let text) = event.content, text.hasPrefix(start) {
                return String(text.dropFirst(start.count))
            }
        }
        return nil
    }

    private static func warnings(_ recorded: RecordedOrchestration, _ path: String) -> [String] {
        var parts = recorded.processes.sorted { $0.key < $1.key }.map { (name: $0.key, recording: $0.value) }
        parts.insert((RecordedOrchestration.mainName, recorded.main), at: 0)
        var warnings = parts.flatMap { part in
            part.recording.warnings.map { "\(path)/\(part.name).cast: \($0)" }
        }
        if !recorded.main.isComplete {
            warnings.append("\(path): the recording breaks off; what is there is compared")
        }
        return warnings
    }
}

extension SourceError {
    /// Why recordings can't be read, with the place where one is broken.
    init(_ failure: RecordingFailure) {
        guard case .recording(let error) = failure.cause else {
            let start = "\(failure.file): "
            let text = failure.description
            self.init(file: failure.file, text.hasPrefix(start) ? String(text.dropFirst(start.count)) : text)
            return
        }
        let position = SourcePosition(line: error.line, column: error.column)
        self.init(file: failure.file, position: position, "\(error.reason); \(error.code.advice)")
    }
}

extension RecordedCase {
    /// Re-runs the engine on it.
    ///
    /// - Throws: `HostFailure` where the harness itself fails.
    public func reproduce() throws(HostFailure) -> EngineReplay.Verdict {
        try EngineReplay.run(script, engine: engine)
    }

    /// The case as a scenario without steps.
    var scenario: Scenario {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        var scenario = Scenario(
            file: file, name: name, tags: [], seed: seed, hosts: [.simulated], faults: nil,
            configuration: configuration, script: nil, steps: [], checks: [], always: [])
        scenario.recorded = self
        return scenario
    }
}

/// Re-runs an engine on a recorded orchestration and gives a verdict.
struct ReplayArm {
    let seed: UInt64

    func run(_ recorded: RecordedCase, _ scenario: Scenario) -> CaseResult {
        var result = CaseResult(scenario, arm: .simulated, seed: seed, status: .error)
        do throws(HostFailure) {
            let verdict = try recorded.reproduce()
            result.events = verdict.events
            result.virtualTime = verdict.end - Instant.zero
            result.trace = recorded.trace ?? ""
            result.failures = verdict.difference.map { [Failure($0)] } ?? []
            result.status = result.failures.isEmpty ? .passed : .failed
            result.reason = recorded.warnings.isEmpty ? nil : recorded.warnings.joined(separator: "; ")
        } catch {
            result.reason = "\(error)"
        }
        return result
    }
}

extension Failure {
    /// What a replay found.
    init(_ difference: ReplayDifference) {
        self.init(
            what: "reproduce", position: SourcePosition(line: 1, column: 1),
            message: "the engine behaves differently \(difference.place)",
            expected: difference.expected ?? "nothing more", actual: difference.actual ?? "nothing more")
    }
}
