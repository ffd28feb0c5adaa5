import Player

/// The files of a simulated run: a table in memory, with the recordings of the real folder behind it.
///
/// A class, since all processes of a run share one file system.
final class SimulatedFiles: FileStore {
    private var table: [String: [UInt8]] = [:]
    private var counters: [String: Int] = [:]

    func write(_ bytes: [UInt8], to path: String) { table[path] = bytes }

    func read(_ path: String) throws(FileFailure) -> [UInt8] {
        if let bytes = table[path] { return bytes }
        let bytes = try FileSystem.read(path)
        table[path] = bytes
        return bytes
    }

    func list(_ folder: String) -> [String]? { FileSystem.list(folder) }

    func nextCall(in stateFolder: String) throws(FileFailure) -> Int {
        counters[stateFolder, default: 0] += 1
        return counters[stateFolder, default: 0]
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFailure) { table[path, default: []] += bytes }
}
