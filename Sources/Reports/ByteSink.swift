import Glibc

/// An open file that is written from front to end, through a buffer.
///
/// A failed call is remembered and ends all writing, since libxml2's callbacks can't throw.
final class ByteSink {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// The `errno` of the call that failed; 0: none has.
    private(set) var failure: Int32 = 0

    /// Takes over a descriptor, and closes it in the end.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        buffer.reserveCapacity(ReportLimits.writeBytes)
    }

    deinit { close(descriptor) }

    /// Adds bytes; false: this or an earlier write failed.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if buffer.count + bytes.count > ReportLimits.writeBytes, !flush() { return false }
        guard bytes.count < ReportLimits.writeBytes else { return write(bytes) }
        buffer.append(contentsOf: bytes)
        return failure == 0
    }

    /// Hands all bytes to the system; false: this or an earlier write failed.
    func flush() -> Bool {
        let isWritten = buffer.withUnsafeBytes { write($0) }
        buffer.removeAll(keepingCapacity: true)
        return isWritten
    }

    /// Hands all bytes to the disk.
    func synchronise() -> Bool {
        guard flush() else { return false }
        // Some network and container file systems don't know fsync; nothing is lost but the promise on power cuts.
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOSYS, errno != ENOTSUP { failure = errno }
        return failure == 0
    }

    /// Sets the rights of the file.
    func setMode(_ mode: mode_t) -> Bool {
        if fchmod(descriptor, mode) != 0 { failure = errno }
        return failure == 0
    }

    /// Forgets what has been written so far.
    func clear() -> Bool {
        guard flush() else { return false }
        if ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0 { failure = errno }
        return failure == 0
    }

    /// Adds all bytes that were written to another sink.
    func append(contentsOf other: ByteSink) -> Bool {
        guard other.flush() else {
            failure = other.failure
            return false
        }
        guard lseek(other.descriptor, 0, SEEK_SET) == 0 else {
            failure = errno
            return false
        }
        var chunk = [UInt8](repeating: 0, count: ReportLimits.writeBytes)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(other.descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { failure = errno }
            guard count > 0 else { return failure == 0 }
            guard chunk[..<count].withUnsafeBytes({ append($0) }) else { return false }
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while failure == 0, !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { failure = errno } else { rest = rest.dropFirst(count) }
        }
        return failure == 0
    }
}
