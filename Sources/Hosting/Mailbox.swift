import Synchronization

/// Where other threads leave what the user does; the host hands it on as events of its present.
///
/// A stack without a lock: posting is one exchange of a pointer, and the host takes all at once, so that nothing here
/// can block either side. What one thread posts keeps its order.
///
/// ```swift
/// let mailbox = try host.openMailbox { id, request, mailbox in
///     mailbox.post(.userAnswer(id, .value(true)))
/// }
/// mailbox.post(.userCall(UserCall(name: "stop")))
/// ```
public final class Mailbox: Sendable {
    /// Runs the user's closure, here or elsewhere, and posts what came of it as `Event.userAnswer`.
    public typealias Server = @Sendable (CallID, UserRequest, Mailbox) -> Void

    private final class Letter: Sendable {
        let event: Event
        let earlier: Unmanaged<Letter>?

        init(_ event: Event, after earlier: Unmanaged<Letter>?) {
            self.event = event
            self.earlier = earlier
        }
    }

    private let newest = Atomic<Unmanaged<Letter>?>(nil)
    private let wake: @Sendable () -> Void
    private let server: Server

    /// An empty mailbox; hosts make one in `openMailbox`.
    ///
    /// - Parameters:
    ///   - wake: called after each post, to get a host out of its waiting.
    ///   - server: who answers the engine's questions.
    public init(wake: @escaping @Sendable () -> Void = {}, server: @escaping Server = Mailbox.refuse) {
        self.wake = wake
        self.server = server
    }

    deinit { _ = takeAll() }

    /// Leaves an event of the user's side; from any thread.
    public func post(_ event: Event) {
        precondition(event.isOfUser, "only what the user does can be posted, not \(event)")
        var earlier = newest.load(ordering: .relaxed)
        while true {
            let letter = Unmanaged.passRetained(Letter(event, after: earlier))
            let (isDone, found) = newest.compareExchange(
                expected: earlier, desired: letter, ordering: .acquiringAndReleasing)
            if isDone { break }
            letter.release()
            earlier = found
        }
        wake()
    }

    /// Takes all that was posted, oldest first; the host's thread alone.
    public func takeAll() -> [Event] {
        var events: [Event] = []
        var next = newest.exchange(nil, ordering: .acquiringAndReleasing)
        while let letter = next?.takeRetainedValue() {
            events.append(letter.event)
            next = letter.earlier
        }
        return events.reversed()
    }

    /// Has a question of the engine answered.
    public func serve(_ id: CallID, _ request: UserRequest) { server(id, request, self) }

    /// Answers that nobody serves this host.
    public static let refuse: Server = { id, request, mailbox in
        mailbox.post(.unserved(id, request))
    }
}

/// A host that other threads can reach through a mailbox.
public protocol MailboxHost: Host, ~Copyable {
    /// Opens the host's mailbox; a host has one, and opening it again gives the same.
    ///
    /// - Parameter server: who answers `Action.callUser`; the first to open the mailbox decides.
    mutating func openMailbox(server: @escaping Mailbox.Server) throws(HostFailure) -> Mailbox
}

extension Event {
    /// Whether this comes from the user and not from a child or the clock.
    public var isOfUser: Bool {
        switch self {
        case .userCall, .userAnswer: true
        default: false
        }
    }

    /// The answer of a host that has nobody to run closures.
    public static func unserved(_ id: CallID, _ request: UserRequest) -> Event {
        .userAnswer(id, .failure("nobody here runs '\(request.name)'"))
    }
}
