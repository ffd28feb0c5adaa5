import Glibc
import Hosting

/// Writes recordings into a folder: one file for each process, named after its part.
///
/// Each line is one write(2) on an `O_APPEND` descriptor. A write that fails ends that recording and is kept as the
/// reason; the run itself goes on.
struct FolderSink: RecordingSink {
    let folder: String
    private var descriptors: [ProcessHandle: Int32] = [:]

    /// Why a recording is not whole, for the person; the first reason counts.
    private(set) var failure: String?

    init(folder: String) { self.folder = folder }

    mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) {
        let agent = launch.environment.last { $0.name == "UNDERSTUDY_AGENT" }?.value ?? "main"
        let number = process.rawValue < 9 ? "0\(process.rawValue + 1)" : "\(process.rawValue + 1)"
        let path = "\(folder)/\(number)-\(Self.slug(agent)).cast"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return fail(path) }
        descriptors[process] = descriptor
        append(header, to: process)
    }

    mutating func append(_ lines: [UInt8], to process: ProcessHandle) {
        guard let descriptor = descriptors[process] else { return }
        let count = lines.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count != lines.count else { return }
        fail("\(folder): recording of process \(process.rawValue)")
        // A line that went in partly is cut off again, so that the file ends with a whole event.
        if count > 0 { _ = ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - off_t(count)) }
        end(process)
    }

    mutating func end(_ process: ProcessHandle) {
        if let descriptor = descriptors.removeValue(forKey: process) { close(descriptor) }
    }

    private mutating func fail(_ what: String) {
        failure = failure ?? "\(what): \(String(cString: strerror(errno)))"
    }

    /// The longest name that is made of something else, in characters.
    private static let slugMax = 60

    /// A name that is safe in a path: letters, digits and dashes.
    static func slug(_ text: String) -> String {
        let letters = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let slug = String(letters).split(separator: "-").joined(separator: "-").prefix(slugMax)
        return slug.isEmpty ? "unnamed" : String(slug)
    }
}
