import Glibc
import Text

/// Why a report could not be written, and what to do.
public struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong; a struct with static members, so that a newer code can still be shown by older callers.
    public struct Code: Sendable, Hashable {
        /// The words of the message.
        public let text: String

        /// The path is empty, ends in a slash or holds a NUL.
        public static let badPath = Code(text: "not the path of a file")
        /// The path names a folder, a device, a FIFO, a socket or a symbolic link.
        public static let notRegularFile = Code(text: "not a regular file")
        /// The folder that shall hold the report can't be opened.
        public static let noFolder = Code(text: "can't open the folder")
        /// The file can't be made, replaced or looked at.
        public static let cannotCreate = Code(text: "can't make the file")
        /// Writing stopped half-way, as on a full disk.
        public static let cannotWrite = Code(text: "can't write")
        /// The XML library refused a call.
        public static let library = Code(text: "libxml2 refused to write")
        /// The report is complete, or has already failed.
        public static let closed = Code(text: "the report is closed")
    }

    /// What was wrong.
    public let code: Code
    /// The report's path, as it was given.
    public let path: String
    /// What exactly, and what to do about it, in a sentence or two.
    public let detail: String
    /// The `errno` of the call that failed; 0 where no call did.
    public let errno: Int32

    /// An error that no system call has caused.
    init(_ code: Code, path: String, detail: String) {
        self.code = code
        self.path = path
        self.detail = detail
        self.errno = 0
    }

    /// An error that a system call has reported; the advice follows the system's own words.
    init(_ code: Code, path: String, errno: Int32, advice: String) {
        self.code = code
        self.path = path
        self.detail = "\(String(cString: strerror(errno))). \(advice)"
        self.errno = errno
    }

    /// The error of a write that the system refused.
    static func writing(path: String, errno: Int32) -> ReportError {
        ReportError(
            .cannotWrite, path: path, errno: errno,
            advice: "Make room or give a path elsewhere; no part of the report was left behind.")
    }

    /// What happened, to which file, and what to do; safe to print, whatever the path holds.
    public var description: String { "report \(Self.shown(path)): \(code.text): \(detail)" }

    /// A path as a message shows it.
    static func shown(_ path: String) -> String { path.isEmpty ? "(empty path)" : VisibleText.clean(path) }
}
