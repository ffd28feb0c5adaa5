import ClaudeProtocol
import Text

/// What a settings file says, as far as it matters to a session: permissions and hooks.
struct SettingsFile: Sendable {
    var allowing: [PermissionRule] = []
    var denying: [PermissionRule] = []
    var asking: [PermissionRule] = []
    /// The permission mode without `--permission-mode`.
    var defaultMode: String?
    var model: String?
    /// `default` wants the classic renderer.
    var renderer: String?
    /// Commands by event.
    var hooks = HookTable()

    /// Reads settings; what is unknown or of another type counts as absent, as with the CLI.
    init(_ value: JSONValue) {
        let permissions = value["permissions"]
        allowing = Self.rules(permissions?["allow"])
        denying = Self.rules(permissions?["deny"])
        asking = Self.rules(permissions?["ask"])
        defaultMode = permissions?["defaultMode"]?.string
        model = value["model"]?.string
        renderer = value["tui"]?.string
        if value["disableAllHooks"]?.bool != true { hooks = HookTable(settings: value["hooks"]) }
    }

    private static func rules(_ value: JSONValue?) -> [PermissionRule] {
        (value?.array ?? []).compactMap(\.string).map(PermissionRule.init)
    }
}
