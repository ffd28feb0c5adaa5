import Glibc
public import Hosting
import Synchronization

/// The place where this process may make control groups (cgroups(7), version 2), and what they can do there.
public struct ControlGroups: Sendable {
    /// The folder of the groups.
    public let folder: String
    /// The controllers that groups in it have.
    public let controllers: Set<String>
    private let files: ControlFiles

    /// A place for groups.
    public init(folder: String, controllers: Set<String>, files: ControlFiles = .kernel) {
        self.folder = folder
        self.controllers = controllers
        self.files = files
    }

    /// Why there is no place for groups.
    public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is missing, and where.
        public let reason: String

        /// A reason.
        public init(_ reason: String) { self.reason = reason }

        /// The reason and what to do.
        public var description: String {
            "control_group: \(reason); start in a group of your own (systemd-run --user --scope -p Delegate=yes COMMAND), "
                + "or let it be 'auto'"
        }
    }

    /// What a group of this kind lacks here; `nil`: nothing.
    public func refusal(of confinement: Confinement) -> Refusal? {
        var wanted: [String] = []
        if confinement.memoryMax != nil || confinement.memoryHigh != nil { wanted.append("memory") }
        if confinement.tasksMax != nil { wanted.append("pids") }
        let missing = wanted.filter { !controllers.contains($0) }
        guard !missing.isEmpty else { return nil }
        let there = controllers.isEmpty ? "none" : controllers.sorted().joined(separator: ", ")
        return Refusal("groups in \(folder) lack \(missing.joined(separator: ", ")); their controllers are: \(there)")
    }

    /// Makes a group.
    func make(_ name: String, _ confinement: Confinement) throws(SystemError) -> ControlGroup {
        try ControlGroup("\(folder)/\(name)", confinement, controllers: controllers, files: files)
    }

    // MARK: Where this process is

    /// The place of this process, looked for once.
    ///
    /// Where memory is delegated to the group that this process is alone in, it moves into a group below, `understudy-host`:
    /// the kernel limits no group beside processes of its parent (the rule of no internal processes).
    public static var ofThisProcess: Result<ControlGroups, Refusal> {
        place.withLock { place in
            if let place { return place }
            let files = ControlFiles.kernel
            let found: Result<ControlGroups, Refusal>
            do throws(Refusal) {
                found = .success(
                    try find(
                        membership: files.read("/proc/self/cgroup") ?? "",
                        mounts: files.read("/proc/self/mountinfo") ?? "",
                        process: getpid(), files: files))
            } catch { found = .failure(error) }
            place = found
            return found
        }
    }

    private static let place = Mutex<Result<ControlGroups, Refusal>?>(nil)

    /// Finds the place of a process.
    ///
    /// - Parameters:
    ///   - membership: what `/proc/PID/cgroup` says.
    ///   - mounts: what `/proc/PID/mountinfo` says.
    ///   - process: the process that may be moved, if it is alone in its group.
    public static func find(
        membership: String, mounts: String, process: Int32, files: ControlFiles = .kernel
    ) throws(Refusal) -> ControlGroups {
        guard let own = membership.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })?.dropFirst(3) else {
            throw Refusal("this process is in no group of version 2")
        }
        guard let folder = folder(of: own, mounts: mounts) else {
            throw Refusal("no file system of version 2 (cgroup2) is mounted that shows \(own)")
        }
        for path in [folder, folder + "/cgroup.procs"] where access(path, W_OK) != 0 {
            throw Refusal("\(path) can't be written (\(SystemError(number: errno).text))")
        }
        let offered = words(folder + "/cgroup.controllers", files)
        let wanted = ["memory", "pids"].filter { offered.contains($0) }
        do throws(SystemError) { try enable(wanted, in: folder, process: process, files: files) } catch {
            guard error.number == EBUSY else {
                throw Refusal("\(folder)/cgroup.subtree_control can't be written (\(error.text))")
            }
            throw Refusal("\(folder) holds other processes, and the kernel limits no group beside processes")
        }
        return ControlGroups(
            folder: folder, controllers: words(folder + "/cgroup.subtree_control", files), files: files)
    }

    private static func words(_ path: String, _ files: ControlFiles) -> Set<String> {
        Set((files.read(path) ?? "").split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Gives groups in a folder these controllers.
    private static func enable(
        _ controllers: [String], in folder: String, process: Int32, files: ControlFiles
    ) throws(SystemError) {
        let present = words(folder + "/cgroup.subtree_control", files)
        let missing = controllers.filter { !present.contains($0) }
        guard !missing.isEmpty else { return }
        let change = missing.map { "+\($0)" }.joined(separator: " ")
        do throws(SystemError) { try files.write(change, to: folder + "/cgroup.subtree_control") } catch {
            let members = words(folder + "/cgroup.procs", files)
            guard error.number == EBUSY, members == [String(process)] else { throw error }
            let leaf = folder + "/understudy-host"
            let failure = files.makeFolder(leaf)
            guard failure == 0 || failure == EEXIST else { throw SystemError(number: failure) }
            try files.write(String(process), to: leaf + "/cgroup.procs")
            try files.write(change, to: folder + "/cgroup.subtree_control")
        }
    }

    /// Where a group is seen: below the mount whose root it is in.
    private static func folder(of group: Substring, mounts: String) -> String? {
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 6, let dash = words.firstIndex(of: "-"), words.indices.contains(dash + 1),
                words[dash + 1] == "cgroup2"
            else { continue }
            let root = words[3] == "/" ? "" : String(words[3])
            guard group == root || group.hasPrefix(root + "/"), !group.contains("/..") else { continue }
            let rest = group.dropFirst(root.utf8.count)
            return unescaped(words[4]) + (rest == "/" ? "" : rest)
        }
        return nil
    }

    /// A path of mountinfo: blanks and such are written as three octal digits (proc(5)).
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
