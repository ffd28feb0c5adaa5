import Glibc

/// A whole call of the fake, with stream-json, beside what people write by hand: a Python program of forty lines.
enum FakeAnswer: Benchmark {
    static let name = "fake-answer"
    static let summary = "claude -p with stream-json, beside a Python fake of 40 lines; must be 10 times as fast"

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let fake = try Programs.product("claude")
        let script = try folder.write("script.json", Array(#"[{"say":[{"text":"Hello from a stand-in."}]}]"#.utf8))
        let peer = try folder.write("claude.py", Array(peerSource.utf8))
        setenv("UNDERSTUDY_PLAY", script, 1)
        defer { unsetenv("UNDERSTUDY_PLAY") }
        let series = try interleave(
            rounds: settings.isShort ? 9 : 101,
            [
                ("claude -p", { () throws(BenchmarkError) in try time(fake, call) }),
                ("python3 claude.py -p", { () throws(BenchmarkError) in try time("python3", [peer] + call) }),
                (
                    "a thousand words",
                    { () throws(BenchmarkError) in try time(fake, ["-p", longPrompt] + call.dropFirst(2)) }
                ),
            ])
        return series.map { $0.line(unit: .microseconds) } + [
            "  ratio: \(rounded(series[1].median / series[0].median, 1)) times as fast (must reach 10)"
        ]
    }

    private static let call = ["-p", "hello", "--output-format", "stream-json", "--verbose"]
    private static let longPrompt = String(repeating: "word ", count: 1000)

    private static func time(_ path: String, _ arguments: [String]) throws(BenchmarkError) -> Double {
        let end = try ChildProcess.run(path, arguments)
        guard end.status == 0 else { throw BenchmarkError("\(path) ended with status \(end.status >> 8)") }
        return end.seconds
    }

    private static let peerSource = #"""
        import argparse
        import json
        import sys
        import time
        import uuid

        parser = argparse.ArgumentParser()
        parser.add_argument("-p", "--print", action="store_true")
        parser.add_argument("--output-format", default="text")
        parser.add_argument("--input-format", default="text")
        parser.add_argument("--verbose", action="store_true")
        parser.add_argument("--model", default="claude-opus-5-5")
        parser.add_argument("--session-id")
        parser.add_argument("prompt", nargs="?")
        arguments = parser.parse_args()
        session = arguments.session_id or str(uuid.uuid4())
        start = time.monotonic()


        def say(kind, **members):
            message = {"type": kind, **members, "session_id": session, "uuid": str(uuid.uuid4())}
            print(json.dumps(message), flush=True)


        prompt = arguments.prompt or sys.stdin.read()
        answer = "Hello from a stand-in."
        usage = {"input_tokens": len(prompt) // 4, "output_tokens": len(answer) // 4}
        if arguments.output_format == "text":
            print(answer)
            sys.exit(0)
        say("system", subtype="init", cwd="/", tools=["Bash"], mcp_servers=[], model=arguments.model)
        block = {"type": "text", "text": answer}
        say("assistant", message={"id": "msg_1", "type": "message", "role": "assistant", "model": arguments.model,
                                  "content": [block], "stop_reason": None, "usage": usage})
        took = int((time.monotonic() - start) * 1000)
        say("result", subtype="success", is_error=False, duration_ms=took, duration_api_ms=took, num_turns=1,
            result=answer, total_cost_usd=0.0, usage=usage)
        """#
}
