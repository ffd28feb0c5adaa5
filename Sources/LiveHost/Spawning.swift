import CProcesses
import Determinism
import Hosting
import Recording

extension LiveHost {
    /// Starts a child and reports that it runs, or why it does not.
    func spawn(_ handle: ProcessHandle, _ launch: Launch) throws(HostFailure) {
        let number = handle.rawValue
        guard (0..<Self.childrenMax).contains(number) else {
            throw HostFailure(.limit, "a child of the number \(number): only 0 to \(Self.childrenMax - 1) are allowed")
        }
        while children.count <= number { children.append(nil) }
        precondition(children[number] == nil, "a handle names one child only")
        var launch = launch
        if let coordinator { launch.tell(ClockMessage.addressVariable, coordinator.address) }
        var group = try makeGroup(handle, launch.confinement)
        do throws(SystemError) {
            let born = try bear(handle, launch, in: &group)
            let child = Child(handle, born, group: group)
            do throws(SystemError) {
                try reactor.watch(&child.exit, for: Reactor.readable, process: number, role: .exit)
                // Even without demand: the end of a stream is news, and an empty interest reports it.
                try watchOutput(child, .stdout)
                try watchOutput(child, .stderr)
            } catch {
                discard(child)
                throw error
            }
            children[number] = child
            active.insert(number)
            report(.spawned(handle, pid: child.pid))
        } catch {
            report(.spawnFailed(handle, errno: error.number))
        }
    }

    /// Changes the size of a child's terminal; the kernel tells the child by SIGWINCH, if the size is a new one.
    func resize(_ handle: ProcessHandle, _ size: TerminalSize) throws(HostFailure) {
        guard let child = child(handle), child.isTerminal, child.stdout.wire.isOpen else { return }
        do throws(SystemError) {
            try SystemCalls.resizeTerminal(child.stdout.wire.descriptor, columns: size.columns, rows: size.rows)
        } catch {
            throw HostFailure(.systemCall, "can't resize the terminal of child \(handle.rawValue): \(error.text)")
        }
    }

    /// Reaps a child whose pidfd is readable: what it has written comes first, so far as it is wanted.
    func serveExit(_ number: Int) throws(HostFailure) {
        guard let child = children[number], !child.hasExited else { return }
        if coordinator != nil { _ = try takeOutput(of: child) }
        try drain(child, .stdout)
        try drain(child, .stderr)
        do throws(SystemError) {
            guard let end = try SystemCalls.reap(child.exit.descriptor) else { return }
            child.status = ExitStatus(code: end.code)
            child.usage.processorTimeOfReaped = Int(end.processor_time)
        } catch {
            throw HostFailure(
                .systemCall,
                "can't reap child \(number) (\(error.text)); some other part of this process waits for all children")
        }
        reactor.close(&child.exit)
        reportMemoryKills(of: child)
        if let status = child.status { report(.exited(child.handle, status)) }
        if let coordinator { try noteExit(of: child, coordinator) }
        settle(child)
    }

    /// Lets go of everything of a child that nothing can come of any more.
    func settle(_ child: Child) {
        guard child.isDone else { return }
        if !child.pending.isEmpty { refuseInput(of: child) }
        closeStreams(of: child)
        active.remove(child.handle.rawValue)
    }

    /// Closes our ends of a child's streams.
    func closeStreams(of child: Child) {
        SystemCalls.closingAlone { reactor.close(&child.input) }
        reactor.close(&child.stdout.wire)
        reactor.close(&child.stderr.wire)
        child.isInputGone = true
    }

    /// Kills and reaps a child that could not be watched.
    private func discard(_ child: Child) {
        closeStreams(of: child)
        try? SystemCalls.signal(pidfd: child.exit.descriptor, Signal.kill.rawValue)
        _ = SystemCalls.waitReadable(child.exit.descriptor, milliseconds: Self.killMilliseconds)
        _ = try? SystemCalls.reap(child.exit.descriptor)
        reactor.close(&child.exit)
        child.group?.remove()
    }
}

extension Launch {
    /// Sets a variable of the environment.
    fileprivate mutating func tell(_ name: String, _ value: String) {
        environment.removeAll { $0.name == name }
        environment.append(EnvironmentVariable(name, value))
    }
}
