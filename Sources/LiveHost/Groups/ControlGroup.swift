import Glibc
import Hosting

/// The control group of one child's tree: a folder that the kernel keeps (cgroups(7), version 2).
///
/// Whatever a descendant does, it stays in it: no new session, no cleared environment and no lost parent leads out.
final class ControlGroup {
    let path: String
    private let files: ControlFiles
    private(set) var isRemoved = false
    /// Whether all that is in it was killed.
    private(set) var isCondemned = false

    /// Makes a group with its limits.
    ///
    /// - Parameter controllers: those of which the group has files; limits of others are left out.
    init(_ path: String, _ confinement: Confinement, controllers: Set<String>, files: ControlFiles) throws(SystemError)
    {
        self.path = path
        self.files = files
        let error = files.makeFolder(path)
        if error != 0 { throw SystemError(number: error) }
        do throws(SystemError) {
            if controllers.contains("memory") {
                try set("memory.high", confinement.memoryHigh)
                try set("memory.max", confinement.memoryMax)
                // Half a tree would be no use to anybody, and its end would be told as something else. Linux 4.19.
                try? set("memory.oom.group", 1)
            }
            if controllers.contains("pids") { try set("pids.max", confinement.tasksMax) }
        } catch {
            remove()
            throw error
        }
    }

    private func set(_ name: String, _ limit: Int?) throws(SystemError) {
        if let limit { try files.write(String(limit), to: "\(path)/\(name)") }
    }

    /// The file through which a child joins.
    var membersPath: String { path + "/cgroup.procs" }

    /// The processes in it.
    var members: [Int32] {
        guard !isRemoved else { return [] }
        return (files.read(membersPath) ?? "").split(separator: "\n").compactMap { Int32($0) }.filter { $0 > 0 }
    }

    /// Memory that no file backs, in bytes; `nil` where memory is not counted.
    var anonymousMemory: Int? { isRemoved ? nil : files.numbers(path + "/memory.stat")["anon"] }

    /// How many of its processes the kernel has killed for memory.
    var memoryKills: Int { isRemoved ? 0 : files.numbers(path + "/memory.events")["oom_kill"] ?? 0 }

    /// Kills all that is in it, also what is born meanwhile (`cgroup.kill`, Linux 5.14); nothing where that can't be.
    func kill() {
        guard !isRemoved else { return }
        isCondemned = true
        try? files.write("1", to: path + "/cgroup.kill")
    }

    /// Removes it, which the kernel allows once nobody is in it: whether it is gone.
    @discardableResult
    func remove() -> Bool {
        if isRemoved { return true }
        let error = files.removeFolder(path)
        isRemoved = error == 0 || error == ENOENT
        return isRemoved
    }

    /// Removes it as soon as those who were killed are gone, or leaves it to the system after so long.
    func remove(within milliseconds: Int64) {
        let limit = SystemCalls.monotonicNanoseconds + milliseconds * 1_000_000
        let events = open(path + "/cgroup.events", O_RDONLY | O_CLOEXEC)
        defer { SystemCalls.close(events) }
        while !remove(), events >= 0 {
            let rest = (limit - SystemCalls.monotonicNanoseconds) / 1_000_000
            guard rest > 0, files.numbers(path + "/cgroup.events")["populated"] == 1 else { break }
            _ = SystemCalls.waitChanged(events, milliseconds: min(rest, 10))
        }
    }
}
