import Glibc

/// Reads and writes the files of control groups: small ones, each in one go (cgroups(7)).
///
/// All that changes something comes in from outside: the kernel fills a new folder with files, removes one that has them,
/// and refuses what is written, which no other file system does, so tests on a plain folder have to do that themselves.
public struct ControlFiles: Sendable {
    /// Makes a folder; the number of the error, or 0. The corresponding C function is `mkdir`.
    public var makeFolder: @Sendable (_ path: String) -> Int32
    /// Removes a folder; the number of the error, or 0. The corresponding C function is `rmdir`.
    public var removeFolder: @Sendable (_ path: String) -> Int32
    /// Writes a line to a file that is there; the number of the error, or 0. The corresponding C function is `write`.
    public var writeLine: @Sendable (_ text: String, _ path: String) -> Int32

    /// The most bytes that are read of a file; the list of a group's processes may be cut there.
    static let fileBytesMax = 1024 * 1024

    /// Files that are changed so.
    public init(
        makeFolder: @escaping @Sendable (_ path: String) -> Int32,
        removeFolder: @escaping @Sendable (_ path: String) -> Int32,
        writeLine: @escaping @Sendable (_ text: String, _ path: String) -> Int32
    ) {
        self.makeFolder = makeFolder
        self.removeFolder = removeFolder
        self.writeLine = writeLine
    }

    /// Those of the kernel.
    public static let kernel = ControlFiles(
        makeFolder: { mkdir($0, 0o755) == 0 ? 0 : errno }, removeFolder: { rmdir($0) == 0 ? 0 : errno },
        writeLine: writeToKernel)

    private static func writeToKernel(_ text: String, _ path: String) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { SystemCalls.close(descriptor) }
        return Array((text + "\n").utf8).withUnsafeBytes { bytes in
            do throws(SystemError) {
                _ = try SystemCalls.write(descriptor, bytes)
                return 0
            } catch { return error.number }
        }
    }

    /// A file's text; `nil` where it is not there or not for us.
    func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { SystemCalls.close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count < Self.fileBytesMax {
            let count = part.withUnsafeMutableBytes { try? SystemCalls.read(descriptor, into: $0) }
            guard let count else { return nil }
            if count == 0 { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a line to a file that is there.
    func write(_ text: String, to path: String) throws(SystemError) {
        let error = writeLine(text, path)
        if error != 0 { throw SystemError(number: error) }
    }

    /// The numbers of a file of names and numbers, `oom_kill 1`, by name; empty where there is no such file.
    func numbers(_ path: String) -> [Substring: Int] {
        var numbers: [Substring: Int] = [:]
        for line in (read(path) ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let number = Int(words[1]) { numbers[words[0]] = number }
        }
        return numbers
    }
}
