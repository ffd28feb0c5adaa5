import Glibc
import Recording

/// Makes one file of a folder of recordings, and a folder of the file again, in flat memory.
public enum RecordingPacking {
    /// How much is read at a time, in bytes.
    private static let readBytes = 1 << 18

    /// What was packed or unpacked.
    public struct Outcome: Sendable, Hashable {
        /// How many recordings.
        public var files = 0
        /// How many bytes they have together.
        public var bytes = 0
    }

    /// Packs the recordings of a folder into a new file.
    ///
    /// - Throws: `RecordingFailure` for a folder that holds something else, which would be lost, or a name that
    ///   could not be unpacked.
    public static func pack(_ folder: String, into target: String) throws(RecordingFailure) -> Outcome {
        let names = try names(in: folder)
        var file = try NewFile(target)
        var writer = PackWriter(files: names.count)
        var outcome = Outcome()
        try file.write(try packed(target) { () throws(PackError) in try writer.start() })
        for name in names {
            outcome.bytes += try add(name, of: folder, to: &file, &writer)
            outcome.files += 1
        }
        try file.write(try packed(target) { () throws(PackError) in try writer.finish() })
        try file.finish()
        return outcome
    }

    /// Unpacks a pack into a new folder, which is gone again where the pack turns out to be damaged.
    ///
    /// - Throws: `RecordingFailure` with the byte of what can't be trusted.
    public static func unpack(_ source: String, into folder: String) throws(RecordingFailure) -> Outcome {
        let file = try FileRegion(source)
        guard mkdir(folder, 0o700) == 0 else {
            throw RecordingFailure(file: folder, .target(String(cString: strerror(errno))))
        }
        do throws(RecordingFailure) { return try unpack(file, source, into: folder) } catch {
            FileSystem.removeTree(folder)
            throw error
        }
    }

    private static func unpack(
        _ file: borrowing FileRegion, _ source: String, into folder: String
    ) throws(RecordingFailure) -> Outcome {
        var reader = PackReader()
        var outcome = Outcome()
        var target: NewFile?
        var position = 0
        while true {
            let bytes = try file.read(at: position, count: readBytes)
            position += bytes.count
            reader.feed(bytes)
            while let piece = try packed(source, { () throws(PackError) in try reader.next() }) {
                switch piece {
                case .begin(let name, let bytes, _):
                    target = try NewFile("\(folder)/\(name)")
                    outcome.files += 1
                    outcome.bytes += bytes
                case .content(let bytes): try target?.write(bytes)
                case .end: try target.take()?.finished()
                }
            }
            if bytes.isEmpty { break }
        }
        try packed(source) { () throws(PackError) in try reader.finish() }
        return outcome
    }

    private static func add(
        _ name: PackName, of folder: String, to file: inout NewFile, _ writer: inout PackWriter
    ) throws(RecordingFailure) -> Int {
        let path = "\(folder)/\(name)"
        let source = try FileRegion(path)
        let hash = try hash(of: source)
        try file.write(
            try packed(path) { () throws(PackError) in try writer.begin(name, bytes: source.size, hash: hash) })
        var position = 0
        while position < source.size {
            let bytes = try source.read(at: position, count: readBytes)
            guard !bytes.isEmpty else { break }
            try packed(path) { () throws(PackError) in try writer.take(bytes) }
            try file.write(bytes)
            position += bytes.count
        }
        try file.write(try packed(path) { () throws(PackError) in try writer.end() })
        return source.size
    }

    private static func hash(of file: borrowing FileRegion) throws(RecordingFailure) -> String {
        var hash = SHA256()
        var position = 0
        while position < file.size {
            let bytes = try file.read(at: position, count: readBytes)
            guard !bytes.isEmpty else { break }
            hash.update(bytes)
            position += bytes.count
        }
        return hash.text
    }

    /// The names to pack, `main.cast` first; hidden files stay behind.
    private static func names(in folder: String) throws(RecordingFailure) -> [PackName] {
        guard let all = FileSystem.list(folder) else {
            throw RecordingFailure(file: folder, .refused("this is no folder of recordings"))
        }
        var names: [PackName] = []
        for text in all where !text.hasPrefix(".") {
            guard let name = PackName(text) else {
                let reason =
                    "\"\(text)\" can't be packed: a pack holds recordings whose names are letters, digits, . _ - and "
                    + ".cast at the end, \(PackName.bytesMax) bytes at most; rename or move it"
                throw RecordingFailure(file: folder, .refused(reason))
            }
            var status = stat()
            guard lstat("\(folder)/\(text)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                throw RecordingFailure(file: "\(folder)/\(text)", .refused("not a regular file; a pack holds no links"))
            }
            names.append(name)
        }
        guard !names.isEmpty else {
            throw RecordingFailure(file: folder, .refused("no recording (.cast) in this folder"))
        }
        return names.filter { $0.text == PackName.main } + names.filter { $0.text != PackName.main }
    }

    private static func packed<Value>(
        _ file: String, _ body: () throws(PackError) -> Value
    ) throws(RecordingFailure) -> Value {
        do throws(PackError) { return try body() } catch { throw RecordingFailure(file: file, .pack(error)) }
    }
}
