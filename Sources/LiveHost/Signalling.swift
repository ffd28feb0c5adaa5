import Hosting
import Recording

extension LiveHost {
    /// The most searches for one signal to a tree; a tree that forks faster than it is found ends there.
    static let treeSearchesMax = 64
    /// How long to wait at the end until processes that were killed are gone, in milliseconds of the world.
    static let killMilliseconds: Int64 = 1_000
    /// How long those that a sweep finds may take to end by themselves before they count, in milliseconds of the world.
    static let leavingMilliseconds: Int64 = 20

    /// Sends a signal; a tree is answered by how many processes it had, the others only where nobody is left.
    func send(_ signal: Signal, to handle: ProcessHandle, _ scope: SignalScope) throws(HostFailure) {
        let child = child(handle)
        var members = 0
        do throws(SystemError) {
            switch scope {
            case .process:
                guard let child, !child.hasExited else { throw .noProcess }
                try SystemCalls.signal(pidfd: child.exit.descriptor, signal.rawValue)
            case .group:
                guard let child, hasGroup(child) else { throw .noProcess }
                if child.hasOwnGroup {
                    try SystemCalls.signal(group: child.pid, signal.rawValue)
                } else {
                    try SystemCalls.signal(pidfd: child.exit.descriptor, signal.rawValue)
                }
            case .tree:
                condemned.removeAll { !processes.exists($0) }
                members = child.map { signalTree(roots(of: $0), signal) } ?? 0
                // Whoever is born faster than found, or could not be opened, is still in the group.
                if signal == .kill { child?.group?.kill() }
            }
        } catch {
            return report(.signalFailed(handle, signal, errno: error.number))
        }
        try settle(signal, sentTo: handle, scope)
        if scope == .tree { report(.leftovers(handle, members)) }
    }

    /// Whether the number of a child's group still means that group.
    ///
    /// A number is not given to a new process while a group or session bears it, so ours is lost only when the group
    /// became empty; a process of that number after we reaped the child shows that this has happened.
    private func isGroupSurelyOurs(_ child: Child) -> Bool {
        child.hasOwnGroup && (!child.hasExited || !SystemCalls.exists(child.pid))
    }

    /// Whether anybody runs in a child's group; zombies alone would take a signal, too, and tell nobody.
    private func hasGroup(_ child: Child) -> Bool {
        !child.hasExited || (isGroupSurelyOurs(child) && processes.hasRunningMember(ofGroup: child.pid))
    }

    /// Where the search for a child's tree begins.
    func roots(of child: Child) -> ProcessTable.Roots {
        var roots = ProcessTable.Roots()
        if !child.hasExited { roots.pids = [child.pid] }
        if isGroupSurelyOurs(child) { roots.groups = [child.pid] }
        roots.known = Set(child.usage.known)
        // Read this moment: a number of those is not given away before it is looked at.
        if let group = child.group { roots.pids.formUnion(group.members) }
        roots.marker = SessionMarker(host: hostName, child: child.handle)
        return roots
    }

    /// Signals every process of the trees, those too that are born meanwhile; how many there were.
    func signalTree(_ roots: ProcessTable.Roots, _ signal: Signal) -> Int {
        var roots = roots
        var seen: Set<ProcessIdentity> = []
        for _ in 0..<Self.treeSearchesMax {
            let fresh = processes.members(of: roots).map(\.identity).filter { !seen.contains($0) }
            if fresh.isEmpty { break }
            for identity in fresh {
                seen.insert(identity)
                deliver(signal, to: identity)
            }
            // Whoever was found is searched for children again, also when it has lost its own parent by now.
            roots.known.formUnion(fresh)
        }
        return seen.count
    }

    /// Signals a process that was found, if its number still means it: the pidfd is opened first and the number looked
    /// up again after, so what is signalled is what was found.
    private func deliver(_ signal: Signal, to identity: ProcessIdentity) {
        guard let pidfd = try? SystemCalls.openProcess(identity.pid) else { return }
        defer { SystemCalls.close(pidfd) }
        guard processes.isAlive(identity) else { return }
        try? SystemCalls.signal(pidfd: pidfd, signal.rawValue)
        if signal == .kill { condemned.append(identity) }
    }

    /// Waits until processes are gone, or for so long.
    func waitUntilGone(_ identities: [ProcessIdentity], milliseconds: Int64) {
        let limit = SystemCalls.monotonicNanoseconds + milliseconds * 1_000_000
        for identity in identities {
            guard let pidfd = try? SystemCalls.openProcess(identity.pid) else { continue }
            defer { SystemCalls.close(pidfd) }
            guard processes.exists(identity) else { continue }
            _ = SystemCalls.waitReadable(
                pidfd, milliseconds: (limit - SystemCalls.monotonicNanoseconds) / 1_000_000)
        }
    }
}
