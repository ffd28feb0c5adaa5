/// The files that a player reads and writes: a real folder in the fake, a table in a simulation.
public protocol FileStore {
    /// Where recordings are kept once they were read; `nil`: each process reads its own.
    var shelf: RecordingShelf? { get }

    /// The whole file.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func read(_ path: String) throws(FileFailure) -> [UInt8]

    /// The start of a file, or all of it where it has no more bytes than these.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func readStart(_ path: String, bytes: Int) throws(FileFailure) -> [UInt8]

    /// The names in a folder, sorted; `nil` where the path is no folder.
    mutating func list(_ folder: String) -> [String]?

    /// When a file was last written, in milliseconds since 1970; `nil` where there is none.
    mutating func modified(_ path: String) -> Int64?

    /// A private folder, made when it is first asked for and removed with its content at the end of the process.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func temporaryFolder() throws(FileFailure) -> String

    /// Adds one to the counter of calls in a state folder, under a lock, and returns its new value, from 1.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func nextCall(in stateFolder: String) throws(FileFailure) -> Int

    /// Appends bytes to a file with one write(2), making the file (0600) and its folders (0700) where needed; a symbolic
    /// link is not followed.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func append(_ bytes: [UInt8], to path: String) throws(FileFailure)

    /// The JSON of a script that is written in YAML; a host that can't translate says so.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func translate(_ path: String) throws(FileFailure) -> [UInt8]
}

extension FileStore {
    /// No shelf: a real process plays one recording and ends.
    public var shelf: RecordingShelf? { nil }

    /// Reads the whole file.
    public mutating func readStart(_ path: String, bytes: Int) throws(FileFailure) -> [UInt8] {
        Array(try read(path).prefix(bytes))
    }

    /// Refuses: most hosts are handed JSON.
    public mutating func translate(_ path: String) throws(FileFailure) -> [UInt8] {
        throw FileFailure(
            path: path, reason: "a YAML script can't be translated here; give the JSON that it stands for")
    }
}

/// Why a file could not be read or written.
public struct FileFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path as it was asked for.
    public let path: String
    /// The reason, in the system's words: `No such file or directory`.
    public let reason: String

    /// A failure at a path.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// `PATH: REASON`.
    public var description: String { "\(path): \(reason)" }
}
