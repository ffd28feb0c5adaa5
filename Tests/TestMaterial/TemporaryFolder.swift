import Glibc

/// A private folder of one test, removed with all that is in it when the value's life ends.
///
/// ```swift
/// let folder = try TemporaryFolder()
/// let path = try folder.write("say.json", "[]")
/// ```
public struct TemporaryFolder: ~Copyable, Sendable {
    /// The folder's absolute path, without a slash at its end.
    public let path: String

    /// Makes a folder that only this user can enter, under `TMPDIR` (or `/tmp`).
    public init() throws(MaterialError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/understudy-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw MaterialError("make a folder in", path: parent) }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } ?? parent
    }

    deinit { Self.remove(path) }

    /// The path of an entry, whether it is there or not.
    public func path(_ name: String) -> String { path + "/" + name }

    /// Makes a file of text, with the folders on the way to it, and returns its path.
    @discardableResult
    public func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws(MaterialError) -> String {
        try write(name, Array(text.utf8), mode: mode)
    }

    /// Makes a file of bytes, with the folders on the way to it, and returns its path.
    @discardableResult
    public func write(_ name: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(MaterialError) -> String {
        let parts = name.split(separator: "/")
        for length in 1..<max(parts.count, 1) { try makeFolder(parts[..<length].joined(separator: "/")) }
        try PlainFile.write(bytes, to: path(name), mode: mode)
        return path(name)
    }

    /// Makes a folder in this one, if it is not there, and returns its path; its parent must be there.
    @discardableResult
    public func makeFolder(_ name: String) throws(MaterialError) -> String {
        guard mkdir(path(name), 0o700) == 0 || errno == EEXIST else {
            throw MaterialError("make the folder", path: path(name))
        }
        return path(name)
    }

    /// All bytes of a file.
    public func read(_ name: String) throws(MaterialError) -> [UInt8] { try PlainFile.read(path(name)) }

    /// A file as text; what is not UTF-8 becomes U+FFFD.
    public func readText(_ name: String) throws(MaterialError) -> String {
        String(decoding: try read(name), as: UTF8.self)
    }

    /// The names in the folder, sorted, hidden ones too.
    public var names: [String] { Self.names(in: path).sorted() }

    private static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes an entry and all below it, never through a symbolic link.
    private static func remove(_ path: String) {
        guard unlink(path) != 0 else { return }
        // A test may have taken its own right to look inside.
        if rmdir(path) != 0, errno == EACCES || errno == ENOTEMPTY || errno == EEXIST { chmod(path, 0o700) }
        for name in names(in: path) { remove(path + "/" + name) }
        rmdir(path)
    }
}
