import Glibc

/// The command `understudy`, which does what would make this program large and slow.
enum Companion {
    /// Beside this program, or the first on PATH; `nil`: nowhere.
    static var understudy: String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink("/proc/self/exe", $0, text.count) } ?? 0
            }
        }
        var folders: [String] = []
        if count > 0 {
            let own = String(decoding: buffer[..<count], as: UTF8.self)
            folders.append(own.lastIndex(of: "/").map { String(own[..<$0]) } ?? ".")
        }
        folders += (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(String.init)
        return folders.map { $0 + "/understudy" }.first { access($0, X_OK) == 0 }
    }
}
