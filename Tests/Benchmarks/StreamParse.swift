import ClaudeProtocol
import Glibc
import Text

/// The reader of stream-json lines beside Python's orjson on the same lines, each line looked into for what it says.
enum StreamParse: Benchmark {
    static let name = "stream-parse"
    static let summary = "stream-json lines, beside Python orjson on lines; must reach 1.2 times its speed"

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let megabytes = settings.isShort ? 10 : 100
        let text = StreamCorpus(bytes: megabytes * 1_000_000).bytes
        let tenth = Array(text.prefix(text.count / 10))
        let folder = try WorkFolder()
        let corpus = try folder.write("stream.jsonl", text)
        let script = try folder.write("peer.py", Array(peer.utf8))
        let python = try Coprocess(Programs.python, [script, corpus])
        let library = try python.ask().first ?? ""
        var (ours, theirs) = (0, 0)
        let series = try interleave(
            rounds: 7,
            [
                ("ours", { () throws(BenchmarkError) in measure(text, &ours) }),
                (
                    "python \(library)",
                    { () throws(BenchmarkError) in
                        let answer = try python.ask()
                        theirs = answer.last.flatMap { Int($0) } ?? 0
                        return answer.first.flatMap { Double($0) } ?? .infinity
                    }
                ),
                ("ours, a tenth of the text", { () throws(BenchmarkError) in measure(tenth, &ours) }),
            ])
        _ = measure(text, &ours)
        let size = Double(text.count) / 1e6
        var lines = series.map { one in
            let part = one.name.contains("tenth") ? 10.0 : 1
            return one.line(unit: .milliseconds, rate: "\(rounded(size / part / one.median, 0)) MB/s")
        }
        lines.append("  bytes of text: ours \(ours), python \(theirs)\(ours == theirs ? "" : "  (DIFFERENT)")")
        lines.append("  ten times the text takes \(rounded(series[0].median / series[2].median, 1)) times as long")
        let ratio = rounded(series[1].median / series[0].median, 2)
        lines.append("  ratio: \(ratio) × Python \(library) (must reach 1.2 × orjson)")
        if library != "orjson" {
            lines.append("  orjson is missing: .ci/clients FOLDER installs it, UNDERSTUDY_CLIENTS=FOLDER names it")
        }
        return lines
    }

    /// Reads all lines and counts the bytes of their texts.
    private static func measure(_ text: [UInt8], _ count: inout Int) -> Double {
        var bytes = 0
        let start = now()
        var position = 0
        while position < text.count {
            let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            for message in StreamMessage.parse(text[position..<end]) ?? [] {
                switch message {
                case .text(let text, _), .textDelta(let text), .toolResult(_, _, let text): bytes += text.utf8.count
                case .result(let outcome): bytes += outcome.text?.utf8.count ?? 0
                case .toolUse(_, let name, _, _): bytes += name.utf8.count
                default: break
                }
            }
            position = end + 1
        }
        let seconds = now() - start
        count = bytes
        return seconds
    }

    /// The same in Python; the first question is answered with the name of the library.
    private static let peer = #"""
        import sys, time
        try:
            import orjson as library
        except ImportError:
            import json as library
        data = open(sys.argv[1], "rb").read()

        def text_of(line):
            message = library.loads(line)
            kind = message["type"]
            if kind == "stream_event":
                return message["event"]["delta"]["text"]
            if kind == "result":
                return message["result"]
            block = message["message"]["content"][0]
            if block["type"] == "text":
                return block["text"]
            return block["name"] if block["type"] == "tool_use" else block["content"]

        sys.stdin.readline()
        print(library.__name__, flush=True)
        while sys.stdin.readline():
            start = time.perf_counter()
            count = 0
            for line in data.split(b"\n"):
                if line:
                    count += len(text_of(line).encode())
            print(time.perf_counter() - start, count, flush=True)
        """#
}

/// Lines as a session writes them: mostly pieces, some whole blocks, tools and results; the same in every run.
struct StreamCorpus {
    /// The lines.
    private(set) var bytes: [UInt8] = []

    /// A corpus of about so many bytes.
    init(bytes count: Int) {
        let prose = AnswerCorpus(bytes: 200_000).bytes
        bytes.reserveCapacity(count + 8192)
        var place = 0
        var number = 0
        while bytes.count < count {
            let length = [30, 60, 200, 40, 900, 50, 3000, 80][number % 8]
            if place + length + 4 > prose.count { place = 0 }
            let text = String(decoding: prose[place..<place + length], as: UTF8.self)
            place += length
            append(number, number % 2 == 0 ? text : text + " \"quoted\"\n\tand \u{1}\\")
            number += 1
        }
    }

    private mutating func append(_ number: Int, _ text: String) {
        let session: JSONValue = "22222222-2222-4333-8444-555555555555"
        var line: JSONValue
        switch number % 8 {
        case 0, 1, 3, 5:
            let delta: JSONValue = ["type": "text_delta", "text": .string(text)]
            line = ["type": "stream_event", "event": ["type": "content_block_delta", "index": 0, "delta": delta]]
        case 2: line = message("assistant", ["type": "text", "text": .string(text)])
        case 4:
            line = message(
                "assistant",
                [
                    "type": "tool_use", "id": "toolu_01", "name": "Write",
                    "input": ["file_path": "/a", "content": .string(text)],
                ])
        case 6:
            line = message(
                "user", ["type": "tool_result", "tool_use_id": "toolu_01", "content": .string(text), "is_error": false])
        default:
            line = [
                "type": "result", "subtype": "success", "is_error": false, "duration_ms": .int(number),
                "duration_api_ms": 12, "num_turns": 1, "result": .string(text), "total_cost_usd": .double(0.0125),
                "usage": ["input_tokens": 12, "output_tokens": 34, "service_tier": "standard"],
            ]
        }
        if case .object(var object) = line {
            object["session_id"] = session
            object["uuid"] = "33333333-2222-4333-8444-555555555555"
            line = .object(object)
        }
        bytes += line.encoded
        bytes.append(UInt8(ascii: "\n"))
    }

    private func message(_ role: String, _ block: JSONValue) -> JSONValue {
        [
            "type": .string(role),
            "message": [
                "id": "msg_01", "type": "message", "role": .string(role), "model": "claude-opus-5-5",
                "content": [block],
                "stop_reason": nil, "usage": ["input_tokens": 12, "output_tokens": 1],
            ], "parent_tool_use_id": nil,
        ]
    }
}
