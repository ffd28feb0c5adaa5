import Determinism
import Player
import Recording
import Testing

/// Input that no honest client sends, and much of it.
@Suite("Hostile input of a playing process")
struct HostileInputTests {
    private static let stream = ["--output-format", "stream-json", "--verbose", "--input-format", "stream-json"]

    private func run(
        _ arguments: [String], script: String? = nil, stimuli: [(Double, VirtualProcess.Stimulus)]
    ) -> VirtualProcess {
        VirtualProcess(
            arguments, environment: [("UNDERSTUDY_PLAY", script == nil ? "echo" : "/s.json")],
            files: TableFiles(["/s.json": script ?? ""]), stimuli: stimuli)
    }

    /// How a process ends that is given these bytes.
    private func end(_ bytes: [UInt8], _ arguments: [String] = stream) -> (last: PlayerAction?, output: String) {
        var player = Player(
            invocation: Invocation(arguments: arguments, environment: [("UNDERSTUDY_PLAY", "echo")]),
            files: TableFiles())
        var actions: [PlayerAction] = []
        player.handle(.started, at: .zero, into: &actions)
        player.handle(.input(bytes), at: .zero, into: &actions)
        player.handle(.inputEnded, at: .zero, into: &actions)
        var output: [UInt8] = []
        for action in actions { if case .write(.stdout, let bytes) = action { output += bytes } }
        return (actions.last, String(decoding: output, as: UTF8.self))
    }

    @Test("Bytes that are no UTF-8 are replaced in a prompt, in every format")
    func invalidUTF8() {
        let start = Array(#"{"type":"user","message":{"role":"user","content":"a"#.utf8)
        let (last, output) = end(start + [0xFF, 0xC3] + Array("b\"}}\n".utf8))
        #expect(last == .exit(0) && output.contains("\"result\":\"a\u{FFFD}\u{FFFD}b\""))
        #expect(end([0x61, 0xFF, 0x0A], ["-p"]).output == "a\u{FFFD}\n")
    }

    @Test(
        "What is no message ends the process with 1, or is passed over, but never crashes",
        arguments: 0..<100 as Range<UInt64>)
    func anyLines(seed: UInt64) {
        var choices = Choices(seed: seed)
        let pieces = [
            "{", "}", "[", "]", "\"type\":", "\"user\"", "\"control_request\"", "\"control_response\"", "\"message\":",
            "\"request\":", "{\"role\":\"user\",\"content\":", "\"x\"", "null", "1e999", ",", "\n", "\u{0}", "é",
            #"{"type":"control_request","request_id":"1","request":{"subtype":"initialize","hooks":{"Stop":[{}]}}}"#,
            #"{"type":"control_request","request":{"subtype":"interrupt"}}"#, #"{"type":"control_response"}"#,
            #"{"type":"user","message":{"role":"user","content":[{"type":"image"}]}}"#,
            #"{"type":"control_request","request_id":1,"request":{"subtype":"mcp_set_servers","servers":[]}}"#,
        ]
        var text = ""
        for _ in 0..<choices.below(12, "length") { text += pieces[choices.below(pieces.count, "piece")] + "\n" }
        let last = end(Array(text.utf8)).last
        #expect(last == .exit(0) || last == .exit(1), "\(text)")
    }

    @Test("Nesting beyond any reason is a bad line")
    func depth() {
        let deep = String(repeating: "[", count: 300_000) + "\n"
        #expect(end(Array(deep.utf8)).last == .exit(1))
    }

    @Test("A line that comes in very many pieces is read in time that grows with its length", .timeLimit(.minutes(1)))
    func manyPieces() {
        // Looked for from the start each time, a line of 4 MB in pieces of 100 bytes would take minutes.
        let pieces: [(Double, VirtualProcess.Stimulus)] =
            (0..<40_000).map { _ in (1, .input(String(repeating: "x", count: 100))) } + [
                (2, .input("go")), (3, .inputEnds),
            ]
        let script = #"[{"say":[{"read":{"contains":"go"}},{"text":"went"}]}]"#
        let user = #"{"type":"user","message":{"role":"user","content":"x"}}"# + "\n"
        let run = run(Self.stream, script: script, stimuli: [(0, .input(user))] + pieces)
        #expect(run.text().contains("went"))
    }

    @Test("A call whose client speaks first is refused when the CLI would, others at once")
    func refusals() {
        let refused = Self.stream.filter { $0 != "--verbose" }
        #expect(run(refused, stimuli: []).now.microseconds == 300_000)
        #expect(run(refused, stimuli: [(0.1, .input("{}\n"))]).now.microseconds == 300_000)
        #expect(run(refused, stimuli: [(0, .inputEnds)]).now == .zero)
        #expect(run(["-p", "hi", "--output-format", "stream-json"], stimuli: []).now == .zero)
        #expect(run(Self.stream + ["--nonsense"], stimuli: [(0, .inputEnds)]).status == .exited(1))
    }
}
