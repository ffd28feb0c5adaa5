public import Hosting
public import Player

/// Writes a session into a new folder `NAME.casts`, for whoever drives an engine.
public struct FolderRecorder: RecordingSink {
    private var sink: FolderSink
    private let folder: OrchestrationFolder

    /// Makes the folder; an older recording of the name makes room once the new one is whole.
    ///
    /// - Parameter name: the folder's path without `.casts`.
    /// - Throws: `FileFailure` where it can't be made.
    public init(_ name: String) throws(FileFailure) {
        folder = try OrchestrationFolder(
            name.hasSuffix(OrchestrationFolder.suffix) ? name : name + OrchestrationFolder.suffix)
        sink = FolderSink(folder: folder.path)
    }

    /// Why the recording is not whole; `nil`: it is.
    public private(set) var failure: String?

    /// See `RecordingSink`.
    public mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) {
        sink.begin(process, launch, header: header)
    }

    /// See `RecordingSink`.
    public mutating func append(_ lines: [UInt8], to process: ProcessHandle) { sink.append(lines, to: process) }

    /// See `RecordingSink`.
    public mutating func end(_ process: ProcessHandle) { sink.end(process) }

    /// See `RecordingSink`.
    public mutating func beginOrchestration(header: [UInt8]) { sink.beginOrchestration(header: header) }

    /// See `RecordingSink`.
    public mutating func appendToOrchestration(_ lines: [UInt8]) { sink.appendToOrchestration(lines) }

    /// See `RecordingSink`.
    public mutating func endOrchestration() {
        sink.endOrchestration()
        failure = sink.failure
        do { try folder.finish() } catch { failure = failure ?? error.description }
    }
}
