import Determinism
import Hosting
import Testing

@Suite("The driver loop")
struct DriverTests {
    private let process = ProcessHandle(rawValue: 0)

    private func event(_ number: Int, at microseconds: Int64) -> Occurrence {
        Occurrence(.leftovers(process, number), at: Instant(microseconds: microseconds))
    }

    @Test("Events reach the program in order, its actions the host, and it ends when the program has finished")
    func finishes() throws {
        var program = ScriptedProgram(eventsWanted: 2, answer: [.sample(process)])
        var host = ScriptedHost([event(1, at: 5), event(2, at: 7), event(3, at: 9)])
        var outcome = Driver.Outcome()
        try Driver.run(&program, on: &host, outcome: &outcome)
        #expect(program.log == ["start 0.000000", "leftovers 1 0.000005", "leftovers 2 0.000007"])
        #expect(host.performed == Array(repeating: .sample(process), count: 3))
        #expect(outcome.events == 2)
        #expect(outcome.end == Instant(microseconds: 7))
        #expect(host.sweeps == 0)
    }

    @Test("A program that has nothing to do takes no event")
    func nothing() throws {
        var program = ScriptedProgram(eventsWanted: 0)
        var host = ScriptedHost([event(1, at: 5)])
        var outcome = Driver.Outcome()
        try Driver.run(&program, on: &host, outcome: &outcome)
        #expect(outcome.events == 0)
        #expect(program.log == ["start 0.000000"])
    }

    @Test("Events of the deadline's own instant come before the timer, later ones after it")
    func timer() throws {
        var program = ScriptedProgram(eventsWanted: 4, deadline: Instant(microseconds: 10))
        var host = ScriptedHost([event(1, at: 9), event(2, at: 10), event(3, at: 11)])
        var outcome = Driver.Outcome()
        try Driver.run(&program, on: &host, outcome: &outcome)
        let told = ["leftovers 1 0.000009", "leftovers 2 0.000010", "timer 0.000010", "leftovers 3 0.000011"]
        #expect(Array(program.log.dropFirst()) == told)
    }

    @Test("A deadline that is over gives a timer now, not in the past")
    func pastDeadline() throws {
        var program = ScriptedProgram(eventsWanted: 2, deadline: .zero)
        var host = ScriptedHost([event(1, at: 0)])
        var outcome = Driver.Outcome()
        try Driver.run(&program, on: &host, outcome: &outcome)
        #expect(program.log == ["start 0.000000", "leftovers 1 0.000000", "timer 0.000000"])
    }

    @Test("A program that waits for what can never come is told so, and what it did is known")
    func stalls() {
        var program = ScriptedProgram(eventsWanted: 5)
        var host = ScriptedHost([event(1, at: 5)])
        var outcome = Driver.Outcome()
        let failure = #expect(throws: HostFailure.self) { try Driver.run(&program, on: &host, outcome: &outcome) }
        #expect(failure?.code == .stalled)
        #expect(outcome.events == 1)
        #expect(outcome.end == Instant(microseconds: 5))
    }

    @Test("A program that never finishes ends at the limit of events, which counts this run alone")
    func eventsMax() {
        var program = ScriptedProgram(eventsWanted: 50)
        var host = ScriptedHost((0..<20).map { event($0, at: Int64($0)) })
        var outcome = Driver.Outcome()
        for run in 1...2 {
            let failure = #expect(throws: HostFailure.self) {
                try Driver.run(&program, on: &host, outcome: &outcome, eventsMax: 4)
            }
            #expect(failure?.code == .limit)
            #expect(outcome.events == 4 * run)
        }
    }

    @Test("Equal runs have equal fingerprints, and one event more makes another")
    func trace() throws {
        func run(_ count: Int) throws -> TraceHash {
            var program = ScriptedProgram(eventsWanted: count)
            var host = ScriptedHost((0..<9).map { event($0, at: Int64($0)) })
            var outcome = Driver.Outcome()
            try Driver.run(&program, on: &host, outcome: &outcome)
            return outcome.trace
        }
        #expect(try run(4) == run(4))
        #expect(try run(4) != run(5))
    }
}
