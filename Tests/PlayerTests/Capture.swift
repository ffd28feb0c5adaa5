import Determinism
import Recording
import TestMaterial
import Text

/// One capture of the genuine CLI: what it was called with, what it was given, and what it answered.
struct Capture {
    let name: String
    /// The arguments after the program's name.
    let arguments: [String]
    /// Variables that were set for it alone.
    let environment: [(String, String)]
    let stimuli: [(Double, VirtualProcess.Stimulus)]
    let output: String
    let error: String
    let status: ExitStatus?

    /// Reads a file of captures: a line of JSON for each chunk.
    init(_ name: String, folder: String) throws {
        self.name = name
        var words: [String] = []
        var stimuli: [(Double, VirtualProcess.Stimulus)] = []
        var output = ""
        var error = ""
        var status: ExitStatus?
        var added: [(String, String)] = []
        let bytes = try PlainFile.read("\(folder)/\(name).jsonl")
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let entry = try JSONParser.parse(Array(line))
            let time = entry["t"]?.double ?? 0
            let text = entry["d"]?.string ?? ""
            switch entry["s"]?.string {
            case "meta":
                for member in entry["d"]?["env_added"]?.object?.members ?? [] {
                    added.append((member.key, member.value.string ?? ""))
                }
                if let argv = entry["d"]?["argv"]?.array {
                    words = argv.compactMap(\.string)
                    if entry["d"]?["stdin"]?.string == "devnull" { stimuli.append((0, .inputEnds)) }
                } else if text.hasPrefix("cap timeout") {
                    stimuli.append((time, .signal(.kill)))
                } else if text == "stdin closed" {
                    stimuli.append((time, .inputEnds))
                }
            case "in": stimuli.append((time, Self.stimulus(text, after: output)))
            case "eof" where text == "in": stimuli.append((time, .inputEnds))
            case "sig": if let signal = Signal(name: text) { stimuli.append((time, .signal(signal))) }
            case "out": output += text
            case "err": error += text
            case "exit": status = (entry["d"]?.int).map { ExitStatus(code: Int32($0)) }
            default: break
            }
        }
        var environment = [("ANTHROPIC_API_KEY", "sk-ant-fake"), ("ANTHROPIC_BASE_URL", "http://127.0.0.1:8765")]
        environment += added
        if words.first == "env" {
            words.removeFirst()
            while let word = words.first, word != "claude" {
                words.removeFirst()
                if word == "-u" {
                    let gone = words.removeFirst()
                    environment.removeAll { $0.0 == gone }
                } else if let separator = word.firstIndex(of: "=") {
                    environment.append((String(word[..<separator]), String(word[word.index(after: separator)...])))
                }
            }
        }
        arguments = Array(words.dropFirst())
        self.environment = environment
        self.stimuli = stimuli
        self.output = output
        self.error = error
        self.status = status
    }

    /// A line of the client: an answer is addressed to the request that it was for.
    private static func stimulus(_ text: String, after output: String) -> VirtualProcess.Stimulus {
        guard let message = try? JSONParser.parse(text), message["type"]?.string == "control_response",
            let id = message["response"]?["request_id"]?.string
        else { return .input(text) }
        let requests = output.split(separator: "\n").compactMap { try? JSONParser.parse(String($0)) }
            .filter { $0["type"]?.string == "control_request" }
        guard let number = requests.firstIndex(where: { $0["request_id"]?.string == id }) else { return .input(text) }
        return .answer(request: number, text)
    }

    /// The prompts of the call: the argument, or what came in.
    var prompts: [String] {
        let lines = stimuli.compactMap { stimulus -> String? in
            if case .input(let text) = stimulus.1 { text } else { nil }
        }
        return lines.joined().split(separator: "\n").map { line in
            let message = try? JSONParser.parse(String(line))
            return message?["message"]?["content"]?.string ?? String(line)
        } + arguments
    }

    /// The messages that were written.
    var messages: [JSONValue] {
        output.split(separator: "\n").compactMap { try? JSONParser.parse(String($0)) }.flatMap { $0.array ?? [$0] }
    }

    /// The texts that the model said; in text format all that was written, without its last line end.
    var texts: [String] {
        let texts = messages.filter { $0["type"]?.string == "assistant" }
            .flatMap { $0["message"]?["content"]?.array ?? [] }.compactMap { $0["text"]?.string }
        if !texts.isEmpty { return texts }
        if let result = messages.last?["result"]?.string { return [result] }
        return [output.hasSuffix("\n") ? String(output.dropLast()) : output]
    }

    /// What a tool answered.
    struct ToolResult {
        let content: JSONValue
        let isError: Bool
        /// Whether the tool itself, or the check of its input, said so.
        let wasGiven: Bool
        var isUnavailable: Bool { content.string?.hasPrefix("<tool_use_error>") ?? false }
    }

    /// What tools answered, in order, those of sub-agents first where they were called inside.
    var toolAnswers: [ToolResult] {
        messages.filter { $0["type"]?.string == "user" }.compactMap { message in
            guard let block = message["message"]?["content"]?.array?.first, block["type"]?.string == "tool_result",
                let content = block["content"]
            else { return nil }
            let meta = message["tool_result_meta"]?.array?.first
            let words = content.string ?? ""
            let isOurs = words.contains("No such tool available") && !words.contains("TaskCreate")
            let isRefused =
                meta?["non_execution_kind"] != nil || words == "Exit code 137" || words.hasPrefix("Tool permission")
            return ToolResult(
                content: content, isError: block["is_error"]?.bool ?? false, wasGiven: !isOurs && !isRefused)
        }
    }

    /// What was said of an answer that was cut.
    var textBeforeTheCut: String? {
        messages.first { $0["aborted"]?.bool == true }?["message"]?["content"]?.array?.first?["text"]?.string
    }

    /// The time from the prompt to what cut its answer, in seconds.
    var cutAfter: Double? {
        var prompt = 0.0
        for (time, stimulus) in stimuli {
            switch stimulus {
            case .signal: return time - prompt
            case .input(let text) where text.contains("interrupt"): return time - prompt
            case .input(let text) where text.contains("slow:"): prompt = time
            default: break
            }
        }
        return nil
    }
}
