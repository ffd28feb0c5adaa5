import Player
import Recording
import Testing

/// Calls whose prompt comes as a line, behind requests that are answered before it.
@Suite("Calls of clients that speak lines")
struct StreamCallTests {
    private static let words = ["--output-format", "stream-json", "--verbose", "--input-format", "stream-json"]

    private static func asking(_ id: String) -> String {
        #"{"type":"control_request","request_id":"\#(id)","request":{"subtype":"initialize"}}"# + "\n"
    }

    private static func user(_ text: String) -> String {
        #"{"type":"user","message":{"role":"user","content":"\#(text)"}}"# + "\n"
    }

    private static func answer(_ id: String, _ pid: Int) -> String {
        #"{"type":"control_response","response":{"request_id":"\#(id)","pid":\#(pid)}}"# + "\n"
    }

    /// A recorded session of one question.
    private func cast(_ prompt: String, pid: Int, first: String = "") -> String {
        let argv = (["claude"] + Self.words).map { "\"\($0)\"" }.joined(separator: ",")
        let header =
            "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},\"understudy\":{\"format\":\"1.0\","
            + "\"streams\":\"pipes\",\"argv\":[\(argv)]}}"
        func event(_ code: String, _ text: String) -> String {
            "[0.1, \"\(code)\", \"" + text.map { $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined()
                + "\"]"
        }
        let events =
            (first.isEmpty ? [] : [event("o", first)])
            + [
                event("i", Self.asking("req_\(pid)")), event("o", Self.answer("req_\(pid)", pid)),
                event("i", Self.user(prompt)), event("o", "{\"type\":\"result\",\"result\":\"\(prompt)!\"}\n"),
                event("c", "stdin"), event("x", "0"),
            ]
        return ([header] + events).joined(separator: "\n") + "\n"
    }

    private func run(
        _ files: TableFiles, mode: String = "none", more: [(String, String)] = [],
        _ stimuli: [(Double, VirtualProcess.Stimulus)]
    ) -> VirtualProcess {
        VirtualProcess(
            Self.words, environment: [("UNDERSTUDY_PLAY", "/f"), ("UNDERSTUDY_MODE", mode)] + more, files: files,
            stimuli: stimuli)
    }

    private var files: TableFiles {
        TableFiles(["/f/a.cast": cast("one", pid: 1), "/f/b.cast": cast("a much longer one", pid: 2)])
    }

    @Test(
        "The prompt decides, whichever recording has answered what came before it",
        arguments: ["one", "a much longer one"])
    func prompt(prompt: String) {
        let end = run(
            files, [(1, .input(Self.asking("mine"))), (2, .input(Self.user(prompt))), (3, .inputEnds)])
        #expect(end.status == .exited(0))
        let lines = end.text().split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains(#""request_id":"mine""#) && lines[1].contains("\(prompt)!"))
    }

    @Test("Lines that come all at once, or without an end, are no difference", arguments: [0, 1, 40])
    func chunks(cut: Int) {
        let text = Self.asking("mine") + Self.user("one")
        let (start, rest) = (String(text.prefix(cut)), String(text.dropFirst(cut)))
        let end = run(files, [(1, .input(start)), (2, .input(rest)), (3, .inputEnds)])
        #expect(end.status == .exited(0) && end.text().split(separator: "\n").count == 2)
        #expect(end.text().contains("one!"))
    }

    /// As `cast`, of a client that had both lines ready: they were written at once, and so may the answers have been.
    private func hasty(_ prompt: String, pid: Int, answersTogether: Bool) -> String {
        var lines = cast(prompt, pid: pid).split(separator: "\n").map(String.init)
        func join(_ one: Int, _ other: Int) {
            lines[one] = String(lines[one].dropLast(2)) + lines.remove(at: other).dropFirst("[0.1, \"o\", \"".count)
        }
        join(1, 3)
        if answersTogether { join(2, 3) }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(
        "Of a recording whose client had written all at once, a client that waits for its first answer gets that first",
        arguments: ["one", "a much longer one", "two"], [false, true])
    func hasty(prompt: String, answersTogether: Bool) {
        let files = self.files
        files.files["/f/c.cast"] = Array(hasty("two", pid: 3, answersTogether: answersTogether).utf8)
        let question: [(Double, VirtualProcess.Stimulus)] = [(1, .input(Self.asking("mine")))]
        let waiting = run(files, question)
        #expect(waiting.text().contains(#""request_id":"mine""#))
        let end = run(files, question + [(2, .input(Self.user(prompt))), (3, .inputEnds)])
        #expect(end.status == .exited(0))
        let lines = end.text().split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains(#""request_id":"mine""#) && lines[1].contains("\(prompt)!"))
    }

    @Test("A prompt that nobody recorded: an error with the nearest, or an order with all that was asked, not answered")
    func unknown() throws {
        let question: [(Double, VirtualProcess.Stimulus)] = [
            (1, .input(Self.asking("mine"))), (1.5, .input(#"{"type":"control_response","response":{}}"# + "\n")),
            (2, .input(Self.user("two"))),
        ]
        let refused = run(files, question)
        #expect(refused.status == .exited(70))
        #expect(refused.text(.stderr).contains("with another prompt on standard input\n"))
        #expect(refused.text(.stderr).hasSuffix("\n  + two\n"))
        guard case .record(let order) = run(files, mode: "once", question).actions.last?.action else {
            Issue.record("nothing is recorded")
            return
        }
        #expect(String(decoding: order.input, as: UTF8.self) == Self.asking("mine") + Self.user("two"))
        #expect(!order.hasInputEnded && order.name.hasPrefix("two-"))
    }

    @Test("A client that leaves without a prompt is left, and strict input is held against the one that was chosen")
    func edges() {
        #expect(run(files, [(1, .input(Self.asking("mine"))), (2, .inputEnds)]).status == .exited(0))
        let strict = [("UNDERSTUDY_STRICT", "1")]
        let stimuli: [(Double, VirtualProcess.Stimulus)] = [
            (1, .input(Self.asking("mine"))), (2, .input(Self.user("one"))), (3, .inputEnds),
        ]
        #expect(run(files, more: strict, stimuli).status == .exited(0))
        let other = run(
            files, more: strict,
            [(1, .input(Self.asking("mine").replacing("initialize", with: "mcp_status")))] + stimuli[1...])
        #expect(other.status == .exited(70) && other.text(.stderr).contains("line 1 of the input differs"))
    }

    @Test("What is played before the first request is said once")
    func preamble() {
        let files = TableFiles([
            "/f/a.cast": cast("one", pid: 1, first: "hello\n"), "/f/b.cast": cast("two", pid: 2, first: "hello\n"),
        ])
        for prompt in ["one", "two"] {
            let end = run(files, [(1, .input(Self.asking("x"))), (2, .input(Self.user(prompt))), (3, .inputEnds)])
            let lines = end.text().split(separator: "\n")
            #expect(lines.count == 3 && lines[0] == "hello" && lines[2].contains("\(prompt)!"))
        }
    }
}

extension String {
    fileprivate func replacing(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
