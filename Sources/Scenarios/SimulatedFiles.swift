import Player

/// The files of a simulated run: a table in memory, with the recordings of the real folder behind it.
///
/// A class, since all processes of a run share one file system.
final class SimulatedFiles: FileStore {
    private var table: [String: [UInt8]] = [:]
    private var counters: [String: Int] = [:]
    private var order: [String] = []
    private var folders = 0
    let shelf: RecordingShelf? = RecordingShelf()

    /// - Parameter overlay: files by path that stand in the place of real ones.
    init(_ overlay: [String: [UInt8]] = [:]) { table = overlay }

    func write(_ bytes: [UInt8], to path: String) { table[path] = bytes }

    func read(_ path: String) throws(FileFailure) -> [UInt8] {
        if let bytes = table[path] { return bytes }
        let bytes = try FileSystem.read(path)
        table[path] = bytes
        return bytes
    }

    func list(_ folder: String) -> [String]? {
        if let names = FileSystem.list(folder) { return names }
        let names = table.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
        return names.isEmpty ? nil : names.filter { !$0.contains("/") }.sorted()
    }

    /// Files that were written later count as newer; those of the real folder are the oldest.
    func modified(_ path: String) -> Int64? {
        order.lastIndex(of: path).map(Int64.init) ?? (table[path] == nil ? nil : -1)
    }

    func temporaryFolder() throws(FileFailure) -> String {
        folders += 1
        return "/understudy/private-\(folders)"
    }

    func nextCall(in stateFolder: String) throws(FileFailure) -> Int {
        counters[stateFolder, default: 0] += 1
        return counters[stateFolder, default: 0]
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        if table[path] == nil { order.append(path) }
        table[path, default: []] += bytes
    }
}
