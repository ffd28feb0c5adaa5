/// Which tools a call gives to its session, by its options.
public struct ToolSelection: Sendable, Hashable {
    /// The only built-in tools (`--tools`); `nil`: the usual ones.
    public var only: [String]?
    /// Tools that are taken away whole (`--disallowedTools`).
    public var without: [String] = []
    /// Whether somebody can be asked (`--permission-prompt-tool stdio`).
    public var asksClient = false
    /// Whether an answer of a certain shape is wanted (`--json-schema`).
    public var givesStructure = false

    /// The usual tools.
    public init() {}

    /// What a command line says.
    public init(_ arguments: ClaudeArguments) {
        let list = arguments.list("tools")
        if arguments.has("tools"), list != ["default"] { only = list }
        without = arguments.disallowedTools.filter { !$0.contains("(") }
        asksClient = arguments.value("permission-prompt-tool") == "stdio"
        givesStructure = arguments.has("json-schema")
    }

    /// Whether a built-in tool is there at all; those of servers always are, unless they are taken away.
    public func has(_ name: String) -> Bool {
        if without.contains(name) { return false }
        guard let only, !name.hasPrefix("mcp__"), name != "StructuredOutput" else { return true }
        return only.contains(name) || (name == "Agent" && only.contains("Task"))
    }
}

extension Profile {
    /// The built-in tools of a session, in the order of `system/init`.
    public func tools(_ selection: ToolSelection, model: String) -> [String] {
        var names = inventory.tools
        if selection.asksClient { names += inventory.toolsWhenAsking }
        if selection.givesStructure { names += inventory.toolsForStructure }
        if model.contains("haiku") { names += inventory.toolsOfSmallModels }
        if selection.without.contains("Bash") {
            names.removeAll(where: inventory.toolsWithBash.contains)
            names += inventory.toolsWithoutBash
        }
        names = names.filter(selection.has)
        // What has been added stands among the others, which are in order but for the first.
        guard inventory.sortsTools else { return names }
        return names.filter { $0 == "Task" } + names.filter { $0 != "Task" }.sorted()
    }
}
