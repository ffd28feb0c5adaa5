import Determinism
import Text

/// The lines of stream-json that a session file stands for.
enum SessionLine {
    /// Whether a message of the person asks something; a tool's result and an interruption do not.
    static func isPrompt(_ message: JSONValue) -> Bool {
        guard let blocks = message["content"]?.array else { return message["content"]?.string != nil }
        let isAnswer = blocks.contains { $0["type"] == "tool_result" }
        return !isAnswer && !isInterruption(message) && !blocks.isEmpty
    }

    /// Whether this is what the CLI writes where a turn was broken off.
    static func isInterruption(_ message: JSONValue) -> Bool {
        let texts = message["content"]?.array?.map { $0["text"]?.string } ?? [message["content"]?.string]
        return texts.contains { $0?.hasPrefix("[Request interrupted by user") == true }
    }

    /// A message as stream-json has it; `naming` adds the session.
    static func message(_ value: JSONValue, type: String, message: JSONValue) -> JSONObject {
        var line = JSONObject()
        line["type"] = .string(type)
        line["message"] = message
        line["parent_tool_use_id"] = .null
        line["session_id"] = .null
        line["uuid"] = value["uuid"]
        line["timestamp"] = value["timestamp"]
        line["tool_use_result"] = value["toolUseResult"]
        if value["isApiErrorMessage"]?.bool == true {
            line["is_api_error_message"] = true
            line["error"] = value["error"]
        }
        return line
    }

    /// The line with its session's identifier.
    static func naming(_ session: String, _ line: JSONObject) -> JSONObject {
        var line = line
        line["session_id"] = .string(session)
        return line
    }

    /// The first line of a turn.
    static func initial(_ facts: SessionFacts, session: String) -> JSONObject {
        var line = JSONObject()
        line["type"] = "system"
        line["subtype"] = "init"
        line["cwd"] = facts.cwd.map(JSONValue.string)
        line["session_id"] = .string(session)
        line["tools"] = []
        line["mcp_servers"] = []
        line["model"] = facts.model.map(JSONValue.string)
        line["permissionMode"] = "default"
        line["claude_code_version"] = facts.version.map(JSONValue.string)
        return line
    }

    /// The last line of a turn.
    static func result(_ turn: SessionTurn, session: String, cost: JSONValue?) -> JSONObject {
        var line = JSONObject()
        line["type"] = "result"
        line["subtype"] = turn.isInterrupted ? "error_during_execution" : "success"
        line["is_error"] = .bool(turn.isError)
        line["duration_ms"] = .int(Int((turn.end - turn.start).microseconds / 1_000))
        line["num_turns"] = .int(max(turn.answers.count, 1))
        if !turn.isInterrupted { line["result"] = .string(turn.text) }
        line["session_id"] = .string(session)
        line["total_cost_usd"] = cost
        line["usage"] = .object(turn.usageObject)
        return line
    }

    /// A prompt as a line of standard input.
    static func input(_ message: JSONValue) -> [UInt8] {
        var line = JSONObject()
        line["type"] = "user"
        line["message"] = message
        line["parent_tool_use_id"] = .null
        return JSONValue.object(line).encoded + [UInt8(ascii: "\n")]
    }
}
