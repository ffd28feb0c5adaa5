import Hosting
import Text

/// The control protocol with a child that lives for the whole session: who has asked whom what.
struct ControlDesk: Sendable {
    /// A tool that waits for permission.
    struct Permission: Sendable, Hashable {
        let id: String
        let tool: String
        let input: JSONValue
    }

    /// What the engine has asked the CLI, by the request's id.
    private var requests: [String: String] = [:]
    private var requestsGiven = 0
    /// What the user was asked for the CLI.
    private var permissions: [CallID: Permission] = [:]

    /// Whether the user's side answers requests for permission.
    var hasPermissionHandler = false
    /// Whether the CLI has answered `initialize`.
    var isInitialized = false

    /// An id for a request of the engine's.
    mutating func newRequest(_ subtype: String) -> String {
        requestsGiven += 1
        let id = "req_\(requestsGiven)_\(subtype)"
        requests[id] = subtype
        return id
    }

    /// The CLI has answered: what it was asked.
    mutating func subtype(ofAnswered id: String) -> String? { requests.removeValue(forKey: id) }

    /// The user is asked for the CLI.
    mutating func asked(_ call: CallID, _ permission: Permission) { permissions[call] = permission }

    /// The user has answered: whom that is for.
    mutating func answered(_ call: CallID) -> Permission? { permissions.removeValue(forKey: call) }

    /// The CLI no longer waits.
    mutating func cancel(_ id: String) { permissions = permissions.filter { $0.value.id != id } }

    /// The child is gone.
    mutating func reset() {
        requests = [:]
        permissions = [:]
        isInitialized = false
    }
}
