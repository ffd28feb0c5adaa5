import ClaudeProtocol
import Recording
import Text

/// What `UNDERSTUDY_PLAY` names, read.
enum PlaySource {
    /// Each prompt is its own answer.
    case echo
    /// A script and the folder that its recordings are in.
    case script(Script, folder: String)
    /// Recordings, each with its file's name.
    case recordings([NamedRecording], folder: String)

    /// A recording and where it is from.
    struct NamedRecording {
        let name: String
        let recording: Recording
    }

    /// Reads what is named.
    ///
    /// - Throws: `EarlyExit` with status 2, the file, the place and the reason.
    init(_ play: String, files: inout any FileStore) throws(EarlyExit) {
        if play == "echo" {
            self = .echo
        } else if let names = files.list(play) {
            self = try Self.folder(play, names: names, files: &files)
        } else if Self.isScript(play) {
            self = .script(try Self.script(play, files: &files), folder: Self.folder(of: play))
        } else {
            let recording = try Self.recording(play, files: &files)
            self = .recordings([NamedRecording(name: play, recording: recording)], folder: "")
        }
    }

    private static func isScript(_ path: String) -> Bool {
        [".json", ".yaml", ".yml"].contains { path.hasSuffix($0) }
    }

    private static func folder(
        _ path: String, names: [String], files: inout any FileStore
    ) throws(EarlyExit) -> PlaySource {
        var recordings: [NamedRecording] = []
        for name in names where name.hasSuffix(".cast") {
            recordings.append(
                NamedRecording(name: name, recording: try recording("\(path)/\(name)", files: &files)))
        }
        if recordings.isEmpty { throw PlayerSettings.misuse("\(path): no recording (.cast) in this folder") }
        return .recordings(recordings, folder: path)
    }

    private static func script(_ path: String, files: inout any FileStore) throws(EarlyExit) -> Script {
        let isJSON = path.hasSuffix(".json")
        let bytes: [UInt8]
        do { bytes = isJSON ? try files.read(path) : try files.translate(path) } catch {
            throw PlayerSettings.misuse("\(error)")
        }
        do { return try Script(json: bytes) } catch {
            guard isJSON else { throw PlayerSettings.misuse("\(path): \(error)") }
            let place = error.byte.map { JSONPlace(byte: $0, in: bytes) } ?? JSONPlace(of: error.path, in: bytes)
            throw PlayerSettings.misuse("\(path):\(place): \(error)")
        }
    }

    /// Reads one recording.
    static func recording(_ path: String, files: inout any FileStore) throws(EarlyExit) -> Recording {
        let bytes: [UInt8]
        do { bytes = try files.read(path) } catch { throw PlayerSettings.misuse("\(error)") }
        do { return try RecordingReader.read(bytes) } catch {
            throw PlayerSettings.misuse(error.message(file: path))
        }
    }

    /// The folder that a file is in; empty for a bare name.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// A path that a script names, from the script's folder.
    static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }
}
