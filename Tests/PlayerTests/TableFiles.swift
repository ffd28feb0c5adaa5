import Player

/// Files in a table, for tests; shared by reference so that a test can look at what was written.
final class TableFiles: FileStore {
    var files: [String: [UInt8]]
    var calls: [String: Int] = [:]

    init(_ files: [String: String] = [:]) { self.files = files.mapValues { Array($0.utf8) } }

    func read(_ path: String) throws(FileFailure) -> [UInt8] {
        guard let bytes = files[path] else { throw FileFailure(path: path, reason: "No such file or directory") }
        return bytes
    }

    func list(_ folder: String) -> [String]? {
        let names = files.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
        return names.isEmpty ? nil : names.sorted()
    }

    func nextCall(in stateFolder: String) throws(FileFailure) -> Int {
        calls[stateFolder, default: 0] += 1
        return calls[stateFolder, default: 0]
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFailure) { files[path, default: []] += bytes }
}

extension TableFiles {
    /// Files have no times in a table: the last in the alphabet is the newest.
    func modified(_ path: String) -> Int64? { files[path] == nil ? nil : 0 }

    func temporaryFolder() throws(FileFailure) -> String { "/private" }
}
