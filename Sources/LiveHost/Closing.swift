public import Hosting
import Recording

extension LiveHost {
    /// Ends whatever is left of any child's tree and closes the host; how many processes there were.
    ///
    /// Zombies do not count, nor do processes that are about to be gone.
    public func sweep() throws(HostFailure) -> Int {
        precondition(!isClosed, "the host is closed")
        let roots = rootsOfAll()
        waitUntilGone(processes.members(of: roots).map(\.identity), milliseconds: Self.leavingMilliseconds)
        let count = signalTree(roots, .kill)
        for case let child? in children { child.group?.kill() }
        finish()
        return count
    }

    /// Kills and reaps all that is left of any child, and closes every descriptor; later calls do nothing.
    public func close() {
        guard !isClosed else { return }
        if !children.allSatisfy({ $0 == nil }) { _ = signalTree(rootsOfAll(), .kill) }
        for case let child? in children { child.group?.kill() }
        finish()
    }

    /// Lets go of everything without harm to what children have left behind on purpose, such as a server in the
    /// background; a child that still runs is ended with all of its tree.
    public func release() {
        guard !isClosed else { return }
        for case let child? in children where !child.hasExited {
            _ = signalTree(roots(of: child), .kill)
            child.group?.kill()
        }
        finish()
    }

    private func rootsOfAll() -> ProcessTable.Roots {
        var roots = ProcessTable.Roots()
        for case let child? in children {
            let part = self.roots(of: child)
            roots.pids.formUnion(part.pids)
            roots.groups.formUnion(part.groups)
            roots.known.formUnion(part.known)
        }
        roots.marker = SessionMarker(host: hostName)
        return roots
    }

    /// Reaps the children, who were killed, and lets go of all descriptors.
    private func finish() {
        for case let child? in children {
            closeStreams(of: child)
            if !child.hasExited { reapKilled(child) }
            reactor.close(&child.exit)
        }
        detachPerson()
        closeClock()
        waitUntilGone(condemned, milliseconds: Self.killMilliseconds)
        condemned = []
        removeGroups()
        cancellation.descriptor = -1
        bell.descriptor = -1
        reactor.close()
        children = []
        active = []
        samplings = []
        endings = []
        markClosed()
    }

    /// Reaps a child that was killed; one that the kernel can't end within `killMilliseconds` is left to it.
    private func reapKilled(_ child: Child) {
        try? SystemCalls.signal(pidfd: child.exit.descriptor, Signal.kill.rawValue)
        if SystemCalls.waitReadable(child.exit.descriptor, milliseconds: Self.killMilliseconds) {
            _ = try? SystemCalls.reap(child.exit.descriptor)
        }
    }
}
