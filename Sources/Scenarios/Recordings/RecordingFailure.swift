public import Player
public import Recording

/// Why what a path names can't be read as recordings: one type for files, recordings and packs.
public struct RecordingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong beneath.
    public enum Cause: Sendable, Hashable {
        /// The file itself can't be read: the system's reason.
        case file(FileFailure)
        /// A new file can't be made or written: the system's reason.
        case target(String)
        /// It is no whole recording.
        case recording(RecordingError)
        /// It is no whole pack.
        case pack(PackError)
        /// The path names something that can't be taken for recordings: what, and what to do.
        case refused(String)
    }

    /// The file, as a person would name it: for a recording in a pack, `PACK:NAME`.
    public let file: String
    /// What was wrong.
    public let cause: Cause

    /// A failure about a file.
    public init(file: String, _ cause: Cause) {
        self.file = file
        self.cause = cause
    }

    /// `FILE:LINE:COLUMN: what, and what to do`.
    public var description: String {
        switch cause {
        case .file(let failure): "\(file): can't be read: \(failure.reason)"
        case .target(let reason): "\(file): can't be written: \(reason)"
        case .recording(let error): error.message(file: file)
        case .pack(let error): "\(file): \(error.reason) (byte \(error.byte))"
        case .refused(let reason): "\(file): \(reason)"
        }
    }
}
