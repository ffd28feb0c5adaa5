import Glibc

/// Finds the descendants of children: by their parents, by group and session, by what was seen before, and by the mark
/// in their environment, which stays with a process that has left everything else.
final class ProcessTable {
    let files = ProcessFiles()

    /// Where a search begins.
    struct Roots {
        /// Processes whose number can't have been used again, such as children that are not reaped.
        var pids: Set<Int32> = []
        /// Groups and sessions whose number can't have been used again.
        var groups: Set<Int32> = []
        /// Processes that were seen in the tree before.
        var known: Set<ProcessIdentity> = []
        /// What to look for in environments; `nil`: don't look.
        var marker: SessionMarker?
    }

    /// All running processes of the trees, in the order of the kernel's list; never this process.
    func members(of roots: Roots) -> [ProcessStatus] {
        var all: [ProcessStatus] = []
        let ourselves = getpid()
        files.forEachProcess { pid in
            if pid != ourselves, let status = self.files.status(pid) { all.append(status) }
        }
        var members: Set<Int32> = []
        for status in all where isRoot(status, roots) { members.insert(status.identity.pid) }
        var wasFound = true
        while wasFound {
            wasFound = false
            for status in all where members.contains(status.parent) {
                if members.insert(status.identity.pid).inserted { wasFound = true }
            }
        }
        return all.filter { $0.isRunning && members.contains($0.identity.pid) }
    }

    /// The running processes that are reached from the roots by children alone: a few reads, however many processes the
    /// machine has.
    func descendants(of roots: Roots) -> [ProcessStatus] {
        guard ProcessFiles.hasChildrenFiles else { return members(of: roots) }
        var found: [ProcessStatus] = []
        var seen: Set<Int32> = []
        var waiting = Array(roots.pids)
        for identity in roots.known where isAlive(identity) { waiting.append(identity.pid) }
        while let pid = waiting.popLast() {
            guard seen.insert(pid).inserted, let status = files.status(pid) else { continue }
            if status.isRunning { found.append(status) }
            files.children(of: pid, threads: status.threads) { waiting.append($0) }
        }
        return found
    }

    /// Whether a process is still there and the same, be it about to end.
    func exists(_ identity: ProcessIdentity) -> Bool { files.status(identity.pid)?.identity == identity }

    /// Whether a process still runs and is still the same.
    func isAlive(_ identity: ProcessIdentity) -> Bool {
        guard let status = files.status(identity.pid) else { return false }
        return status.identity == identity && status.isRunning
    }

    /// Whether a process group has a member that runs.
    func hasRunningMember(ofGroup group: Int32) -> Bool {
        var isFound = false
        files.forEachProcess { pid in
            if !isFound, let status = self.files.status(pid) { isFound = status.group == group && status.isRunning }
        }
        return isFound
    }

    private func isRoot(_ status: ProcessStatus, _ roots: Roots) -> Bool {
        if roots.pids.contains(status.identity.pid) || roots.known.contains(status.identity) { return true }
        if roots.groups.contains(status.group) || roots.groups.contains(status.session) { return true }
        guard status.isRunning, let marker = roots.marker, files.isOurs(status.identity.pid) else { return false }
        return files.read(status.identity.pid, "environ").map { marker.isFound(in: $0) } ?? false
    }
}
