import Determinism
import Orchestration
import Recording
import Testing

@Suite("The engine on virtual time")
struct EngineOnVirtualTimeTests {
    private static let delegations =
        #"{"when":{"prompt":"go"},"say":[{"text":"@engineer: build\n\n@qa: test\n\n@docs: write\n"}]}"#

    private func script(engineer: String, qa: String, docs: String) -> String {
        """
        [\(Self.delegations),{"when":{"agent":"engineer"},"say":[\(engineer)]},\
        {"when":{"agent":"qa"},"say":[\(qa)]},{"when":{"agent":"documentation"},"say":[\(docs)]}]
        """
    }

    @Test("An agent that hangs ends at its limit to the microsecond; the others are not delayed")
    func hang() throws {
        let script = script(
            engineer: #"{"text":"built"}"#, qa: #"{"wait":"3600s"}"#, docs: #"{"wait":"20s"},{"text":"written"}"#)
        let program = try EngineProgram.run(script)
        #expect(program.engine.results.map(\.status) == [.completed, .timedOut, .completed])
        #expect(program.engine.results.map(\.duration) == [.zero, .seconds(300), .seconds(20)])
        #expect(program.engine.results.map(\.text) == ["built", "", "written"])
        #expect(program.leftovers == 0)
    }

    @Test("The same seed gives the same trace; other seeds give other orders and the same verdict")
    func seeds() throws {
        let script = script(engineer: #"{"text":"built"}"#, qa: #"{"text":"tested"}"#, docs: #"{"text":"written"}"#)
        var traces: Set<String> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            let program = try EngineProgram.run(script, seed: seed)
            #expect(try EngineProgram.run(script, seed: seed).trace == program.trace)
            #expect(program.engine.results.map(\.text) == ["built", "tested", "written"])
            #expect(program.turn?.status == .completed)
            #expect(program.leftovers == 0)
            traces.insert(program.trace)
        }
        #expect(traces.count > 5)
    }

    @Test("A child that ignores everything but SIGKILL is killed by the last step, and nothing survives")
    func stubborn() throws {
        let program = try EngineProgram.run(
            #"[{"say":[{"on":{"INT":"ignore","TERM":"ignore"}},{"spawn":{"hold":"stdout","for":"9999s","detached":true}},{"wait":"9999s"}]}]"#
        ) { $0.timeout = .seconds(60) }
        #expect(program.turn?.status == .timedOut)
        #expect(program.turn?.exit == .signaled(.kill))
        #expect(program.end == at(60 + 2 + 5))
        #expect(program.leftovers == 0)
    }

    @Test("A grandchild that keeps the pipe open delays the result by the leak grace and does not survive")
    func leak() throws {
        let program = try EngineProgram.run(
            #"[{"say":[{"spawn":{"hold":"stdout","for":"9999s","detached":true}},{"text":"done"}]}]"#)
        #expect(program.turn?.answer == "done")
        #expect(program.turn?.status == .completed)
        #expect(program.end == at(1))
        #expect(program.leftovers == 0)
    }

    @Test("The tail of a large output is not lost when the child exits at once")
    func tail() throws {
        let text = String(repeating: "0123456789", count: 30_000) + "the end"
        let program = try EngineProgram.run(#"[{"say":[{"raw":"\#(text)"},{"exit":0}]}]"#)
        #expect(program.turn?.answer == text)
    }

    @Test("Memory that a grandchild holds ends the child, and the cause is kept")
    func memory() throws {
        let program = try EngineProgram.run(
            #"[{"say":[{"wait":"5s"},{"spawn":{"hold":"stdout","for":"999s","memory":"3000MB"}},{"wait":"999s"}]}]"#)
        #expect(program.turn?.status == .memoryKilled)
        #expect(program.turn?.reason?.contains("the limit is 2147483648") == true)
        #expect(program.leftovers == 0)
    }

    @Test("A flood on standard error does not hold the child up")
    func errorFlood() throws {
        let flood = String(repeating: "x", count: 300_000)
        let program = try EngineProgram.run(#"[{"say":[{"stderr":"\#(flood)"},{"text":"done"}]}]"#)
        #expect(program.turn?.answer == "done")
    }

    @Test("Output without end runs into its limit")
    func endless() throws {
        let program = try EngineProgram.run(
            #"[{"say":[{"raw":"\#(String(repeating: "y", count: 100_000))"},{"wait":"99s"}]}]"#
        ) {
            $0.outputLimit = 50_000
        }
        #expect(program.turn?.status == .failed)
        #expect(program.turn?.reason == "wrote more than output_limit, 50000 bytes")
        #expect(program.end < at(10))
    }
}
