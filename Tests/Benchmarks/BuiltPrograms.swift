import Glibc

/// Programs of this package that are built beside the benchmarks.
enum BuiltPrograms {
    /// The path of one of them.
    static func path(of name: String) throws(BenchmarkError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw BenchmarkError("/proc is not mounted") }
        let program = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = program.split(separator: "/").dropLast()
        let path = "/" + (folder + [Substring(name)]).joined(separator: "/")
        guard access(path, X_OK) == 0 else {
            throw BenchmarkError("\(name) is not built: run `swift build -c release --product \(name)` first")
        }
        return path
    }

    /// A Python that has the peers which `.ci/clients FOLDER` installs, where UNDERSTUDY_CLIENTS names that folder.
    static var python: String { getenv("UNDERSTUDY_CLIENTS").map { "\(String(cString: $0))/bin/python" } ?? "python3" }
}
