import Glibc

/// What tests ask about their own process and about others.
enum OwnProcess {
    /// How many descriptors are open; tests that compare two counts share no process with tests that run beside them,
    /// so they take place in a process of their own.
    static func descriptors() throws -> Int { try names(in: "/proc/self/fd").count - 1 }

    /// The names in a folder.
    static func names(in path: String) throws -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
            let name = String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
