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
        let bytes = try PlainFile.read("\(folder)/\(name).jsonl")
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let entry = try JSONParser.parse(Array(line))
            let time = entry["t"]?.double ?? 0
            let text = entry["d"]?.string ?? ""
            switch entry["s"]?.string {
            case "meta":
                if let argv = entry["d"]?["argv"]?.array {
                    words = argv.compactMap(\.string)
                    if entry["d"]?["stdin"]?.string == "devnull" { stimuli.append((0, .inputEnds)) }
                } else if text.hasPrefix("cap timeout") {
                    stimuli.append((time, .signal(.kill)))
                } else if text == "stdin closed" {
                    stimuli.append((time, .inputEnds))
                }
            case "in": stimuli.append((time, .input(text)))
            case "sig": if let signal = Signal(name: text) { stimuli.append((time, .signal(signal))) }
            case "out": output += text
            case "err": error += text
            case "exit": status = (entry["d"]?.int).map { ExitStatus(code: Int32($0)) }
            default: break
            }
        }
        var environment = [("ANTHROPIC_API_KEY", "sk-ant-fake"), ("ANTHROPIC_BASE_URL", "http://127.0.0.1:8765")]
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

    /// The prompts of the call: the argument, or what came in.
    var prompts: [String] {
        let lines = stimuli.compactMap { stimulus -> String? in
            if case .input(let text) = stimulus.1 { text } else { nil }
        }
        return lines.flatMap { $0.split(separator: "\n") }.map { line in
            let message = try? JSONParser.parse(String(line))
            return message?["message"]?["content"]?.string ?? String(line)
        } + arguments
    }
}
