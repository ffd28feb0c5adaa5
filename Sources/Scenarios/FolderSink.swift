import Hosting
import LiveHost

/// Writes recordings into a folder: one file for each process, named after its part.
///
/// A write that fails ends that recording and is kept as the reason; the run itself goes on.
struct FolderSink: RecordingSink {
    let folder: String
    private var files: [ProcessHandle: AppendOnlyFile] = [:]

    /// Why a recording is not whole, for the person; the first reason counts.
    private(set) var failure: String?

    init(folder: String) { self.folder = folder }

    mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) {
        let agent = launch.environment.last { $0.name == "UNDERSTUDY_AGENT" }?.value ?? "main"
        let number = process.rawValue < 9 ? "0\(process.rawValue + 1)" : "\(process.rawValue + 1)"
        do throws(AppendOnlyFile.Failure) {
            files[process] = try AppendOnlyFile(path: "\(folder)/\(number)-\(SafeName.slug(agent)).cast")
            append(header, to: process)
        } catch {
            failure = failure ?? error.description
        }
    }

    mutating func append(_ lines: [UInt8], to process: ProcessHandle) {
        guard let file = files[process], !file.append(lines) else { return }
        failure = failure ?? file.failure?.description
    }

    mutating func end(_ process: ProcessHandle) {
        guard let file = files.removeValue(forKey: process) else { return }
        file.finish()
        failure = failure ?? file.failure?.description
    }
}
