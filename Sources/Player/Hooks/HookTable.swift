import Matching
import Text

/// The moments at which hooks are called.
enum HookEvent: String, Sendable, Hashable {
    case sessionStart = "SessionStart"
    case userPromptSubmit = "UserPromptSubmit"
    case preToolUse = "PreToolUse"
    case postToolUse = "PostToolUse"
    case postToolUseFailure = "PostToolUseFailure"
    case permissionRequest = "PermissionRequest"
    case notification = "Notification"
    case subagentStart = "SubagentStart"
    case subagentStop = "SubagentStop"
    case stop = "Stop"
    case preCompact = "PreCompact"
    case sessionEnd = "SessionEnd"
}

/// One hook: a callback of the client, or a command of the settings.
struct Hook: Sendable, Hashable {
    enum Body: Sendable, Hashable {
        case callback(id: String)
        case command(String)
    }

    let body: Body
    /// How long it may take.
    let timeout: Duration

    /// What a hook may take where nobody said.
    static let timeoutUsual = Duration.seconds(60)
}

/// Which hooks are called when.
struct HookTable: Sendable {
    private struct Entry: Sendable {
        let event: HookEvent
        let matcher: String?
        let hooks: [Hook]
    }

    private var entries: [Entry] = []

    init() {}

    /// Hooks of a client: `initialize` names its callbacks by event.
    init(callbacks value: JSONValue?) {
        add(value) { matcher, timeout in
            (matcher["hookCallbackIds"]?.array ?? []).compactMap(\.string).map {
                Hook(body: .callback(id: $0), timeout: timeout)
            }
        }
    }

    /// Hooks of a settings file: commands by event.
    init(settings value: JSONValue?) {
        add(value) { matcher, _ in
            (matcher["hooks"]?.array ?? []).compactMap { hook in
                guard hook["type"]?.string ?? "command" == "command", let command = hook["command"]?.string else {
                    return nil
                }
                return Hook(body: .command(command), timeout: Self.timeout(hook))
            }
        }
    }

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ other: HookTable) { entries += other.entries }

    /// The hooks of an event; `subject` is the tool's name or what else the event's matchers look at.
    func hooks(for event: HookEvent, subject: String?) -> [Hook] {
        var found: [Hook] = []
        for entry in entries where entry.event == event && Self.matches(entry.matcher, subject) {
            // The same command under two matchers runs once.
            for hook in entry.hooks where !found.contains(hook) { found.append(hook) }
        }
        return found
    }

    private mutating func add(_ value: JSONValue?, _ hooks: (JSONValue, Duration) -> [Hook]) {
        for member in value?.object?.members ?? [] {
            guard let event = HookEvent(rawValue: member.key) else { continue }
            for matcher in member.value.array ?? [] {
                let found = hooks(matcher, Self.timeout(matcher))
                entries.append(Entry(event: event, matcher: matcher["matcher"]?.string, hooks: found))
            }
        }
    }

    private static func timeout(_ value: JSONValue) -> Duration {
        guard let seconds = value["timeout"]?.double, seconds > 0, seconds < 1e9 else { return Hook.timeoutUsual }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// No matcher, an empty one and `*` fit everything; else a name, names with `|`, or a regular expression.
    private static func matches(_ matcher: String?, _ subject: String?) -> Bool {
        guard let matcher, !matcher.isEmpty, matcher != "*", let subject else { return true }
        if matcher.split(separator: "|").contains(where: { $0 == subject }) { return true }
        guard let pattern = try? Pattern("^(?:\(matcher))$") else { return false }
        return TextMatch(kind: .regex(pattern, source: matcher)).matches(subject)
    }
}
