import Glibc
import Player

/// A part of a regular file that is open for reading, closed when the value's life ends.
struct FileRegion: ~Copyable {
    /// How many bytes the part has.
    let size: Int

    private let descriptor: Int32
    private let path: String
    private let offset: Int

    /// Opens a file, or a part of it. The corresponding C functions are open(2) and fstat(2).
    ///
    /// - Throws: `RecordingFailure` with the system's reason; only a regular file is read.
    init(_ path: String, offset: Int = 0, count: Int? = nil) throws(RecordingFailure) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let reason = isFolder ? "Is a directory" : "Not a regular file"
            throw RecordingFailure(file: path, .file(FileFailure(path: path, reason: reason)))
        }
        self.descriptor = descriptor
        self.path = path
        self.offset = offset
        size = count ?? max(0, Int(status.st_size) - offset)
    }

    deinit { close(descriptor) }

    /// Reads at a place; fewer bytes only at the end. The corresponding C function is pread(2).
    func read(at place: Int, count: Int) throws(RecordingFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - place)))
        let result: Result<Int, RecordingFailure> = bytes.withUnsafeMutableBytes { buffer in
            do throws(RecordingFailure) { return .success(try read(at: place, into: buffer)) } catch {
                return .failure(error)
            }
        }
        let got = try result.get()
        bytes.removeLast(bytes.count - got)
        return bytes
    }

    /// Reads at a place into memory and says how much.
    func read(at place: Int, into buffer: UnsafeMutableRawBufferPointer) throws(RecordingFailure) -> Int {
        let wanted = max(0, min(buffer.count, size - place))
        var got = 0
        while got < wanted {
            let count = pread(
                descriptor, buffer.baseAddress.map { $0 + got }, wanted - got, off_t(offset + place + got))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(path) }
            guard count > 0 else { break }
            got += count
        }
        return got
    }

    private static func failure(_ path: String) -> RecordingFailure {
        RecordingFailure(file: path, .file(FileFailure(path: path, reason: String(cString: strerror(errno)))))
    }
}
