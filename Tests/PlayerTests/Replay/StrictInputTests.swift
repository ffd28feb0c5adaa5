import Player
import Recording
import Testing

/// `UNDERSTUDY_STRICT=1`: the input is held against the recorded one.
@Suite("Strict input")
struct StrictInputTests {
    private func cast(_ events: [String], _ argv: String = #""claude","-p""#) -> String {
        let header =
            #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pipes","#
            + "\"argv\":[\(argv)]}}"
        return ([header] + events).joined(separator: "\n") + "\n"
    }

    private func run(
        _ cast: String, _ arguments: [String] = ["-p"], stimuli: [(Double, VirtualProcess.Stimulus)]
    ) -> VirtualProcess {
        VirtualProcess(
            arguments, environment: [("UNDERSTUDY_PLAY", "/r.cast"), ("UNDERSTUDY_STRICT", "1")],
            files: TableFiles(["/r.cast": cast]), stimuli: stimuli)
    }

    @Test("Input that ends too soon, and input that goes on, differ as well")
    func lengths() {
        let text = cast([#"[0, "i", "yes\nno\n"]"#, #"[0, "c", "stdin"]"#, #"[0, "o", "ok"]"#, #"[0, "x", "0"]"#])
        let short = run(text, stimuli: [(1, .input("yes\n")), (2, .inputEnds)])
        #expect(short.status == .exited(70))
        #expect(short.text(.stderr).contains("at byte 4\n  - yes␊no␊\n  + (end of input)\n"))
        let long = run(text, stimuli: [(1, .input("yes\nno\nnever\n"))])
        #expect(long.status == .exited(70) && long.text(.stderr).contains("at byte 7\n  - (end of input)\n"))
        #expect(run(text, stimuli: [(1, .input("yes\nn")), (2, .input("o\n")), (3, .inputEnds)]).status == .exited(0))
    }

    @Test("Lines of stream-json differ by what they say, the last one without an end too, and a missing one")
    func lines() {
        func user(_ text: String) -> String { #"{"type":"user","message":{"role":"user","content":"\#(text)"}}"# }
        func event(_ text: String) -> String { "[0, \"i\", \"\(text.replacing("\"", with: "\\\""))\\n\"]" }
        let argv = #""claude","--input-format","stream-json""#
        let text = cast([event(user("one")), event(user("two")), #"[0, "x", "0"]"#], argv)
        let words = ["--input-format", "stream-json"]
        func end(_ lines: String) -> VirtualProcess {
            run(text, words, stimuli: [(1, .input(lines)), (2, .inputEnds)])
        }
        #expect(end(user("one") + "\n\n" + user("two")).status == .exited(0))
        let other = end(user("one") + "\n" + user("three"))
        #expect(other.status == .exited(70))
        #expect(other.text(.stderr).contains("line 2 of the input differs from the recorded one at .message.content"))
        let missing = end(user("one") + "\n")
        #expect(missing.status == .exited(70) && missing.text(.stderr).contains("+ (nothing)"))
        let noJSON = end("hello\n")
        #expect(noJSON.status == .exited(70) && noJSON.text(.stderr).contains("+ \"hello\""))
    }
}

extension String {
    fileprivate func replacing(_ old: Character, with new: String) -> String {
        map { $0 == old ? new : String($0) }.joined()
    }
}
