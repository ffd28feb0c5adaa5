public import Player

/// A file system in memory, for processes that are values too.
///
/// A class, since all processes of a run share one file system; one thread at a time.
public final class MemoryFiles: FileStore {
    private var table: [String: [UInt8]] = [:]
    private var counters: [String: Int] = [:]
    private var order: [String] = []
    private var folders = 0

    /// An empty file system.
    public init() {}

    /// Puts a file there.
    public func write(_ bytes: [UInt8], to path: String) { table[path] = bytes }

    /// The bytes of a file.
    public func read(_ path: String) throws(FileFailure) -> [UInt8] {
        guard let bytes = table[path] else { throw FileFailure(path: path, reason: "there is no such file") }
        return bytes
    }

    /// The names in a folder, in order; `nil` where there is none.
    public func list(_ folder: String) -> [String]? {
        let names = table.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
        return names.isEmpty ? nil : names.filter { !$0.contains("/") }.sorted()
    }

    /// Files that were written later count as newer.
    public func modified(_ path: String) -> Int64? { order.lastIndex(of: path).map(Int64.init) }

    /// A folder that nobody else has.
    public func temporaryFolder() throws(FileFailure) -> String {
        folders += 1
        return "/understudy/private-\(folders)"
    }

    /// The number of the next call, from 1.
    public func nextCall(in stateFolder: String) throws(FileFailure) -> Int {
        counters[stateFolder, default: 0] += 1
        return counters[stateFolder, default: 0]
    }

    /// Appends to a file.
    public func append(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        if table[path] == nil { order.append(path) }
        table[path, default: []] += bytes
    }
}
