import Determinism
import Hosting
import Testing
import Text

@testable import Orchestration

@Suite("Hooks on their desk")
struct HookDeskTests {
    private static func closure(_ number: Int, _ event: HookEvent = .submit, priority: Int = 50) -> HookDefinition {
        HookDefinition(event: event, kind: .closure(number), priority: priority, timeout: .seconds(5))
    }

    /// What the steps say, in words.
    private func words(_ steps: [HookDesk.Step]) -> [String] {
        steps.map { step in
            switch step {
            case .call(let id, let request):
                "call \(id.rawValue) closure \(request.arguments["closure"]?.int ?? -1) \(request.arguments["input"]?["message"]?.string ?? "")"
            case .command(let id, let words, _): "command \(id.rawValue) \(words)"
            case .failed(_, let hook, let reason): "\(hook) failed: \(reason)"
            case .finished(let chain):
                "finished \(chain.data["message"]?.string ?? "")" + (chain.refusal.map { " refused: \($0)" } ?? "")
            }
        }
    }

    private func answer(_ desk: inout HookDesk, _ id: Int, _ value: JSONValue) -> [String] {
        words(desk.answer(CallID(rawValue: id), HookDesk.outcome(of: .value(value)), at: .zero))
    }

    @Test("Without hooks a thing goes on at once")
    func none() {
        var desk = HookDesk(hooks: [], parallelMax: 4)
        #expect(words(desk.begin(.submit, data: ["message": "a"], then: .nothing, at: .zero)) == ["finished a"])
        #expect(desk.isIdle)
    }

    @Test("Lower priorities come first, equals in their order, and each gets what the one before has left")
    func chain() {
        var desk = HookDesk(
            hooks: [Self.closure(1), Self.closure(2, priority: 10), Self.closure(3)], parallelMax: 4)
        #expect(
            words(desk.begin(.submit, data: ["message": "secret"], then: .nothing, at: .zero)) == [
                "call 0 closure 2 secret"
            ])
        #expect(answer(&desk, 0, ["message": "redacted"]) == ["call 1 closure 1 redacted"])
        #expect(answer(&desk, 1, nil) == ["call 2 closure 3 redacted"])
        #expect(answer(&desk, 2, ["more": 1]) == ["finished redacted"])
    }

    @Test("What fails or takes too long changes nothing and stops nobody; a late answer says nothing")
    func failures() {
        var desk = HookDesk(hooks: [Self.closure(1), Self.closure(2)], parallelMax: 4)
        _ = desk.begin(.submit, data: ["message": "a"], then: .nothing, at: .zero)
        #expect(
            words(desk.answer(CallID(rawValue: 0), .failure(HookFailure(reason: "boom")), at: .zero)) == [
                "closure 1 failed: boom", "call 1 closure 2 a",
            ])
        let due = Instant.zero + .seconds(5)
        #expect(desk.deadline == due)
        #expect(words(desk.expire(at: due).steps) == ["closure 2 failed: took too long", "finished a"])
        #expect(answer(&desk, 1, ["message": "late"]) == [])
        #expect(answer(&desk, 7, 3) == [])
    }

    @Test("A refusal ends the chain with its reason")
    func refusal() {
        var desk = HookDesk(hooks: [Self.closure(1), Self.closure(2)], parallelMax: 4)
        _ = desk.begin(.submit, data: ["message": "a"], then: .nothing, at: .zero)
        #expect(answer(&desk, 0, ["block": "not here"]) == ["finished a refused: not here"])
    }

    @Test("Chains run side by side up to the limit, and are through in the order in which they began")
    func order() {
        var desk = HookDesk(hooks: [Self.closure(1)], parallelMax: 2)
        #expect(words(desk.begin(.submit, data: ["message": "a"], then: .nothing, at: .zero)) == ["call 0 closure 1 a"])
        #expect(words(desk.begin(.submit, data: ["message": "b"], then: .nothing, at: .zero)) == ["call 1 closure 1 b"])
        #expect(words(desk.begin(.submit, data: ["message": "c"], then: .nothing, at: .zero)) == [])
        #expect(words(desk.begin(.error, data: ["message": "d"], then: .nothing, at: .zero)) == [])
        #expect(answer(&desk, 1, nil) == ["call 2 closure 1 c"])
        #expect(answer(&desk, 0, nil) == ["finished a", "finished b"])
        #expect(answer(&desk, 2, nil) == ["finished c", "finished d"])
    }

    @Test(
        "A command's answer is the object that goes to the end, whatever noise is before it",
        arguments: [
            ("", [:]), ("hello\n{\"a\": 1}\n", ["a": 1]), ("{\"a\":\n 1}", ["a": 1]),
            ("{not json\n{\"a\": 1}", ["a": 1]),
        ] as [(String, JSONObject)])
    func output(_ text: String, _ changes: JSONObject) throws {
        #expect(try HookAnswer(output: Array(text.utf8)).changes == changes)
    }

    @Test("Noise alone is a failure", arguments: ["no json", "{", "{\"a\": 1} and more", "[1]"])
    func noise(_ text: String) { #expect(throws: HookFailure.self) { try HookAnswer(output: Array(text.utf8)) } }
}
