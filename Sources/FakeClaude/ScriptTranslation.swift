import Determinism
import Glibc
import Player

/// A YAML script as JSON: translated once by `understudy`, and kept by its content.
struct ScriptTranslation {
    let path: String
    let source: [UInt8]
    let environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// The JSON, from the cache or from `understudy fake translate FILE`.
    ///
    /// - Throws: `FileFailure` where `understudy` is missing or refuses the file; it says itself why, on standard error.
    func json(using store: inout DiskStore) throws(FileFailure) -> [UInt8] {
        let cached = cachePath
        if let cached, let bytes = try? store.read(cached) { return bytes }
        guard let program = Companion.understudy else {
            throw FileFailure(
                path: path, reason: "a YAML script needs the command understudy beside this one or on PATH; or use JSON"
            )
        }
        let bytes = try run(program)
        if let cached { keep(bytes, at: cached) }
        return bytes
    }

    private var cachePath: String? {
        let folder: String
        if let cache = text("XDG_CACHE_HOME") {
            folder = cache
        } else if let home = text("HOME") {
            folder = home + "/.cache"
        } else {
            return nil
        }
        var one = TraceHash()
        var other = TraceHash()
        one.combine(source)
        other.combine("understudy script 1")
        other.combine(source)
        return "\(folder)/understudy/\(one.text)\(other.text).json"
    }

    private func text(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    private func run(_ program: String) throws(FileFailure) -> [UInt8] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw FileFailure(path: path, reason: String(cString: strerror(errno)))
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child = ChildProgram(path: program, arguments: ["understudy", "fake", "translate", path], output: ends[1])
        let process = child.start(environment: environment)
        close(ends[1])
        let bytes = DiskStore.readAll(ends[0], expecting: 4096) ?? []
        close(ends[0])
        guard let process else { throw FileFailure(path: path, reason: "can't start \(program)") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw FileFailure(path: path, reason: "understudy fake translate refused this file") }
        return bytes
    }

    /// Keeps the result for the next call; whole or not at all.
    private func keep(_ bytes: [UInt8], at cached: String) {
        guard let slash = cached.lastIndex(of: "/") else { return }
        let folder = String(cached[..<slash])
        mkdir(PlaySourcePath.parent(of: folder), 0o700)
        mkdir(folder, 0o700)
        let temporary = "\(cached).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let isWhole = write(descriptor, bytes, bytes.count) == bytes.count
        close(descriptor)
        if !isWhole || rename(temporary, cached) != 0 { unlink(temporary) }
    }
}

/// Paths, as far as they are needed here.
private enum PlaySourcePath {
    static func parent(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }
}
