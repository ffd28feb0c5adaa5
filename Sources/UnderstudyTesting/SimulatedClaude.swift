import Player
import Scenarios

/// What the `claude` of a test plays.
public struct SimulatedClaude: Sendable {
    /// A file of the virtual file system.
    struct File: Sendable {
        let path: String
        let bytes: [UInt8]
    }

    let play: String
    let files: [File]

    /// Each prompt is its own answer.
    public static let echo = SimulatedClaude(play: "echo", files: [])

    /// Follows a script (JSON; see the article on the fake `claude`).
    ///
    /// - Parameters:
    ///   - json: the script.
    ///   - recordings: what its `play:` names, by file name.
    public static func script(_ json: String, recordings: [String: [UInt8]] = [:]) -> SimulatedClaude {
        let others = recordings.sorted { $0.key < $1.key }.map { File(path: "\(folder)/\($0.key)", bytes: $0.value) }
        return SimulatedClaude(
            play: "\(folder)/script.json",
            files: [File(path: "\(folder)/script.json", bytes: Array(json.utf8))] + others)
    }

    /// Plays one recording, whatever it is asked.
    public static func recording(_ cast: [UInt8]) -> SimulatedClaude {
        SimulatedClaude(play: "\(folder)/recording.cast", files: [File(path: "\(folder)/recording.cast", bytes: cast)])
    }

    /// Plays one recording of the real file system.
    ///
    /// - Throws: an error with the path and the reason.
    public static func recording(at path: String) throws -> SimulatedClaude {
        recording(try FileSystem.read(path))
    }

    private static let folder = "/understudy"
}
