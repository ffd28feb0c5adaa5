import Glibc

/// A file that appears whole or not at all: written beside its place, then renamed.
///
/// The folder is held open, so a change of the working directory on the way does no harm.
final class ReportFile {
    /// The path as it was given, for messages.
    let path: String
    /// What the report's bytes go to.
    let sink: ByteSink
    private let folder: Int32
    private let name: String
    private let temporaryName: String
    private let earlierMode: mode_t?
    private var isPlaced = false

    /// Opens a temporary file beside the path, which must be free or a regular file's.
    init(path: String) throws(ReportError) {
        let (parent, name) = try Self.split(path)
        let folder = open(parent, Self.pathOnly | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            throw ReportError(
                .noFolder, path: path, errno: errno,
                advice: "Make the folder \(ReportError.shown(parent)) first, or give another path.")
        }
        do {
            earlierMode = try Self.checkTarget(name, in: folder, path: path)
            let (descriptor, temporaryName) = try Self.makeTemporary(in: folder, path: path)
            sink = ByteSink(descriptor: descriptor)
            self.temporaryName = temporaryName
        } catch {
            close(folder)
            throw error
        }
        self.path = path
        self.name = name
        self.folder = folder
    }

    deinit {
        if !isPlaced { unlinkat(folder, temporaryName, 0) }
        close(folder)
    }

    /// A file without a name in the same folder, for parts that come before the end of others; gone when closed.
    func makeSpool() throws(ReportError) -> ByteSink {
        let (descriptor, name) = try Self.makeTemporary(in: folder, path: path)
        unlinkat(folder, name, 0)
        return ByteSink(descriptor: descriptor)
    }

    /// Brings all bytes to the disk and puts the file in its place, with the rights of the one that it replaces.
    func place() throws(ReportError) {
        guard earlierMode.map({ sink.setMode($0) }) ?? true, sink.synchronise() else {
            throw .writing(path: path, errno: sink.failure)
        }
        guard renameat(folder, temporaryName, folder, name) == 0 else {
            throw ReportError(
                .cannotCreate, path: path, errno: errno,
                advice: "What stands at this path now can't be replaced; give another path.")
        }
        isPlaced = true
    }

    /// `O_PATH`, which Swift's Glibc hides: a folder may be written although it can't be listed.
    ///
    /// Source: Linux, include/uapi/asm-generic/fcntl.h.
    private static let pathOnly: Int32 = 0o10_000_000

    private static func split(_ path: String) throws(ReportError) -> (parent: String, name: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.last != UInt8(ascii: "/"), !bytes.contains(0) else {
            throw ReportError(.badPath, path: path, detail: "give the name of a file, as in reports/junit.xml.")
        }
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let parent = String(decoding: bytes[...slash], as: UTF8.self)
        return (parent, String(decoding: bytes[(slash + 1)...], as: UTF8.self))
    }

    /// The rights of the regular file at the place; `nil` where nothing stands.
    private static func checkTarget(
        _ name: String, in folder: Int32, path: String
    ) throws(ReportError) -> mode_t? {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw ReportError(.cannotCreate, path: path, errno: errno, advice: "Give another path.")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ReportError(
                .notRegularFile, path: path,
                detail: "\(kind(of: status.st_mode)) stands there. Remove it, or give the path of a plain file.")
        }
        return status.st_mode & 0o777
    }

    private static func kind(of mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFLNK: "a symbolic link, which is never followed,"
        case S_IFDIR: "a folder"
        case S_IFIFO: "a FIFO"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "something else"
        }
    }

    private static func makeTemporary(
        in folder: Int32, path: String
    ) throws(ReportError) -> (descriptor: Int32, name: String) {
        // Short whatever the report's name is, since names have a limit of 255 bytes.
        for attempt in 0..<ReportLimits.temporaryNamesMax {
            let name = ".understudy-report-\(getpid())-\(attempt).tmp"
            let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = openat(folder, name, flags, 0o666)
            if descriptor >= 0 { return (descriptor, name) }
            if errno != EEXIST { break }
        }
        throw ReportError(
            .cannotCreate, path: path, errno: errno,
            advice: "A temporary file can't be made beside it; give a path in a folder that you may write.")
    }
}
