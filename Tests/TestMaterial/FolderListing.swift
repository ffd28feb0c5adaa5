import Glibc

/// The names in a folder that no test made.
public enum FolderListing {
    /// The names that end in `suffix`, sorted; hidden ones only where they are asked for.
    public static func names(
        in path: String, suffix: String = "", hidden: Bool = false
    ) throws(MaterialError) -> [String] {
        guard let stream = opendir(path) else { throw MaterialError("list", path: path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            guard name != ".", name != "..", hidden || !name.hasPrefix(".") else { continue }
            if name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted()
    }
}

extension FolderListing {
    /// The paths of all that lies in a folder and below it, relative to it, sorted.
    public static func paths(in folder: String) throws(MaterialError) -> [String] {
        var paths: [String] = []
        for name in try names(in: folder, hidden: true) {
            paths.append(name)
            var status = stat()
            if lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                paths += try self.paths(in: "\(folder)/\(name)").map { "\(name)/\($0)" }
            }
        }
        return paths.sorted()
    }
}
