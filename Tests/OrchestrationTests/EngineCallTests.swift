import Hosting
import Orchestration
import Recording
import Testing
import Text

@Suite("Calls on an engine as values")
struct EngineCallTests {
    private static let calls: [EngineCall] = [
        .start, .send("hello\n\u{1F642}"), .type([0x1B, 0x5B, 0x41]), .type([0xFF, 0x00]), .type([]),
        .resize(TerminalSize(columns: 132, rows: 43)), .signal(.interrupt), .signal(Signal(rawValue: 40)),
        .extend(.milliseconds(1_500)), .closeInput, .stop, .restart,
    ]

    @Test("A call survives the way over the host line and through JSON", arguments: calls)
    func roundTrip(_ call: EngineCall) throws {
        let crossed = call.userCall
        let text = JSONValue.object(crossed.arguments).encoded
        let arguments = try #require(try JSONParser.parse(text).object)
        #expect(EngineCall(UserCall(name: crossed.name, arguments: arguments)) == call)
    }

    @Test("A call that the engine does not know is none", arguments: ["dance", "send", "type", "resize", "extend"])
    func unknown(_ name: String) {
        #expect(EngineCall(UserCall(name: name)) == nil)
    }

    @Test("A call that comes as an event does what the method does")
    func event() throws {
        let launcher = Launcher(executable: "claude")
        var direct = try Engine(configuration: Configuration(), launcher: launcher)
        var told = direct
        var directActions: [Action] = []
        var toldActions: [Action] = []
        direct.send("hello", at: at(1), actions: &directActions)
        told.handle(.userCall(EngineCall.send("hello").userCall), at: at(1), actions: &toldActions)
        #expect(!directActions.isEmpty)
        #expect(directActions == toldActions)
        told.handle(.userCall(UserCall(name: "dance")), at: at(2), actions: &toldActions)
        #expect(directActions == toldActions)
    }
}
