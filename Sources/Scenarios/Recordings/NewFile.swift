import Glibc

/// A file that is being made: private (0600), never in place of another, and gone again unless it is finished.
public struct NewFile: ~Copyable {
    /// Where it is.
    public let path: String

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isFinished = false

    /// How much is collected before one write, in bytes.
    private static let bufferBytes = 1 << 18

    /// Makes the file; a symbolic link at its place is not followed. The corresponding C function is open(2).
    ///
    /// - Throws: `RecordingFailure` with the system's reason, `File exists` among them.
    public init(_ path: String) throws(RecordingFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.path = path
        self.descriptor = descriptor
        buffer.reserveCapacity(Self.bufferBytes)
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    /// Appends bytes.
    public mutating func write(_ bytes: [UInt8]) throws(RecordingFailure) {
        buffer += bytes
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Brings everything to the disk and keeps the file. The corresponding C function is fsync(2).
    public mutating func finish() throws(RecordingFailure) {
        try flush()
        // Some file systems know no fsync(2): what they hold is as safe as it gets there.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw Self.failure(path) }
        isFinished = true
    }

    /// Finishes a file that nothing more is written to.
    consuming func finished() throws(RecordingFailure) { try finish() }

    /// Writes what was collected.
    fileprivate mutating func flush() throws(RecordingFailure) {
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            rest = rest.dropFirst(count)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ path: String) -> RecordingFailure {
        RecordingFailure(file: path, .target(String(cString: strerror(errno))))
    }
}

/// Several files that are made together: all of them, or none.
public struct NewFiles: ~Copyable {
    private final class Box {
        var file: NewFile?
        init(_ file: consuming NewFile) { self.file = consume file }
    }

    private let boxes: [Box]

    /// Makes the files, empty; where one can't be made none is left.
    public init(_ paths: [String]) throws(RecordingFailure) {
        var boxes: [Box] = []
        for path in paths { boxes.append(Box(try NewFile(path))) }
        self.boxes = boxes
    }

    /// Writes the content of each and keeps them.
    public mutating func write(_ contents: [[UInt8]]) throws(RecordingFailure) {
        for (box, bytes) in zip(boxes, contents) { try box.file?.write(bytes) }
        for box in boxes { try box.file?.flush() }
        for box in boxes { try box.file?.finish() }
    }
}
