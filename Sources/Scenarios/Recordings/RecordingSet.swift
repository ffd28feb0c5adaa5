import Glibc
import Player
public import Recording

/// The recordings that a path names: one file, a folder of them, or a pack. Every command reads through this.
///
/// ```swift
/// let set = try RecordingSet("sessions.casts")
/// for entry in set.entries {
///     var input = try set.open(entry)
///     while let event = try input.next() { … }     // in flat memory
/// }
/// ```
public struct RecordingSet: Sendable {
    /// What stands at the path.
    public enum Kind: Sendable, Hashable {
        /// One recording.
        case file
        /// A folder of recordings.
        case folder
        /// A folder of recordings in one file.
        case pack
    }

    /// One of the recordings.
    public struct Entry: Sendable, Hashable {
        /// Its name in the folder or pack; of a single file, its path.
        public let name: String
        /// How messages call it.
        public let title: String
        /// The process, as `main.cast` calls it; `nil` for a single file.
        public let process: String?
        let path: String
        let offset: Int
        /// How large it is, in bytes.
        public let bytes: Int
    }

    /// The path, as it was given.
    public let path: String
    /// What stands there.
    public let kind: Kind
    /// The recordings: `main.cast` first, the others by name; in a pack, in its order.
    public let entries: [Entry]

    /// Looks at a path; of a pack only the headers are read.
    ///
    /// - Throws: `RecordingFailure` where there is nothing, or a folder without recordings, or a damaged pack.
    public init(_ path: String) throws(RecordingFailure) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        if FileSystem.kind(of: path) == .folder {
            kind = .folder
            entries = try Self.folder(path)
            return
        }
        let file = try FileRegion(path)
        let start = try file.read(at: 0, count: PackTable.windowBytes)
        if PackReader.isPack(start) {
            kind = .pack
            entries = try Self.pack(file, path)
        } else {
            kind = .file
            entries = [Entry(name: path, title: path, process: nil, path: path, offset: 0, bytes: file.size)]
        }
    }

    /// Whether the path names one recording.
    public var isSingle: Bool { kind == .file }

    /// The recording of a process; `nil` where there is none.
    public func entry(process: String) -> Entry? { entries.first { $0.process == process } }

    /// Opens one of the recordings, to be read in flat memory.
    public func open(_ entry: Entry) throws(RecordingFailure) -> RecordingInput {
        RecordingInput(try FileRegion(entry.path, offset: entry.offset, count: entry.bytes), title: entry.title)
    }

    /// Reads one of the recordings whole.
    public func read(_ entry: Entry) throws(RecordingFailure) -> Recording {
        var input = try open(entry)
        var events: [RecordedEvent] = []
        while let event = try input.next() { events.append(event) }
        return Recording(
            header: input.reader.header ?? RecordingHeader(), events: events, comments: input.reader.comments,
            isComplete: input.reader.isComplete, warnings: input.reader.warnings)
    }

    private static func folder(_ path: String) throws(RecordingFailure) -> [Entry] {
        var entries: [Entry] = []
        for name in FileSystem.list(path) ?? [] where name.hasSuffix(PackName.suffix) {
            let file = "\(path)/\(name)"
            let process = String(name.dropLast(PackName.suffix.count))
            let size = try FileRegion(file).size
            entries.append(Entry(name: name, title: file, process: process, path: file, offset: 0, bytes: size))
        }
        guard !entries.isEmpty else {
            throw RecordingFailure(file: path, .refused("no recording (.cast) in this folder"))
        }
        return entries.filter { $0.name == PackName.main } + entries.filter { $0.name != PackName.main }
    }

    private static func pack(_ file: borrowing FileRegion, _ path: String) throws(RecordingFailure) -> [Entry] {
        var table = PackTable(size: file.size)
        while let position = table.position {
            let window = try file.read(at: position, count: PackTable.windowBytes)
            do throws(PackError) { try table.take(window) } catch { throw RecordingFailure(file: path, .pack(error)) }
        }
        return table.entries.map { entry in
            Entry(
                name: entry.name.text, title: "\(path):\(entry.name)", process: entry.name.process, path: path,
                offset: entry.offset, bytes: entry.bytes)
        }
    }
}
