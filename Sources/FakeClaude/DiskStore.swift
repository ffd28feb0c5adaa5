import Determinism
import Glibc
import Player

/// The real files of a playing process.
struct DiskStore: FileStore {
    /// The longest file that is read, in bytes: recordings of hours are far below.
    static let fileBytesMax = 1 << 30

    /// The private folder of this process.
    let privateFolder: PrivateFolder

    let environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    mutating func read(_ path: String) throws(FileFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        switch status.st_mode & S_IFMT {
        case S_IFREG, S_IFIFO: break
        case S_IFDIR: throw FileFailure(path: path, reason: "Is a directory")
        default: throw FileFailure(path: path, reason: "neither a file nor a pipe")
        }
        guard let bytes = Self.readAll(descriptor, expecting: Int(status.st_size)) else { throw failure(path) }
        guard bytes.count <= Self.fileBytesMax else { throw FileFailure(path: path, reason: "larger than 1 GiB") }
        return bytes
    }

    mutating func list(_ folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    mutating func modified(_ path: String) -> Int64? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
    }

    mutating func temporaryFolder() throws(FileFailure) -> String {
        guard let path = privateFolder.make() else { throw failure("a private temporary folder") }
        return path
    }

    mutating func nextCall(in stateFolder: String) throws(FileFailure) -> Int {
        let path = stateFolder + "/calls"
        var descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0, errno == ENOENT {
            mkdir(stateFolder, 0o700)
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        }
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 { if errno != EINTR { throw failure(path) } }
        guard let bytes = Self.readAll(descriptor, expecting: 8) else { throw failure(path) }
        let digits = bytes.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let call = (Int(String(decoding: digits, as: UTF8.self)) ?? 0) + 1
        let text = Array("\(call)\n".utf8)
        guard pwrite(descriptor, text, text.count, 0) == text.count else { throw failure(path) }
        return call
    }

    mutating func append(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        var descriptor = open(path, flags, 0o600)
        if descriptor < 0, errno == ENOENT {
            Self.makeFolders(of: path)
            descriptor = open(path, flags, 0o600)
        }
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        // One writer at a time, so that what did not fit can be taken back and no line stays half.
        while flock(descriptor, LOCK_EX) != 0 { if errno != EINTR { throw failure(path) } }
        let before = lseek(descriptor, 0, SEEK_END)
        let count = write(descriptor, bytes, bytes.count)
        guard count != bytes.count else { return }
        let reason = count < 0 ? String(cString: strerror(errno)) : "no room for all of it"
        if count > 0, before >= 0 { _ = ftruncate(descriptor, before) }
        throw FileFailure(path: path, reason: reason)
    }

    /// Makes all folders that a path lies in; one that can't be made shows when the file is opened.
    private static func makeFolders(of path: String) {
        var place = path.startIndex
        while let slash = path[place...].dropFirst().firstIndex(of: "/") {
            mkdir(String(path[..<slash]), 0o700)
            place = slash
        }
    }

    mutating func translate(_ path: String) throws(FileFailure) -> [UInt8] {
        let source = try read(path)
        return try ScriptTranslation(path: path, source: source, environment: environment).json(using: &self)
    }

    private func failure(_ path: String) -> FileFailure {
        FileFailure(path: path, reason: String(cString: strerror(errno)))
    }

    /// All that a descriptor gives, but not much more than a file may have; `nil`: an error, which is in `errno`.
    static func readAll(_ descriptor: Int32, expecting size: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        while true {
            let wanted = max(4096, size - bytes.count)
            let before = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: wanted))
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + before }, wanted)
            }
            bytes.removeLast(wanted - max(count, 0))
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 || bytes.count > fileBytesMax { return bytes }
        }
    }
}
