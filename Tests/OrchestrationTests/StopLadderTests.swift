import Determinism
import Hosting
import Orchestration
import Recording
import Testing

@Suite("The stop ladder")
struct StopLadderTests {
    private let process = ProcessHandle(rawValue: 3)

    /// Climbs whenever the deadline comes, and writes down what was done when.
    private func climb(_ steps: [StopLadder.Step], isInputOpen: Bool) -> [String] {
        var ladder = StopLadder(steps: steps)
        var log: [String] = []
        var now = at(10)
        while !ladder.isExhausted, log.count < 20 {
            var actions: [Action] = []
            ladder.climb(process, isInputOpen: isInputOpen, at: now, actions: &actions)
            log += actions.map { "\((now - at(10)).seconds) \($0.words)" }
            now = ladder.deadline ?? now
        }
        log.append("\((now - at(10)).seconds) after \(ladder.lastStep ?? "no step")")
        return log
    }

    @Test("Asks, interrupts, terminates and kills, each step with its own grace; the last step keeps its name")
    func standard() {
        #expect(
            climb(StopLadder.Step.standard, isInputOpen: true) == [
                "0.0 close 3", "1.0 INT group 3", "3.0 TERM group 3", "3.0 CONT group 3", "8.0 KILL group 3",
                "9.0 after SIGKILL",
            ])
    }

    @Test("Does not wait for a closed input to be closed")
    func closedInput() {
        #expect(
            climb(StopLadder.Step.standard, isInputOpen: false) == [
                "0.0 INT group 3", "2.0 TERM group 3", "2.0 CONT group 3", "7.0 KILL group 3", "8.0 after SIGKILL",
            ])
    }

    @Test("Is over at once when it has no steps, or none that can be taken")
    func empty() {
        #expect(climb([], isInputOpen: true) == ["0.0 after no step"])
        #expect(climb([.init(.closeInput, grace: .seconds(9))], isInputOpen: false) == ["0.0 after no step"])
    }

    @Test("Continues a stopped child only behind SIGTERM")
    func continuing() {
        let steps = [StopLadder.Step(.signal(.hangUp), grace: .zero), .init(.signal(.terminate), grace: .zero)]
        #expect(
            climb(steps, isInputOpen: true) == [
                "0.0 HUP group 3", "0.0 TERM group 3", "0.0 CONT group 3", "0.0 after SIGTERM",
            ])
    }
}
