import CProcesses

/// A descriptor of ours and what the epoll set watches of it; closed by `Reactor.close`, never elsewhere.
struct Wire {
    /// The descriptor, -1 where there is none.
    var descriptor: Int32 = -1
    /// What is watched; `nil`: it is not in the set. An empty interest still reports that the other side is gone.
    fileprivate(set) var interest: UInt32?

    /// A wire on a descriptor that nobody watches yet.
    init(_ descriptor: Int32 = -1) { self.descriptor = descriptor }

    /// Whether there is a descriptor.
    var isOpen: Bool { descriptor >= 0 }
}

/// The epoll set: one for each host, level-triggered, waited for by the thread that drives the host.
struct Reactor {
    /// What a descriptor is to its child.
    enum Role: UInt64 {
        /// Standard output, or the master of a pseudoterminal, which is read and written.
        case stdout = 1
        /// Standard error.
        case stderr = 2
        /// The write end of the child's input.
        case input = 3
        /// The pidfd.
        case exit = 4
        /// The descriptor that ends the whole run when it can be read.
        case cancellation = 5
        /// What the person types.
        case personInput = 8
        /// What the person is shown.
        case personOutput = 9
        /// The person's standard error.
        case personErrors = 10
        /// The signals that come to us.
        case signals = 11
        /// The descriptor that can be read when something was posted.
        case mail = 6
        /// Where participants of the clock protocol connect.
        case clock = 7
        /// The pidfd of a participant that is no child; its number is the participant's.
        case participantExit = 12
    }

    /// Something that is ready.
    struct Readiness {
        /// The child's number.
        let process: Int
        /// Which of its descriptors.
        let role: Role
        /// Whether its other side is gone.
        let isBroken: Bool
    }

    /// How many bits of a token hold the role.
    private static let roleBits: UInt64 = 4
    static let readable = UInt32(U_READABLE)
    static let writable = UInt32(U_WRITABLE)

    private let set: Int32
    private var buffer = [u_ready](repeating: u_ready(), count: U_READY_MAX)

    /// An empty set.
    init() throws(SystemError) {
        set = u_open_watch()
        if set < 0 { throw SystemError(number: -set) }
    }

    /// Watches a wire for `interest`; `nil` takes it out of the set.
    func watch(_ wire: inout Wire, for interest: UInt32?, process: Int, role: Role) throws(SystemError) {
        guard wire.isOpen, wire.interest != interest else { return }
        if let interest {
            let token = UInt64(process) << Self.roleBits | role.rawValue
            let result = u_watch(set, wire.descriptor, wire.interest == nil ? 1 : 0, interest, token)
            if result < 0 { throw SystemError(number: -result) }
        } else {
            _ = u_unwatch(set, wire.descriptor)
        }
        wire.interest = interest
    }

    /// Closes a wire. It leaves the set first: a child being spawned elsewhere may hold a copy for a moment, and the
    /// kernel would go on reporting that.
    func close(_ wire: inout Wire) {
        if wire.interest != nil { _ = u_unwatch(set, wire.descriptor) }
        SystemCalls.close(wire.descriptor)
        wire = Wire()
    }

    /// Waits so long (-1: for ever) and returns what is ready, in the kernel's order; empty also after a signal.
    mutating func wait(nanoseconds: Int64) throws(SystemError) -> [Readiness] {
        let count = u_wait_ready(set, &buffer, nanoseconds)
        if count < 0 { throw SystemError(number: -count) }
        return buffer[..<Int(count)].compactMap { ready in
            Role(rawValue: ready.token & (1 << Self.roleBits - 1)).map { role in
                Readiness(
                    process: Int(ready.token >> Self.roleBits), role: role,
                    isBroken: ready.events & UInt32(U_BROKEN) != 0)
            }
        }
    }

    /// Closes the set itself.
    func close() { SystemCalls.close(set) }
}
