import Glibc

/// Reads files and folders below `/proc/PID` into one buffer that is used again and again.
///
/// A process may end between any two calls: everything that can't be read is `nil`, never an error (fault 75).
final class ProcessFiles {
    /// The first size of the buffer, in bytes.
    private static let bufferBytes = 16 * 1024
    /// The most bytes read of one file: the largest environment that execve(2) takes by default.
    static let fileBytesMax = 2 * 1024 * 1024
    /// Room for the longest path below `/proc`, in bytes.
    private static let pathBytesMax = 128

    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 16)
    private let path = UnsafeMutablePointer<CChar>.allocate(capacity: pathBytesMax)

    deinit {
        buffer.deallocate()
        path.deallocate()
    }

    /// A file's bytes, valid until the next call.
    func read(_ pid: Int32, _ name: StaticString) -> UnsafeRawBufferPointer? {
        makePath(pid, name)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var count = 0
        while true {
            if count == buffer.count {
                guard count < Self.fileBytesMax else { break }
                grow(keeping: count)
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            guard let part = try? SystemCalls.read(descriptor, into: room) else { return nil }
            if part == 0 { break }
            count += part
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }

    /// What `/proc/PID/stat` says; `nil`: there is no such process.
    func status(_ pid: Int32) -> ProcessStatus? {
        read(pid, "stat").flatMap { ProcessStatus(pid: pid, bytes: $0) }
    }

    /// Whether the process is ours: of our effective user.
    func isOurs(_ pid: Int32) -> Bool {
        makePath(pid, "")
        var status = stat()
        return stat(path, &status) == 0 && status.st_uid == geteuid()
    }

    /// How many descriptors a process has open; `nil`: that is not for us to know.
    func descriptors(_ pid: Int32) -> Int? {
        makePath(pid, "fd")
        var status = stat()
        // Since Linux 6.2 the folder's size is the count; before, it is 0 and the names have to be counted.
        if stat(path, &status) == 0, status.st_size > 0 { return Int(status.st_size) }
        var count = 0
        return forEachNumber { _ in count += 1 } ? count : nil
    }

    /// Calls a body with the number of every process there is.
    func forEachProcess(_ body: (Int32) -> Void) {
        path.update(from: "/proc", count: 6)
        _ = forEachNumber(body)
    }

    /// The children of a process, of all its threads.
    func children(of pid: Int32, threads: Int, _ body: (Int32) -> Void) {
        guard threads > 1 else { return readChildren(pid, thread: pid, body) }
        var all: [Int32] = []
        makePath(pid, "task")
        _ = forEachNumber { all.append($0) }
        for thread in all { readChildren(pid, thread: thread, body) }
    }

    /// Whether this kernel lists the children of a thread (CONFIG_PROC_CHILDREN).
    static let hasChildrenFiles: Bool = {
        let pid = getpid()
        return access("/proc/\(pid)/task/\(pid)/children", R_OK) == 0
    }()

    private func readChildren(_ pid: Int32, thread: Int32, _ body: (Int32) -> Void) {
        makePath(pid, "task/")
        append(Int(thread))
        append("/children")
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard let count = try? SystemCalls.read(descriptor, into: buffer) else { return }
        var scanner = NumberScanner(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        while let child = scanner.next() { body(Int32(truncatingIfNeeded: child)) }
    }

    /// Calls a body for each entry of the folder at `path` whose name is a number; whether the folder can be read.
    private func forEachNumber(_ body: (Int32) -> Void) -> Bool {
        guard let folder = opendir(path) else { return false }
        defer { closedir(folder) }
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
        while let entry = readdir(folder) {
            let name = UnsafeRawPointer(entry) + offset
            let first = name.load(as: UInt8.self)
            guard first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else { continue }
            body(atoi(name.assumingMemoryBound(to: CChar.self)))
        }
        return true
    }

    private func grow(keeping count: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * buffer.count, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        buffer.deallocate()
        buffer = larger
    }

    private func makePath(_ pid: Int32, _ name: StaticString) {
        path[0] = 0
        append("/proc/")
        append(Int(pid))
        append("/")
        append(name)
    }

    private func append(_ text: StaticString) {
        strncat(
            path, UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self),
            Self.pathBytesMax - 1 - strlen(path))
    }

    private func append(_ number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        var end = Int(strlen(path))
        while divisor > 0 {
            path[end] = CChar(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
            end += 1
        }
        path[end] = 0
    }
}
