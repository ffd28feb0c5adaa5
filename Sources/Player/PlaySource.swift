import ClaudeProtocol
import Recording
import Text

/// What `UNDERSTUDY_PLAY` names, read.
enum PlaySource {
    /// Each prompt is its own answer.
    case echo
    /// A script and the folder that its recordings are in.
    case script(Script, folder: String)
    /// One recording, which plays whatever is called.
    case recording(Recording)
    /// Recordings, of which the call chooses one.
    case folder([RecordedCall], path: String)

    /// Reads what is named; of the recordings in a folder only their headers.
    ///
    /// - Parameter mode: where calls are recorded only a folder will do, and it need not be there.
    /// - Throws: `EarlyExit` with status 2, the file, the place and the reason.
    init(_ play: String, mode: CallMode, files: inout any FileStore) throws(EarlyExit) {
        if let names = files.list(play) {
            self = try Self.folder(play, names: names, mode: mode, files: &files)
        } else if mode.records {
            guard play != "echo", !Self.isScript(play), files.modified(play) == nil else {
                throw PlayerSettings.misuse(
                    "UNDERSTUDY_MODE=\(mode.rawValue) records into a folder: UNDERSTUDY_PLAY=\(play) is none")
            }
            self = .folder([], path: play)
        } else if play == "echo" {
            self = .echo
        } else if Self.isScript(play) {
            self = .script(try Self.script(play, files: &files), folder: Self.folder(of: play))
        } else {
            let bytes = try Self.bytes(play, files: &files)
            if PackReader.isPack(bytes) {
                self = .folder(try Self.pack(play, bytes), path: play)
            } else {
                self = .recording(try Self.recording(play, bytes))
            }
        }
    }

    private static func isScript(_ path: String) -> Bool {
        [".json", ".yaml", ".yml"].contains { path.hasSuffix($0) }
    }

    private static func folder(
        _ path: String, names: [String], mode: CallMode, files: inout any FileStore
    ) throws(EarlyExit) -> PlaySource {
        var calls: [RecordedCall] = []
        for name in names where name.hasSuffix(".cast") {
            if let call = try RecordedCall(name, in: path, files: &files) { calls.append(call) }
        }
        if calls.isEmpty, !mode.records {
            throw PlayerSettings.misuse("\(path): no recording (.cast) in this folder")
        }
        return .folder(calls, path: path)
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
        try reel(path, files: &files).recording
    }

    /// Reads one recording, or takes it from the shelf.
    static func reel(_ path: String, files: inout any FileStore) throws(EarlyExit) -> RecordingReel {
        let bytes = try bytes(path, files: &files)
        do throws(RecordingError) {
            if let shelf = files.shelf { return try shelf.reel(path, bytes) }
            return RecordingReel(try RecordingReader.read(bytes))
        } catch {
            throw PlayerSettings.misuse(error.message(file: path))
        }
    }

    private static func bytes(_ path: String, files: inout any FileStore) throws(EarlyExit) -> [UInt8] {
        do { return try files.read(path) } catch { throw PlayerSettings.misuse("\(error)") }
    }

    private static func recording(_ path: String, _ bytes: [UInt8]) throws(EarlyExit) -> Recording {
        do { return try RecordingReader.read(bytes) } catch {
            throw PlayerSettings.misuse(error.message(file: path))
        }
    }

    /// The recordings of processes in a pack.
    private static func pack(_ path: String, _ bytes: [UInt8]) throws(EarlyExit) -> [RecordedCall] {
        let files: [(name: PackName, bytes: [UInt8])]
        do { files = try RecordingPack.files(of: bytes) } catch { throw PlayerSettings.misuse("\(path): \(error)") }
        var recordings: [RecordedCall] = []
        for file in files where file.name.text != PackName.main {
            let recording = try recording("\(path):\(file.name)", file.bytes)
            recordings.append(RecordedCall(name: file.name.text, recording: recording))
        }
        if recordings.isEmpty { throw PlayerSettings.misuse("\(path): no recording of a process in this pack") }
        return recordings
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
