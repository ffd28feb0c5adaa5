import ClaudeProtocol
import Determinism
import Text

extension Player {
    /// What is done before the first turn, or before `initialize` is answered: the client's servers are reached.
    func connecting() -> [Operation] { servers.unconnected.map(Operation.connectServer) }

    /// What is done before a turn: servers learn that they are connected, and say what they have.
    func announcing() -> [Operation] {
        let unannounced = servers.unannounced
        return unannounced.map(Operation.announceServer)
    }

    /// What is done once the turn runs: new servers say what tools they have.
    func listing() -> [Operation] {
        servers.unannounced.map(Operation.listTools)
    }

    mutating func connect(_ index: Int) {
        let profile = settings?.profile ?? .newest
        let message = ServerMessage.initialize(id: takeNumber(index), version: profile.version)
        ask(index, message)
        push([.awaitAnswers, .followConnection(index)])
    }

    mutating func followConnection(_ index: Int) {
        switch takeServerAnswer() {
        case .success(let response):
            servers[index].info = response["result"]?["serverInfo"]
            servers[index].isConnected = true
        case .failure(let reason): servers[index].failure = reason
        }
    }

    mutating func announce(_ index: Int) {
        guard servers[index].isConnected else { return }
        ask(index, ServerMessage.initialized)
        push([.awaitAnswers])
    }

    mutating func listTools(_ index: Int) {
        guard servers[index].isConnected else { return }
        asking.serverAnswer = nil
        servers[index].isAnnounced = true
        ask(index, ServerMessage.listTools(id: takeNumber(index)))
        push([.awaitAnswers, .followTools(index)])
    }

    mutating func followTools(_ index: Int) {
        if case .success(let response) = takeServerAnswer() {
            servers[index].tools = response["result"]?["tools"]?.array ?? []
        }
    }

    /// Calls the tool of a server that lives in the client.
    mutating func callServer() {
        guard let call = calls.last, let (index, tool) = servers.server(of: call.step.name) else { return }
        let id = takeNumber(index)
        ask(index, ServerMessage.call(tool, arguments: call.input, id: id, toolUseID: call.id))
        push([.awaitAnswers, .followServer])
    }

    /// Hands on what the tool of the client answered.
    mutating func followServer() {
        switch takeServerAnswer() {
        case .success(let response):
            if let error = response["error"] {
                let words = error["message"]?.string ?? error.text
                return push([.toolRan(.string("MCP error: \(words)"), .failed)])
            }
            let result = response["result"]
            let content = JSONValue.array((result?["content"]?.array ?? []).map(Self.typeFirst))
            push([.toolRan(content, result?["isError"]?.bool == true ? .failed : .ran)])
        case .failure(let words): push([.toolRan(.string(words), .failed)])
        }
    }

    /// A content block as the CLI writes it again: its type comes first.
    private static func typeFirst(_ block: JSONValue) -> JSONValue {
        guard case .object(var object) = block, let type = object["type"] else { return block }
        object["type"] = nil
        object.members.insert(.init(key: "type", value: type), at: 0)
        return .object(object)
    }

    private mutating func takeNumber(_ index: Int) -> Int {
        defer { servers[index].nextID += 1 }
        return servers[index].nextID
    }

    private mutating func ask(_ index: Int, _ message: JSONValue) {
        let id = voice?.builder.identifiers.uuid() ?? ""
        let request = voice?.builder.serverMessage(message, to: servers[index].name)
        send(request ?? [:], id: id, kind: .server)
    }

    private enum ServerReply {
        case success(JSONValue)
        case failure(String)
    }

    private mutating func takeServerAnswer() -> ServerReply {
        defer { asking.serverAnswer = nil }
        switch asking.serverAnswer {
        case .success(let body): return .success(body["mcp_response"] ?? [:])
        case .failure(let words): return .failure(words)
        case .inputEnded, nil: return .failure("Stream closed")
        }
    }
}
