import Glibc

/// A private file that grows by whole pieces, each with one write(2): whatever ends the writer, the file ends with a whole
/// piece or with one torn piece, and nothing before it is lost.
///
/// The file is made anew, never through a link, and locked, so that no second writer takes it (faults 52, 53). A piece
/// that can't be written whole is cut off again, and no more is written; the first reason is kept.
///
/// ```swift
/// let file = try AppendOnlyFile(path: "session.cast")
/// file.append(line)
/// file.finish()
/// if let failure = file.failure { … }
/// ```
public final class AppendOnlyFile {
    /// What happens to a file that is there already.
    public enum Existing: Sendable {
        /// It is kept, and nothing new is made.
        case refuse
        /// The new one is written beside it and takes its place when it is finished.
        case replace
    }

    /// Why the file could not be made, or is not whole.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path as it was given.
        public let path: String
        /// What happened, and what to do about it.
        public let reason: String
        /// Whether the place can't be written, be it full or read-only; else the path itself is wrong.
        public let isOfThePlace: Bool

        /// The path and the reason.
        public var description: String { "\(path): \(reason)" }
    }

    /// The path as it was given.
    public let path: String
    /// Why the file is not whole; `nil`: everything appended is in it.
    public private(set) var failure: Failure?
    /// How many bytes were appended.
    public private(set) var count = 0

    private var descriptor: Int32
    /// Up to where the kernel was asked to begin to write.
    private var begun = 0
    /// Where the bytes are until `finish`.
    private let workPath: String
    /// The file to be replaced, held open for its lock; -1 where there is none.
    private let replaced: Int32

    /// After so many bytes the kernel is asked to write them.
    private static let writingStepBytes = 4 * 1024 * 1024
    /// Names tried for a file beside the one to be replaced.
    private static let namesMax = 1_000

    /// Makes the file (mode 0600).
    ///
    /// - Throws: `Failure` where something stands at the path that may not be replaced, another writer has it, or the
    ///   system refuses.
    public init(path: String, existing: Existing = .refuse) throws(Failure) {
        self.path = path
        let standing = existing == .replace ? try Self.lockStanding(path) : -1
        replaced = standing
        do throws(Failure) {
            (descriptor, workPath) = try standing < 0 ? (Self.create(path), path) : Self.createBeside(path)
        } catch {
            Self.release(standing)
            throw error
        }
        // Nobody else knows the file yet; the lock is for those who will.
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    deinit {
        Self.release(descriptor)
        Self.release(replaced)
    }

    /// Closes a file and lifts its lock, which a child of somebody else would hold on to between its birth and its program.
    private static func release(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Appends a piece with one write(2).
    ///
    /// - Returns: whether it is in the file; once one is not, none is any more.
    @discardableResult
    public func append(_ bytes: [UInt8]) -> Bool {
        guard failure == nil, descriptor >= 0, !bytes.isEmpty else { return bytes.isEmpty && failure == nil }
        let written = bytes.withUnsafeBytes { bytes in
            while true {
                let written = write(descriptor, bytes.baseAddress, bytes.count)
                if written >= 0 || errno != EINTR { return written }
            }
        }
        if written == bytes.count {
            count += written
            startWriting()
            return true
        }
        // A short write means that the next one would fail: no room, or the limit of the file's size.
        let reason = written < 0 ? errno : Self.reasonOfShortWrite(descriptor)
        if written > 0 { _ = ftruncate(descriptor, off_t(count)) }
        failure = Self.failure(path, reason)
        return false
    }

    /// Has the kernel begin to write what is new, so that the end does not wait for all of it.
    private func startWriting() {
        guard count - begun >= Self.writingStepBytes else { return }
        SystemCalls.startWriting(descriptor, from: begun, to: count)
        begun = count
    }

    /// Brings everything to the disk and the file to its place; nothing is appended any more.
    ///
    /// Once, at the end, and not for every piece: a power cut may cost what the kernel had not written by then.
    public func finish() {
        guard descriptor >= 0 else { return }
        if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { fail(errno) }
        if workPath != path, failure == nil, rename(workPath, path) != 0 { fail(errno) }
        Self.syncFolder(of: path)
        Self.release(descriptor)
        descriptor = -1
    }

    /// Removes the file: there is nothing in it to keep.
    public func discard() {
        guard descriptor >= 0 else { return }
        unlink(workPath)
        Self.release(descriptor)
        descriptor = -1
    }

    private func fail(_ number: Int32) { failure = failure ?? Self.failure(path, number) }

    private static func create(_ path: String) throws(Failure) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
        let opened = open(path, flags, 0o600)
        if opened > STDERR_FILENO { return opened }
        guard opened >= 0 else {
            throw errno == EEXIST ? refusal(of: path) : failure(path, errno)
        }
        // Away from the standard streams, which a child's would replace.
        defer { close(opened) }
        let lifted = fcntl(opened, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
        guard lifted >= 0 else { throw failure(path, errno) }
        return lifted
    }

    private static func createBeside(_ path: String) throws(Failure) -> (Int32, String) {
        for number in 0..<namesMax {
            let name = "\(path).\(getpid())\(number == 0 ? "" : "-\(number)").part"
            let opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if opened >= 0 { return (opened, name) }
            if errno != EEXIST { throw failure(name, errno) }
        }
        throw Failure(path: path, reason: "too many unfinished files stand beside it", isOfThePlace: false)
    }

    /// Opens and locks the file to be replaced; -1 where there is none.
    private static func lockStanding(_ path: String) throws(Failure) -> Int32 {
        let opened = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard opened >= 0 else {
            if errno == ENOENT { return -1 }
            throw errno == ELOOP || errno == ENXIO ? refusal(of: path) : failure(path, errno)
        }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw refusal(of: path)
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw Failure(path: path, reason: "another recorder is writing it", isOfThePlace: false)
        }
        return opened
    }

    /// What stands at a path where a new file was to be made.
    private static func refusal(of path: String) -> Failure {
        var status = stat()
        guard lstat(path, &status) == 0 else { return failure(path, errno) }
        let reason =
            switch status.st_mode & S_IFMT {
            case S_IFREG: "there is a file already; give another name, or --overwrite to replace it"
            case S_IFLNK: "this is a symbolic link, and a recording is never written through one"
            case S_IFDIR: "this is a folder; give the name of a file"
            case S_IFIFO: "this is a named pipe, and a recording needs a file"
            case S_IFSOCK: "this is a socket, and a recording needs a file"
            default: "this is a device, and a recording needs a file"
            }
        return Failure(path: path, reason: reason, isOfThePlace: false)
    }

    private static func failure(_ path: String, _ number: Int32) -> Failure {
        let places = [EROFS, EACCES, EPERM, ENOSPC, EDQUOT, EFBIG, EIO]
        return Failure(path: path, reason: String(cString: strerror(number)), isOfThePlace: places.contains(number))
    }

    /// Why a write was short, which write(2) itself does not say: the limit of a file's size, or a full disk.
    private static func reasonOfShortWrite(_ descriptor: Int32) -> Int32 {
        var limit = rlimit()
        var status = stat()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, fstat(descriptor, &status) == 0 else {
            return ENOSPC
        }
        return UInt64(status.st_size) >= limit.rlim_cur ? EFBIG : ENOSPC
    }

    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { return }
        fsync(opened)
        close(opened)
    }
}
