import Determinism
import Hosting
import Player
import Recording

/// Signals: whom they reach, and what a process that is stopped or deaf to them makes of them.
extension SimulatedHost {
    mutating func signal(_ signal: Signal, _ scope: SignalScope, to index: Int) {
        guard let process = process(index) else { return }
        let count = reach(signal, scope, of: process)
        if scope == .tree {
            emit(.leftovers(process.handle, count), for: process)
        } else if count == 0 {
            emit(.signalFailed(process.handle, signal, errno: Self.noSuchProcess), for: process)
        }
    }

    /// Sends a signal; how many processes there are that it reaches.
    @discardableResult
    mutating func reach(_ signal: Signal, _ scope: SignalScope = .group, of process: VirtualProcess) -> Int {
        let index = process.handle.rawValue
        let reached = process.grandchildren.indices.filter { grandchild in
            let traits = process.grandchildren[grandchild]
            return traits.isAlive && (scope == .tree || scope == .group && !traits.traits.isDetached)
        }
        let count = (process.isAlive ? 1 : 0) + reached.count
        let isAlive = process.isAlive
        // All get it at once, so that who dies of it is gone before an end is seen.
        for grandchild in reached where Self.isDeadly(signal) {
            let isIgnored = process.grandchildren[grandchild].traits.ignoring.contains(signal) && signal != .kill
            if !isIgnored { endGrandchild(grandchild, of: index) }
        }
        if isAlive { deliver(signal, to: index) }
        return count
    }

    /// ESRCH, errno(3).
    private static let noSuchProcess: Int32 = 3

    private static func isDeadly(_ signal: Signal) -> Bool {
        ![.continue, .windowChange, .stop, .terminalStop].contains(signal)
    }

    mutating func deliver(_ signal: Signal, to index: Int) {
        guard let process = process(index) else { return }
        switch signal {
        case .kill: kill(index, by: .kill)
        case .stop: process.isStopped = true
        case .continue: resume(process)
        // A stopped process dies of nothing but SIGKILL: all else waits until it is continued (signal(7)).
        case _ where process.isStopped:
            if !process.pendingSignals.contains(signal) { process.pendingSignals.append(signal) }
        default: deliverByDisposition(signal, to: process)
        }
    }

    private mutating func resume(_ process: VirtualProcess) {
        guard process.isStopped else { return }
        process.isStopped = false
        if process.terminal?.isSuspended == true {
            changeTerminal(of: process) { $0.makeRaw(keepingOutput: true, into: &$1) }
        }
        let pending = process.pendingSignals.sorted { $0.rawValue < $1.rawValue }
        process.pendingSignals = []
        // SIGCONT takes back stop signals that were not seen yet.
        for signal in pending where signal != .terminalStop { deliverByDisposition(signal, to: process) }
        goOn(process)
        wake(process.handle.rawValue)
    }

    private mutating func deliverByDisposition(_ signal: Signal, to process: VirtualProcess) {
        switch process.dispositions[signal] ?? .standard {
        case .ignored: break
        case .handled:
            process.post(.signal(signal))
            wake(process.handle.rawValue)
        case .standard:
            // On a terminal of its own nobody is there who could continue it: the kernel drops the signal (setpgid(2)).
            if signal == .terminalStop { process.isStopped = !process.isPseudoterminal }
            if Self.isDeadly(signal) { kill(process.handle.rawValue, by: signal) }
        }
    }

    /// The leader of a terminal's session takes its process group with it, but for those who ignore SIGHUP
    /// (setsid(2), tty_ioctl(4)).
    mutating func hangUpGroup(of process: VirtualProcess) {
        for place in process.grandchildren.indices {
            let traits = process.grandchildren[place].traits
            if !traits.isDetached, !traits.ignoring.contains(.hangUp) {
                endGrandchild(place, of: process.handle.rawValue)
            }
        }
    }
}
