import Text

/// Why a call of a tool was allowed.
public enum ToolGrant: Sendable, Hashable {
    /// The tool never needs permission.
    case tool
    /// The permission mode allows it.
    case mode
    /// A rule of the command line or the settings allows it.
    case rule
    /// The command only reads.
    case harmless
    /// A hook allowed it.
    case hook
    /// The person, or the program in her place, allowed it.
    case user
}

/// Who refused a call of a tool.
public enum ToolRefusal: Sendable, Hashable {
    /// Nobody could be asked.
    case unasked
    /// A rule of the settings, or the mode.
    case rule
    /// A hook.
    case hook
    /// The person, or the program in her place.
    case user
    /// The input ended before an answer came.
    case inputEnded
}

extension ToolGrant {
    /// `permission_decision` of an answer.
    func decision(for tool: String) -> JSONValue {
        switch self {
        case .tool where ["Agent", "Task", "StructuredOutput"].contains(tool):
            ["decision": "accept", "source": "config"]
        case .tool, .mode: ["decision": "accept", "source": "config", "reason_type": "mode"]
        case .rule: ["decision": "accept", "source": "config", "reason_type": "rule"]
        case .harmless: ["decision": "accept", "source": "config", "reason_type": "subcommandResults"]
        case .hook: ["decision": "accept", "source": "hook", "reason_type": "hook"]
        case .user: ["decision": "accept", "source": "user_temporary"]
        }
    }
}

extension ToolRefusal {
    /// `non_execution_kind` of an answer.
    var kind: String { self == .unasked ? "user-rejected" : "permission-rule" }

    /// `permission_decision` of an answer.
    var decision: JSONValue {
        switch self {
        case .unasked: ["decision": "reject", "source": "config"]
        case .rule: ["decision": "reject", "source": "config", "reason_type": "rule"]
        case .hook: ["decision": "reject", "source": "hook", "reason_type": "hook"]
        case .user: ["decision": "reject", "source": "user_reject"]
        case .inputEnded: ["decision": "reject", "source": "config", "reason_type": "other"]
        }
    }
}
