import Glibc
import Hosting
import Recording

/// Writes an orchestration into a folder: a file for each process under its name, and `main.cast`.
///
/// Each append is one write(2) on an `O_APPEND` descriptor. A write that fails ends that recording and is kept as the
/// reason; the run itself goes on.
struct FolderSink: RecordingSink {
    /// One of the recordings.
    private enum Part: Hashable {
        case whole
        case process(ProcessHandle)
    }

    let folder: String
    private var descriptors: [Part: Int32] = [:]

    /// Why a recording is not whole, for the person; the first reason counts.
    private(set) var failure: String?

    init(folder: String) { self.folder = folder }

    mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) {
        begin(.process(process), RecordedName.name(of: process, launch), header)
    }

    mutating func append(_ lines: [UInt8], to process: ProcessHandle) { append(lines, to: .process(process)) }

    mutating func end(_ process: ProcessHandle) { end(.process(process)) }

    mutating func beginOrchestration(header: [UInt8]) { begin(.whole, RecordedOrchestration.mainName, header) }

    mutating func appendToOrchestration(_ lines: [UInt8]) { append(lines, to: .whole) }

    mutating func endOrchestration() { end(.whole) }

    private mutating func begin(_ part: Part, _ name: String, _ header: [UInt8]) {
        let path = "\(folder)/\(name).cast"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return fail(path) }
        descriptors[part] = descriptor
        append(header, to: part)
    }

    private mutating func append(_ lines: [UInt8], to part: Part) {
        guard let descriptor = descriptors[part] else { return }
        let count = lines.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count != lines.count else { return }
        fail(folder)
        // A line that went in partly is cut off again, so that the file ends with a whole event.
        if count > 0 { _ = ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - off_t(count)) }
        end(part)
    }

    private mutating func end(_ part: Part) {
        if let descriptor = descriptors.removeValue(forKey: part) { close(descriptor) }
    }

    private mutating func fail(_ what: String) {
        failure = failure ?? "\(what): \(String(cString: strerror(errno)))"
    }
}
