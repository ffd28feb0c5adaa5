import ClaudeProtocol
import TestMaterial
import Testing
import Text

@Suite("Lines of a stream-json session")
struct StreamMessageTests {
    private func parse(_ line: String) -> [StreamMessage]? { StreamMessage.parse(Array(line.utf8)) }

    @Test("An assistant line with several blocks says several things, in their order")
    func severalBlocks() {
        let line = """
            {"type":"assistant","message":{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"},\
            {"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}]},"parent_tool_use_id":"p"}
            """
        #expect(
            parse(line) == [
                .thinking("hm"), .text("a", parentToolUseID: "p"),
                .toolUse(id: "t1", name: "Bash", input: ["command": "ls"], parentToolUseID: "p"),
            ])
    }

    @Test("Content that is one string is one text")
    func stringContent() {
        #expect(parse(#"{"type":"assistant","message":{"content":"hi"}}"#) == [.text("hi", parentToolUseID: nil)])
    }

    @Test("A tool's answer may be a string or a list of blocks")
    func toolResults() {
        let one = #"{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t","content":"x"}]}}"#
        let other =
            #"{"type":"user","message":{"content":[{"tool_use_id":"t","type":"tool_result","is_error":true,"#
            + #""content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]}]}}"#
        #expect(parse(one) == [.toolResult(id: "t", isError: false, text: "x")])
        #expect(parse(other) == [.toolResult(id: "t", isError: true, text: "x\ny")])
    }

    @Test("A result is read in whatever order its keys stand, and an absent answer stays absent")
    func results() {
        let line =
            #"{"is_error":true,"errors":["e"],"num_turns":3,"usage":{"output_tokens":7,"input_tokens":5},"#
            + #""terminal_reason":"max_turns","session_id":"s","permission_denials":[{}],"total_cost_usd":0.5,"#
            + #""type":"result","subtype":"error_max_turns","duration_ms":12}"#
        guard case .result(let outcome)? = parse(line)?.first else {
            Issue.record("no result")
            return
        }
        #expect(outcome.text == nil && outcome.isError && outcome.subtype == "error_max_turns")
        #expect(outcome.errors == ["e"] && outcome.turns == 3 && outcome.durationMs == 12)
        #expect(outcome.inputTokens == 5 && outcome.outputTokens == 7 && outcome.costUSD == 0.5)
        #expect(outcome.terminalReason == "max_turns" && outcome.permissionDenials == 1 && outcome.sessionID == "s")
    }

    @Test("A retry tells its delay, a delta its text, an unknown kind its name")
    func otherKinds() {
        let retry = #"{"type":"system","subtype":"api_retry","attempt":2,"retry_delay_ms":1500,"error":"overloaded"}"#
        #expect(parse(retry) == [.apiRetry(attempt: 2, delay: .milliseconds(1500), error: "overloaded")])
        let delta = #"{"type":"stream_event","event":{"delta":{"type":"text_delta","text":"ab"}}}"#
        #expect(parse(delta) == [.textDelta("ab")])
        #expect(parse(#"{"type":"rate_limit_event"}"#) == [.other(type: "rate_limit_event", subtype: nil)])
        let start = #"{"type":"stream_event","event":{"type":"message_stop"}}"#
        #expect(parse(start) == [.other(type: "stream_event", subtype: nil)])
    }

    @Test(
        "What is no object with a type is no message",
        arguments: ["", "[SandboxDebug] x", "{\"type\":\"resu", "{\"a\":1}", "[1]", "{\"type\":3}"])
    func noMessage(line: String) { #expect(parse(line) == nil) }

    @Test("Every line that the genuine CLI wrote is a message, and every turn has its result")
    func captures() throws {
        guard let folder = Repository.shared("captures/print") else { return }
        let bytes = try PlainFile.read("\(folder)/streamjson_tool_read.jsonl")
        var messages: [StreamMessage] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let entry = try JSONParser.parse(Array(line))
            guard entry["s"]?.string == "out", let text = entry["d"]?.string else { continue }
            for part in text.split(separator: "\n") { messages += try #require(StreamMessage.parse(part.utf8)) }
        }
        let results = messages.compactMap { if case .result(let outcome) = $0 { outcome } else { nil } }
        #expect(results.map(\.text) == ["Finished with 1 tool result(s)."])
        #expect(messages.contains { if case .toolUse(_, "Read", _, _) = $0 { true } else { false } })
    }
}

@Suite("What the CLI and its client ask each other")
struct ControlMessageTests {
    @Test("A request carries its id, its kind and all of itself")
    func request() throws {
        let line =
            #"{"type":"control_request","request_id":"r1","request":{"subtype":"can_use_tool","tool_name":"Bash"}}"#
        let expected: JSONValue = ["subtype": "can_use_tool", "tool_name": "Bash"]
        #expect(
            StreamMessage.parse(Array(line.utf8))
                == [.controlRequest(id: "r1", subtype: "can_use_tool", request: expected)])
    }

    @Test("An answer is an object or an error, and a cancellation names what is cancelled")
    func answers() {
        let success =
            #"{"type":"control_response","response":{"subtype":"success","request_id":"a","response":{"mode":"plan"}}}"#
        let error = #"{"type":"control_response","response":{"subtype":"error","request_id":"b","error":"no"}}"#
        let cancel = #"{"type":"control_cancel_request","request_id":"c"}"#
        let messages = [success, error, cancel].flatMap { StreamMessage.parse(Array($0.utf8)) ?? [] }
        #expect(
            messages == [
                .controlResponse(id: "a", response: ["mode": "plan"], error: nil),
                .controlResponse(id: "b", response: nil, error: "no"), .controlCancel(id: "c"),
            ])
    }

    @Test("A result says what its turn comes from")
    func origin() {
        let line = #"{"type":"result","subtype":"success","origin":{"kind":"task-notification"}}"#
        guard case .result(let outcome)? = StreamMessage.parse(Array(line.utf8))?.first else {
            Issue.record("no result")
            return
        }
        #expect(outcome.origin == "task-notification")
    }
}
