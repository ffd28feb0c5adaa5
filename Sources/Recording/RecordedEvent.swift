public import Determinism
public import Text

/// One thing that crossed the line between a process and whoever started it, with its time.
///
/// Bytes are the exact bytes of one read or one write: how the file spells an unfinished or invalid character (see
/// `CharacterCarry`) is resolved when it is read.
public struct RecordedEvent: Sendable, Hashable {
    /// What happened.
    public enum Content: Sendable, Hashable {
        /// The process wrote to its terminal or standard output (`o`, `O`).
        case output([UInt8])
        /// The process wrote to standard error (`e`, `E`).
        case error([UInt8])
        /// The process was given input, as much as was really written (`i`, `I`).
        case input([UInt8])
        /// Its terminal changed size (`r`).
        case resize(TerminalSize)
        /// A place with a name, to find it again (`m`).
        case marker(String)
        /// It ended (`x`).
        case exit(ExitStatus)
        /// A stream came to its end (`c`).
        case closed(StandardStream)
        /// A signal was sent to it (`s`).
        case signal(Signal)
        /// What its tree used (`g`).
        indirect case sample(ResourceSample)
        /// A fault was injected (`f`).
        case fault(String)
        /// A remark (`n`).
        case note(String)
        /// An event of a newer or foreign writer, kept as it was.
        indirect case unknown(code: String, data: JSONValue)
    }

    /// When it happened, since the recording's start.
    public var at: Instant
    /// What happened.
    public var content: Content

    /// An event at an instant.
    public init(at: Instant, content: Content) {
        self.at = at
        self.content = content
    }

    /// The bytes that passed, where some did.
    public var bytes: [UInt8]? {
        switch content {
        case .output(let bytes), .error(let bytes), .input(let bytes): bytes
        default: nil
        }
    }

    /// The stream that bytes passed through; `nil` for events without bytes.
    public var stream: StandardStream? {
        switch content {
        case .output: .stdout
        case .error: .stderr
        case .input: .stdin
        default: nil
        }
    }
}

extension RecordedEvent.Content {
    /// Bytes that passed through a stream.
    static func bytes(_ bytes: [UInt8], of stream: StandardStream) -> Self {
        switch stream {
        case .stdin: .input(bytes)
        case .stdout: .output(bytes)
        case .stderr: .error(bytes)
        }
    }
}
