public import Text

/// A recording of several processes: one of each, and the total order of what their engine got.
///
/// In a folder `NAME.casts/` the order is `main.cast`, and every process has a file of its own name.
public struct RecordedOrchestration: Sendable, Hashable {
    /// The name of the recording that has the order.
    public static let mainName = "main"

    /// The order: which events of which process came next, what the user did, timers, and what the engine did.
    public var main: Recording
    /// The processes by their names.
    public var processes: [String: Recording]

    /// An orchestration of these recordings.
    public init(main: Recording, processes: [String: Recording]) {
        self.main = main
        self.processes = processes
    }
}

extension RecordingDetails {
    /// Whence an orchestration's children were started: the command's name, the names of their environment's variables,
    /// an alias of their folder.
    public var launcher: JSONObject? {
        get { json["launcher"]?.object }
        set { json["launcher"] = newValue.map(JSONValue.object) }
    }

    /// The names of the environment's variables; their values may be secrets and differ from machine to machine.
    public var environment: [String]? {
        get { json["environment"]?.strings }
        set { json["environment"] = newValue.map { .array($0.map(JSONValue.string)) } }
    }
}
