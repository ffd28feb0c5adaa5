import Glibc
import LiveHost
import Synchronization
import TestMaterial

/// A plain folder in the place of the kernel's control groups: new groups get the files, and the rule that a group with
/// limited groups below has no processes is kept.
final class StandInGroups: Sendable {
    private let folder: TemporaryFolder
    private let offered: String
    private let paths = Mutex<[String]>([])

    /// A root group that is offered these controllers, with these processes in it.
    init(offered: String, members: [String] = []) throws {
        self.offered = offered
        folder = try TemporaryFolder()
        try folder.write("cgroup.controllers", offered + "\n")
        try folder.write("cgroup.subtree_control", "")
        try folder.write("cgroup.procs", members.map { $0 + "\n" }.joined())
    }

    /// The root group's folder.
    var path: String { folder.path }

    /// The folders that were made, in order.
    var made: [String] { paths.withLock { $0 } }

    /// What a file of the root group or of one below says, without the line's end.
    func text(_ name: String) -> String? { try? folder.readText(name).trimmingLineEnd }

    /// Sets what a file says.
    func set(_ name: String, _ text: String) throws { try folder.write(name, text) }

    /// The files as the kernel would keep them.
    var files: ControlFiles {
        let root = path
        return ControlFiles(
            makeFolder: { [self] path in
                guard mkdir(path, 0o755) == 0 else { return errno }
                paths.withLock { $0.append(path) }
                for name in Self.names { _ = try? PlainFile.write([], to: "\(path)/\(name)", mode: 0o644) }
                return 0
            },
            removeFolder: { path in
                for name in Self.names { unlink("\(path)/\(name)") }
                return rmdir(path) == 0 ? 0 : errno
            },
            writeLine: { [self] text, path in
                if path == root + "/cgroup.subtree_control" {
                    guard self.text("cgroup.procs")?.isEmpty == true else { return EBUSY }
                    let words = text.split(separator: " ").map { $0.dropFirst() }
                    try? set("cgroup.subtree_control", words.joined(separator: " ") + "\n")
                    return 0
                }
                if path.hasSuffix("/cgroup.procs") { try? set("cgroup.procs", "") }
                guard access(path, W_OK) == 0 else { return errno }
                return (try? PlainFile.write(Array((text + "\n").utf8), to: path, mode: 0o644)) == nil ? EIO : 0
            })
    }

    private static let names = [
        "cgroup.procs", "cgroup.kill", "cgroup.events", "memory.high", "memory.max", "memory.oom.group", "memory.stat",
        "memory.events", "pids.max",
    ]
}

extension String {
    fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
