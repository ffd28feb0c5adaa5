import CProcesses
import Glibc
import Hosting
import Recording

extension LiveHost {
    /// Watches what the person does.
    func attach(_ person: PersonPort) throws(SystemError) {
        try reactor.watch(&person.signals, for: Reactor.readable, process: 0, role: .signals)
        try watchPerson(person)
        try person.enterRaw()
    }

    /// Whether something of the person is ready although epoll(7) can't tell.
    var isPersonReady: Bool {
        guard let person, !person.hasEnded, person.demand > 0 else { return false }
        return person.inlets.first?.isAlwaysReady ?? false
    }

    /// Allows more of the person's input to be read.
    func demandOfPerson(_ bytes: Int) throws(HostFailure) {
        guard let person, bytes > 0, !person.hasEnded else { return }
        let (sum, isOver) = person.demand.addingReportingOverflow(bytes)
        person.demand = isOver ? .max : sum
        try guarding("input") { () throws(SystemError) in try watchPerson(person) }
    }

    /// Shows bytes to the person, or as errors.
    func write(_ bytes: [UInt8], toPerson handle: ProcessHandle) throws(HostFailure) {
        guard let person, !bytes.isEmpty else { return }
        let isErrors = handle == .personErrors
        guard !(isErrors ? person.errors.isGone : person.output.isGone) else { return }
        let isFirst = (isErrors ? person.errors : person.output).pending.isEmpty
        if isErrors { person.errors.pending.append(bytes) } else { person.output.pending.append(bytes) }
        person.follow(bytes)
        if isFirst { try servePersonOutput(isErrors ? .personErrors : .personOutput) }
    }

    /// Goes on showing what waits.
    func servePersonOutput(_ role: Reactor.Role) throws(HostFailure) {
        guard let person else { return }
        if role == .personErrors { serve(&person.errors, .personErrors) } else { serve(&person.output, .person) }
        try guarding("output") { () throws(SystemError) in try watchPerson(person) }
    }

    private func serve(_ outlet: inout Outlet, _ handle: ProcessHandle) {
        guard !outlet.isGone else { return }
        let before = outlet.pending.count
        var isRefused = false
        do throws(SystemError) {
            repeat { _ = try outlet.write() } while outlet.isAlwaysReady && !outlet.pending.isEmpty
        } catch {
            // A terminal that hung up, a pipe that nobody reads, a full disk behind a file: it takes no more.
            isRefused = true
        }
        let taken = before - outlet.pending.count
        if taken > 0 { report(.wrote(handle, bytes: taken)) }
        guard isRefused else { return }
        outlet.isGone = true
        outlet.pending.removeAll()
        reactor.close(&outlet.wire)
        report(.inputRefused(handle))
    }

    /// Reads once what the person has typed.
    func servePersonInput() throws(HostFailure) {
        guard let person, !person.hasEnded, person.demand > 0, let inlet = person.inlets.first else { return }
        let buffer = UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(person.demand, Self.readBytesMax)])
        var count: Int? = 0
        // What can't be read has ended: a terminal that is not ours any more, a folder.
        do throws(SystemError) { count = try inlet.read(into: buffer) } catch { count = 0 }
        guard let count else { return }
        if count > 0 {
            person.demand -= count
            report(.bytes(Channel(.person, .stdout), [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<count]))))
        } else {
            reactor.close(&person.inlets[0].wire)
            person.inlets.removeFirst()
            if person.inlets.isEmpty {
                person.hasEnded = true
                report(.ended(Channel(.person, .stdout)))
            }
        }
        try guarding("input") { () throws(SystemError) in try watchPerson(person) }
    }

    /// Turns signals that came into events; window changes become one, the last size counts (fault 27).
    func serveSignals() throws(HostFailure) {
        guard let person else { return }
        var signal = u_signal()
        var isResized = false
        while person.signals.isOpen, u_next_signal(person.signals.descriptor, &signal) == 1 {
            switch signal.number {
            case SIGWINCH: isResized = true
            case SIGCHLD: reportStops()
            case SIGCONT: try goOn()
            default:
                let isForGroup = signal.is_from_kernel != 0
                report(.person(.signalled(Signal(rawValue: signal.number), toGroup: isForGroup)))
            }
        }
        if isResized { reportSize() }
    }

    /// Stops this process until the person's shell continues it.
    func suspend() throws(HostFailure) {
        guard person != nil else { return }
        let wasRaw = u_is_raw() == 1
        u_leave_raw()
        // With a raw terminal the whole job stops, as it would by Ctrl-Z; else the terminal has stopped it already.
        if u_suspend(wasRaw ? 1 : 0) == 0 { try goOn() }
    }

    /// The person's shell has continued us: it may have changed the terminal, and the person its size.
    private func goOn() throws(HostFailure) {
        guard let person else { return }
        try guarding("terminal") { () throws(SystemError) in try person.enterRaw() }
        reportSize()
        report(.person(.signalled(.continue, toGroup: false)))
    }

    private func reportSize() {
        guard let person, let size = person.currentSize, size != person.size else { return }
        person.size = size
        report(.person(.resized(size)))
    }

    private func reportStops() {
        for number in active.sorted() {
            guard let child = children[number], child.isTerminal, !child.hasExited else { continue }
            var stop = u_stop()
            if u_take_stop(child.exit.descriptor, &stop) == 1 {
                report(.person(.stopped(child.handle, Signal(rawValue: stop.signal))))
            }
        }
    }

    /// Brings what the kernel is asked about the person in line with what is wanted.
    private func watchPerson(_ person: PersonPort) throws(SystemError) {
        if let inlet = person.inlets.first, !inlet.isAlwaysReady {
            let interest = person.demand > 0 ? Reactor.readable : nil
            try reactor.watch(&person.inlets[0].wire, for: interest, process: 0, role: .personInput)
        }
        try watch(&person.output)
        try watch(&person.errors)
    }

    private func watch(_ outlet: inout Outlet) throws(SystemError) {
        guard outlet.wire.isOpen, !outlet.isAlwaysReady else { return }
        let interest = outlet.pending.isEmpty ? nil : Reactor.writable
        try reactor.watch(&outlet.wire, for: interest, process: 0, role: outlet.role)
    }

    private func guarding(_ what: String, _ body: () throws(SystemError) -> Void) throws(HostFailure) {
        do throws(SystemError) { try body() } catch {
            throw HostFailure(.systemCall, "can't use the person's \(what): \(error.text)")
        }
    }

    /// Lets go of the person's streams, and gives the terminal back.
    func detachPerson() {
        guard let person else { return }
        person.leaveRaw()
        for index in person.inlets.indices { reactor.close(&person.inlets[index].wire) }
        reactor.close(&person.output.wire)
        reactor.close(&person.errors.wire)
        SystemCalls.closeSignals(person.signals.descriptor)
        SystemCalls.close(person.terminal ?? -1)
        self.person = nil
    }
}
