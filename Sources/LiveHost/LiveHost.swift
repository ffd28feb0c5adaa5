public import Determinism
public import Hosting
import Recording

/// A host of real processes: pipes and pseudoterminals, signals, process trees and resource samples on Linux.
///
/// One thread drives it and owns it: the kernel kills the children when the thread that started them ends
/// (`PR_SET_PDEATHSIG`, prctl(2)), so that nothing survives a run that was killed. Nothing survives `close` either,
/// nor the end of the object's life.
///
/// Two things change for the whole process: SIGPIPE is ignored, and SIGCHLD is not. Children get neither: they start
/// with default dispositions, an empty mask, no descriptor above 2, and the environment of their `Launch` with one
/// variable more, `UNDERSTUDY_SESSION`, by which descendants are found that left their group, session and parents.
///
/// A pseudoterminal in its canonical mode silently cuts lines of more than 4,095 bytes (termios(3)): who writes to one
/// has to keep lines short or wait until the child has switched to raw mode.
///
/// Linux 5.11 or newer, with `/proc`.
public final class LiveHost: Host {
    let clock: ScaledClock
    let hostName = SessionMarker.makeHostName()
    var reactor: Reactor
    var cancellation: Wire
    /// What rings when something was posted.
    var bell = Wire()
    var mailbox: Mailbox?
    /// By handle; `nil`: not started.
    var children: [Child?] = []
    /// Children of which something can still come, by handle.
    var active: Set<Int> = []
    var queue = OccurrenceQueue()
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: LiveHost.readBytesMax, alignment: 16)
    let processes = ProcessTable()
    /// Descendants that were sent SIGKILL, for whose end `close` waits.
    var condemned: [ProcessIdentity] = []
    var samplings: [Sampling] = []
    /// The person on whose terminal the session runs.
    var person: PersonPort?
    /// Children to whom the end of input is typed.
    var endings: [TypedEnding] = []
    /// Where children's control groups are made; `nil`: where this process may.
    let groups: Result<ControlGroups, ControlGroups.Refusal>?
    /// Groups of children that were let go of, in which somebody was still about to end.
    var retiredGroups: [ControlGroup] = []
    /// Who keeps the time where it is virtual; `nil`: the world does.
    var coordinator: ClockCoordinator?
    /// The latest instant that anybody was shown.
    private var shown = Instant.zero
    /// Whether the kernel was asked once more after the deadline had passed.
    private var wasAskedLate = false
    private(set) var isClosed = false

    /// The most bytes of one read, and so of one `Event.bytes`.
    public static let readBytesMax = 64 * 1024
    /// The most reads of one stream for each time that it is ready, so that no child keeps the others waiting.
    static let readsMax = 4
    /// The most bytes of one write.
    static let writeBytesMax = 64 * 1024
    /// The most writes to one child for each time that it is ready.
    static let writesMax = 16
    /// The most bytes that may wait for one child's input; a program that does not wait for `Event.wrote` ends there.
    public static let pendingInputBytesMax = 256 * 1024 * 1024
    /// The most children of one host.
    public static let childrenMax = 1 << 24

    /// A host without children, whose clock stands at zero.
    ///
    /// - Parameters:
    ///   - timeScale: how many seconds of the host's clock pass in one second of the world; above 0.
    ///   - cancellation: a descriptor that ends the run when it can be read: `next` throws `HostFailure.Code.cancelled`
    ///     for as long as that is so. It stays the caller's.
    ///   - person: the person on whose terminal the session runs, where we stand between the two. Their terminal is ours
    ///     until `close`, and so are the signals that come to this process: the calling thread must be the only one.
    ///   - groups: where control groups are made; `nil`: where `ControlGroups.ofThisProcess` says.
    /// - Throws: `HostFailure.Code.systemCall` where the process has no descriptor left for the epoll set.
    public init(
        timeScale: Double = 1, cancellation: Int32? = nil, person: PersonStreams? = nil, groups: ControlGroups? = nil
    ) throws(HostFailure) {
        self.groups = groups.map { .success($0) }
        clock = ScaledClock(scale: timeScale)
        self.cancellation = Wire(cancellation ?? -1)
        do throws(SystemError) {
            reactor = try Reactor()
            try reactor.watch(&self.cancellation, for: Reactor.readable, process: 0, role: .cancellation)
        } catch {
            throw HostFailure(.systemCall, "can't watch descriptors with epoll: \(error.text)")
        }
        SystemCalls.prepareForChildren()
        guard let person else { return }
        do throws(SystemError) {
            let port = try PersonPort(person)
            self.person = port
            try attach(port)
        } catch {
            throw HostFailure(.systemCall, "can't use the terminal: \(error.text)")
        }
    }

    deinit {
        close()
        scratch.deallocate()
    }

    /// The present on the host's clock: whole microseconds since the host was made, times the scale.
    public var now: Instant {
        if let coordinator { return coordinator.now }
        shown = max(shown, clock.now)
        return shown
    }

    /// Takes one action; see `Host`.
    public func perform(_ action: Action) throws(HostFailure) {
        precondition(!isClosed, "the host is closed")
        try take(action)
        if let coordinator { try follow(action, coordinator) }
    }

    private func take(_ action: Action) throws(HostFailure) {
        switch action {
        case .spawn(let handle, let launch): try spawn(handle, launch)
        case .write(let handle, let bytes):
            if handle.isChild { try write(bytes, to: handle) } else { try write(bytes, toPerson: handle) }
        case .closeInput(let handle): try closeInput(of: handle)
        case .hangUp(let handle): try hangUp(handle)
        case .signal(let handle, let signal, let scope): try send(signal, to: handle, scope)
        case .resize(let handle, let size): try resize(handle, size)
        case .demand(let channel, let bytes):
            if channel.process.isChild { try demand(bytes, of: channel) } else { try demandOfPerson(bytes) }
        case .sample(let handle): try startSampling(handle)
        case .person(.suspend): try suspend()
        case .person(.endInput(let handle)): endInput(of: handle)
        case .person(.letGo(let channel)): try letGo(channel)
        case .callUser(let id, let request): serve(id, request)
        case .noteCall, .noteOutcome: break
        }
    }

    /// Waits for the next event; see `Host`.
    ///
    /// What arrived while the program was busy comes before a deadline that has passed meanwhile, but only what was
    /// there at one look, so that neither a flood of output nor a flood of timers can starve the other.
    public func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        precondition(!isClosed, "the host is closed")
        if let coordinator { return try next(coordinator, until: deadline) }
        while true {
            if let occurrence = queue.pop() {
                shown = max(shown, min(occurrence.instant, deadline))
                return Occurrence(occurrence.event, at: shown)
            }
            continueSampling()
            try continueEndings()
            try lookForTerminal()
            let present = clock.now
            let isLate = present >= deadline
            if isLate, wasAskedLate, queue.isEmpty {
                wasAskedLate = false
                return nil
            }
            if deadline == .distantFuture { try refuseToWaitForNothing() }
            let mayWait = queue.isEmpty && samplings.isEmpty && !isLate && !isPersonReady
            try collect(nanoseconds: mayWait ? waitingTime(from: present, until: deadline) : 0)
            if isPersonReady { try servePersonInput() }
            wasAskedLate = clock.now >= deadline
        }
    }

    private func refuseToWaitForNothing() throws(HostFailure) {
        guard queue.isEmpty, samplings.isEmpty, mailbox == nil, person == nil else { return }
        for number in active where children[number]?.canStillReport == true { return }
        throw HostFailure(.stalled, "no child runs, nothing is asked for, and there is no deadline")
    }

    /// Waits, and turns what is ready into events: outputs and inputs first, then exits; whether anything was.
    @discardableResult
    func collect(nanoseconds: Int64) throws(HostFailure) -> Bool {
        let ready: [Reactor.Readiness]
        do throws(SystemError) {
            // What is ready at one look has no order of its own, so it gets one that does not depend on the kernel's.
            ready = try reactor.wait(nanoseconds: nanoseconds).sorted { one, other in
                (one.process, one.role.rawValue) < (other.process, other.role.rawValue)
            }
        } catch {
            throw HostFailure(.systemCall, "can't wait for children with epoll: \(error.text)")
        }
        for readiness in ready {
            switch readiness.role {
            case .stdout: try serve(readiness, .stdout)
            case .stderr: try serve(readiness, .stderr)
            case .input: try serveInput(readiness.process)
            case .clock: if let coordinator { try admitParticipants(coordinator) }
            case .participantExit: try serveParticipantExit(readiness.process)
            case .personInput: try servePersonInput()
            case .personOutput, .personErrors: try servePersonOutput(readiness.role)
            case .signals: try serveSignals()
            case .exit: continue
            case .mail: takeMail()
            case .cancellation: throw HostFailure(.cancelled, "the run was cancelled from outside")
            }
        }
        for readiness in ready where readiness.role == .exit { try serveExit(readiness.process) }
        return !ready.isEmpty
    }

    /// How long to wait for something to happen, in nanoseconds of the world; -1: for ever.
    private func waitingTime(from present: Instant, until deadline: Instant) -> Int64 {
        let time = clock.nanoseconds(from: present, until: deadline)
        guard let look = nanosecondsToNextLook else { return time }
        return time < 0 ? look : min(time, look)
    }

    /// Notes an event that happens now.
    func report(_ event: Event) {
        if let coordinator { return coordinator.emit(event) }
        queue.push(Occurrence(event, at: clock.now))
    }

    /// The child of a handle while anything is left of it.
    func child(_ handle: ProcessHandle) -> Child? {
        children.indices.contains(handle.rawValue) ? children[handle.rawValue] : nil
    }

    func markClosed() { isClosed = true }
}
