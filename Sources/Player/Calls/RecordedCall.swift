import ClaudeProtocol
import Recording
import Text

/// A recording of a folder, known by its header: the rest is read when the call fits.
struct RecordedCall: Sendable {
    /// The file's name in its folder.
    let name: String
    let header: RecordingHeader
    /// The recording itself, where it is part of a file that was read whole.
    private var whole: Recording?

    /// How much of a file is read for its header at first, in bytes.
    static let headerBytesUsual = 16 << 10

    /// The arguments of the recorded call.
    var arguments: [String] { Array((header.understudy?.argv ?? []).dropFirst()) }

    /// Whether it was recorded on a terminal.
    var isTerminal: Bool { header.understudy?.streams != .pipes }

    /// A recording of a pack.
    init(name: String, recording: Recording) {
        self.name = name
        header = recording.header
        whole = recording
    }

    /// The recording.
    ///
    /// - Throws: `EarlyExit` with status 2, the file, the place and the reason.
    func recording(in folder: String, files: inout any FileStore) throws(EarlyExit) -> Recording {
        if let whole { return whole }
        return try PlaySource.recording("\(folder)/\(name)", files: &files)
    }

    /// Reads the header of a file.
    ///
    /// - Returns: `nil` for an empty file: somebody is about to record into it.
    /// - Throws: `EarlyExit` with status 2, the file, the place and the reason.
    init?(_ name: String, in folder: String, files: inout any FileStore) throws(EarlyExit) {
        let path = "\(folder)/\(name)"
        let start: [UInt8]
        do { start = try files.readStart(path, bytes: Self.headerBytesUsual) } catch {
            throw PlayerSettings.misuse("\(error)")
        }
        if start.isEmpty { return nil }
        self.name = name
        var reader = RecordingReader()
        reader.feed(start)
        // Only the header matters here: what is wrong behind it shows when the recording plays.
        _ = try? reader.next()
        if let short = reader.header {
            header = short
        } else {
            // A header may be longer than that, or be the whole file (version 1).
            header = try PlaySource.recording(path, files: &files).header
        }
    }
}
