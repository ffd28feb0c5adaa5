import Recording
import Testing

@Suite("Which format a file has")
struct FormatGuessTests {
    private func source(_ text: String, _ name: String = "file") -> FormatGuess.Verdict {
        FormatGuess.source(Array(text.utf8), name: name)
    }

    @Test("Content tells the format")
    func content() {
        #expect(source("{\"version\":3,\"term\":{}}\n", "a.cast") == .format(.asciicast3))
        #expect(source("{\"version\": 2, \"width\": 1}\n", "a.cast") == .format(.asciicast2))
        #expect(source("{\n  \"version\": 1,\n  \"width\": 80\n}", "a.json") == .format(.asciicast1))
        #expect(source("Script started on x\n", "typescript") == .format(.typescript))
        #expect(source("{\"type\":\"system\",\"session_id\":\"s\"}\n", "a.jsonl") == .format(.streamJSON))
        #expect(source("noise\n{\"type\":\"user\",\"sessionId\":\"s\"}\n") != .format(.session))
        #expect(source("{\"type\":\"user\",\"sessionId\":\"s\"}\n", "a.jsonl") == .format(.session))
        #expect(source("hello\n", "a.txt") == .format(.text))
    }

    @Test("What could be two things is refused with what to say")
    func ambiguous() {
        #expect(
            source("{\"type\":\"assistant\",\"message\":{}}\n")
                == .ambiguous(
                    [.streamJSON, .session],
                    reason: "its lines are messages, but none says which kind of file they are from"))
        #expect(
            source("{\"type\":\"system\",\"session_id\":\"s\"}\n", "log.txt")
                == .ambiguous(
                    [.streamJSON, .text], reason: "its content looks like stream-json, its name ends in .txt"))
        #expect(FormatGuess.target(name: "a.jsonl") != .format(.session))
        #expect(FormatGuess.target(name: "x/typescript") == .format(.typescript))
        #expect(FormatGuess.target(name: "a.cast") == .format(.asciicast3))
    }

    @Test("What is no recording is refused with what to do")
    func unknown() {
        for (text, hint) in [
            ("", "empty"), ("hello", "--from text"), ("{\"a\":1}\n", "no recording"), ("0.5 12\n", "--timing"),
            ("O 0.5 12\n", "--timing"), ("{\"understudy_pack\":\"1.0\",\"files\":0}\n", "unpack"),
        ] {
            guard case .unknown(let reason) = source(text) else {
                Issue.record("\(text) is taken for something")
                continue
            }
            #expect(reason.contains(hint))
        }
    }
}
