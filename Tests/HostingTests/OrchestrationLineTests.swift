import Determinism
import Recording
import Testing
import Text

@testable import Hosting

@Suite("The lines of main.cast")
struct OrchestrationLineTests {
    private static let facts = JSONObject(members: [JSONObject.Member(key: "a b", value: ["x\n", 1, nil])])

    private static let lines: [OrchestrationLine] = [
        .delivered("02-engineer", 17...21), .delivered("01-main", 1...1), .delivered("01-main", nil),
        .call(UserCall(name: "send", arguments: facts), isDirect: false),
        .call(UserCall(name: "stop"), isDirect: true), .answer(CallID(rawValue: 3), .value(["a": 1])),
        .answer(CallID(rawValue: 3), .value("")), .answer(CallID(rawValue: 0), .failure("it broke\n")),
        .answer(CallID(rawValue: 4), .timedOut), .timer, .action(.spawn("01-main")),
        .action(.write("01-main", Array("  two words\n".utf8))), .action(.write("01-main", [0xFF, 0])),
        .action(.closeInput("01-main")), .action(.hangUp("01-main")),
        .action(.signal("01-main", .terminate, .group)), .action(.signal("a", Signal(rawValue: 40), .tree)),
        .action(.signal("a", .interrupt, .process)), .action(.resize("a", TerminalSize(columns: 132, rows: 43))),
        .action(.ask(CallID(rawValue: 9), UserRequest(name: "hook", arguments: facts))),
        .action(.outcome(EngineOutcome(name: "result", facts: facts))),
    ]

    @Test("Every line survives the way through a file", arguments: lines)
    func roundTrip(_ line: OrchestrationLine) throws {
        var writer = RecordingWriter(header: RecordingHeader())
        let file = writer.headerLine() + writer.line(for: RecordedEvent(at: .zero, content: line.content))
        let event = try #require(try RecordingReader.read(file).events.first)
        #expect(try OrchestrationLine(event.content) == line)
    }

    @Test(
        "A line that says nothing is refused, with what it says",
        arguments: [
            ("d", ""), ("d", ":1"), ("d", "a:0"), ("d", "a:2-1"), ("d", "a:1-2-3"), ("d", "a:x"), ("d", "a:1:2"),
            ("u", "send {}"), ("u", "call send"), ("u", "call"), ("u", "answer x value 1"), ("u", "answer 1 maybe"),
            ("u", "answer 1 failure 2"), ("u", "answer 1 timed-out late"), ("t", "5"), ("a", ""), ("a", "spawn"),
            ("a", "spawn a b"), ("a", "write a"), ("a", "write a {}"), ("a", "signal a NONE group"),
            ("a", "signal a TERM all"), ("a", "resize a 80"), ("a", "outcome x []"), ("a", "dance a"),
            ("a", "ask 1 x"), ("a", "close "),
        ])
    func refused(_ code: String, _ text: String) {
        let problem = #expect(throws: OrchestrationProblem.self) {
            _ = try OrchestrationLine(.unknown(code: code, data: .string(text)))
        }
        #expect(problem?.description.hasPrefix("\"\(code)\" can't say ") == true)
    }

    @Test("Remarks and foreign events say nothing to an engine, and numbers are no text")
    func others() throws {
        #expect(try OrchestrationLine(.note("a b")) == nil)
        #expect(try OrchestrationLine(.unknown(code: "z", data: 1)) == nil)
        #expect(throws: OrchestrationProblem.self) { _ = try OrchestrationLine(.unknown(code: "t", data: 1)) }
    }

    @Test("Events without a code survive as remarks, and other remarks are none")
    func notes() {
        let process = ProcessHandle(rawValue: 4)
        let events: [Event] = [
            .spawned(process, pid: 0), .spawnFailed(process, errno: 13), .inputRefused(process),
            .leftovers(process, 3), .signalFailed(process, .kill, errno: 3),
        ]
        for event in events {
            #expect(ProcessNote.text(of: event).flatMap { ProcessNote.event($0, of: process) } == event)
        }
        for text in ["", "spawned again", "left over: many", "signal failed: TERM", "signal failed: X errno 1"] {
            #expect(ProcessNote.event(text, of: process) == nil)
        }
        #expect(ProcessNote.text(of: .timer) == nil)
    }
}
