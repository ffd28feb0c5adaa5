import Glibc

/// A folder of this process alone, which goes with it.
final class PrivateFolder {
    private var path: String?

    /// The folder, made when it is first asked for; `nil`: the reason is in `errno`.
    func make() -> String? {
        if let path { return path }
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/understudy-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        let made = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
        path = made
        return made
    }

    /// Removes the folder and all in it.
    func remove() {
        guard let path else { return }
        Self.remove(path)
        self.path = nil
    }

    private static func remove(_ folder: String) {
        if let stream = opendir(folder) {
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                }
                guard name != ".", name != ".." else { continue }
                let path = "\(folder)/\(name)"
                // A folder can't be unlinked (unlink(2)); what is none can.
                if unlink(path) != 0 { remove(path) }
            }
            closedir(stream)
        }
        rmdir(folder)
    }
}
