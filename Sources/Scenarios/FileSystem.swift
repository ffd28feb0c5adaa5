import Glibc
public import Player

/// The few calls on real files that scenarios need, with errors that name the path.
public enum FileSystem {
    /// The largest file that is read whole, in bytes.
    public static let fileBytesMax = 1 << 31

    /// What stands at a path.
    public enum Kind: Sendable, Hashable {
        /// A file with content.
        case file
        /// A folder.
        case folder
        /// A device, socket or pipe.
        case other
    }

    /// What stands at a path; `nil`: nothing. The corresponding C function is stat(2).
    public static func kind(of path: String) -> Kind? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// Reads a whole regular file.
    ///
    /// - Parameter limit: the largest file that is read, in bytes.
    /// - Throws: `FileFailure` with the path and the system's reason.
    public static func read(_ path: String, limit: Int = fileBytesMax) throws(FileFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw FileFailure(path: path, reason: isFolder ? "Is a directory" : "Not a regular file")
        }
        guard status.st_size <= limit else {
            throw FileFailure(path: path, reason: "the file has \(status.st_size) bytes; the limit is \(limit)")
        }
        return try readAll(descriptor, path: path, sizeHint: Int(status.st_size))
    }

    private static func readAll(_ descriptor: Int32, path: String, sizeHint: Int) throws(FileFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sizeHint + 1)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The names in a folder, sorted; `nil` where there is no folder. The corresponding C function is readdir(3).
    public static func list(_ folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The absolute path of a file or folder, without links; `nil` where there is none.
    public static func absolute(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Where this process was started.
    public static var workingDirectory: String { absolute(".") ?? "/" }

    /// Writes a new private file (mode 0600).
    ///
    /// - Throws: `FileFailure` with the path and the system's reason.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a folder of this run's own (mode 0700). The corresponding C function is mkdtemp(3).
    ///
    /// - Throws: `FileFailure` with the path and the system's reason.
    static func makeTemporaryFolder() throws(FileFailure) -> String {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/understudy-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw failure(parent) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Makes a folder (mode 0700).
    ///
    /// - Throws: `FileFailure` with the path and the system's reason.
    static func makeFolder(_ path: String) throws(FileFailure) {
        guard mkdir(path, 0o700) == 0 else { throw failure(path) }
    }

    /// Removes a folder with all that is in it; never follows a link.
    static func removeTree(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in list(path) ?? [] { removeTree("\(path)/\(name)") }
        rmdir(path)
    }

    private static func failure(_ path: String) -> FileFailure {
        FileFailure(path: path, reason: String(cString: strerror(errno)))
    }
}

extension FileSystem {
    /// Makes a folder for the counters of calls (mode 0700); whoever asked for it removes it.
    ///
    /// - Throws: `FileFailure` with the path and the system's reason.
    public static func makeStateFolder() throws(FileFailure) -> String { try makeTemporaryFolder() }
}

extension FileSystem {
    /// Makes a folder for recordings and those above it, and looks whether files can be made in it.
    ///
    /// - Throws: `FileFailure` with the path and the system's reason.
    public static func makeRecordFolder(_ path: String) throws(FileFailure) {
        try makeFolders(path)
        guard kind(of: path) == .folder else { throw FileFailure(path: path, reason: "Not a directory") }
        guard access(path, W_OK | X_OK) == 0 else { throw failure(path) }
    }

    /// Makes a folder and those above it (mode 0700); one that is there already is kept.
    ///
    /// - Throws: `FileFailure` with the path and the system's reason.
    public static func makeFolders(_ path: String) throws(FileFailure) {
        if kind(of: path) == .folder { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try makeFolders(String(path[..<slash])) }
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw FileFailure(path: path, reason: String(cString: strerror(errno)))
        }
    }
}
