public import Hosting
import Recording

/// Writes the recording of one process into one file, which its owner finishes, or discards where nothing came of it.
public struct FileSink: RecordingSink {
    private let file: AppendOnlyFile?

    /// A sink for a file; `nil` drops everything.
    public init(_ file: AppendOnlyFile?) { self.file = file }

    /// Writes the header.
    public mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) { file?.append(header) }

    /// Writes lines.
    public mutating func append(_ lines: [UInt8], to process: ProcessHandle) { file?.append(lines) }

    /// Nothing more comes.
    public mutating func end(_ process: ProcessHandle) {}
}
