import Hosting
import LiveHost
import Recording

/// Writes an orchestration into a folder: a file for each process under its name, and `main.cast`.
///
/// A write that fails ends that recording and is kept as the reason; the run itself goes on.
struct FolderSink: RecordingSink {
    /// One of the recordings.
    private enum Part: Hashable {
        case whole
        case process(ProcessHandle)
    }

    let folder: String
    private var files: [Part: AppendOnlyFile] = [:]

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
        do throws(AppendOnlyFile.Failure) {
            files[part] = try AppendOnlyFile(path: "\(folder)/\(name).cast")
            append(header, to: part)
        } catch {
            failure = failure ?? error.description
        }
    }

    private mutating func append(_ lines: [UInt8], to part: Part) {
        guard let file = files[part], !file.append(lines) else { return }
        failure = failure ?? file.failure?.description
    }

    private mutating func end(_ part: Part) {
        guard let file = files.removeValue(forKey: part) else { return }
        file.finish()
        failure = failure ?? file.failure?.description
    }
}
