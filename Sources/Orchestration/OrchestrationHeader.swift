public import Hosting
public import Recording
import Text

extension Engine {
    /// The version that recordings name: it changes whenever the engine's behaviour does.
    public static let version = "0.1.0"

    /// The header of `main.cast`: all that is needed to make the engine of a recorded orchestration again.
    public static func recordingHeader(
        configuration: Configuration, launcher: Launcher, seed: UInt64?, provenance: RecordingProvenance
    ) -> RecordingHeader {
        var details = RecordingDetails(streams: .pipes, provenance: provenance)
        details.process = RecordedOrchestration.mainName
        details.configuration = .object(configuration.json)
        details.engine = version
        details.seed = seed
        details.launcher = launcher.json
        var header = RecordingHeader()
        header.understudy = details
        return header
    }
}

extension Launcher {
    /// What of a launcher is the same on every machine.
    var json: JSONObject {
        var json = JSONObject()
        json["executable"] = .string(LaunchFacts.lastPart(executable))
        json["environment"] = .array(environment.map { .string($0.name) })
        json["cwd"] = workingDirectory.map { .string(LaunchFacts.lastPart($0)) }
        switch instructions {
        case .text(let text): json["instructions"] = ["text": .string(text)]
        case .file(let path): json["instructions"] = ["file": .string(path)]
        case nil: break
        }
        return json
    }

    /// The launcher that the header of a recorded orchestration states; its variables have no values.
    ///
    /// - Throws: `OrchestrationProblem` where it states none.
    public init(_ header: RecordingHeader) throws(OrchestrationProblem) {
        guard let json = header.understudy?.launcher, let executable = json["executable"]?.string,
            let names = json["environment"]?.array
        else { throw OrchestrationProblem("the header has no `launcher` with an `executable` and an `environment`") }
        self.init(
            executable: executable, environment: names.map { EnvironmentVariable($0.string ?? "", "") },
            workingDirectory: json["cwd"]?.string)
        if let text = json["instructions"]?["text"]?.string { instructions = .text(text) }
        if let path = json["instructions"]?["file"]?.string { instructions = .file(path) }
    }
}
