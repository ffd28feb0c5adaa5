import ClaudeProtocol
import Text

/// The MCP servers of a session: those of the client are really spoken to, the others are names in lists.
struct ToolServers {
    struct Server {
        let name: String
        /// Whether the client plays the server, over the control protocol.
        let isInClient: Bool
        var isConnected = false
        /// Why the connection failed, where it did.
        var failure: String?
        /// Whether the server knows that it is connected.
        var isAnnounced = false
        var info: JSONValue?
        /// What `tools/list` answered.
        var tools: [JSONValue]?
        /// The number of the next request.
        var nextID = 0
    }

    private(set) var servers: [Server] = []

    init() {}

    /// The servers that the command line names, as JSON or as files whose content is handed in.
    init(configurations: [JSONValue]) {
        for configuration in configurations { add(configuration["mcpServers"]) }
    }

    /// Adds servers by name; returns the new names.
    @discardableResult
    mutating func add(_ value: JSONValue?) -> [String] {
        var added: [String] = []
        for member in value?.object?.members ?? [] where !servers.contains(where: { $0.name == member.key }) {
            let isInClient = member.value["type"]?.string == "sdk"
            servers.append(Server(name: member.key, isInClient: isInClient, isConnected: !isInClient))
            added.append(member.key)
        }
        return added
    }

    subscript(index: Int) -> Server {
        get { servers[index] }
        set { servers[index] = newValue }
    }

    /// Servers that live in the client and have not been reached yet.
    var unconnected: [Int] {
        servers.indices.filter { servers[$0].isInClient && !servers[$0].isConnected && servers[$0].failure == nil }
    }

    /// Servers that have not been told of their connection.
    var unannounced: [Int] {
        servers.indices.filter { servers[$0].isInClient && servers[$0].isConnected && !servers[$0].isAnnounced }
    }

    /// The server and the tool that a name such as `mcp__calc__add` stands for, where the client plays the server.
    func server(of tool: String) -> (index: Int, tool: String)? {
        for (index, server) in servers.enumerated() where server.isInClient && server.isConnected {
            let start = "mcp__\(Self.plain(server.name))__"
            if tool.hasPrefix(start) { return (index, String(tool.dropFirst(start.count))) }
        }
        return nil
    }

    /// Names of all tools of all servers, as `system/init` lists them.
    var toolNames: [String] {
        servers.flatMap { server in
            (server.tools ?? []).compactMap { $0["name"]?.string }.map { "mcp__\(Self.plain(server.name))__\($0)" }
        }
    }

    /// `mcp_servers` of `system/init`.
    var list: JSONValue {
        .array(
            servers.map {
                [
                    "name": .string($0.name), "status": .string(Self.status(of: $0)),
                    "source": .string($0.isInClient ? "sdk" : "dynamic"),
                ]
            })
    }

    /// `mcpServers` of the answer to `mcp_status`.
    var status: JSONValue {
        .array(
            servers.map { server in
                var entry: JSONValue = ["name": .string(server.name), "status": .string(Self.status(of: server))]
                if case .object(var object) = entry {
                    object["serverInfo"] = server.info
                    object["error"] = server.failure.map(JSONValue.string)
                    object["scope"] = "dynamic"
                    object["tools"] = server.tools.map { tools in
                        .array(
                            tools.map {
                                ["name": $0["name"] ?? "", "description": $0["description"] ?? "", "annotations": [:]]
                            })
                    }
                    entry = .object(object)
                }
                return entry
            })
    }

    private static func status(of server: Server) -> String {
        if server.failure != nil { return "failed" }
        return server.isConnected ? "connected" : "pending"
    }

    /// A name as it stands in a tool's name: letters, digits, `_` and `-`.
    private static func plain(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") ? $0 : "_" })
    }
}
