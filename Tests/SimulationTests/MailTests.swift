import Determinism
import Hosting
import Simulation
import Testing

@Suite("Mail for a simulated host")
struct MailTests {
    private func makeHost() -> SimulatedHost {
        SimulatedHost(seed: 1) { _, _, _ in .failure(errno: 2) }
    }

    @Test("What is posted comes at the present instant, in order, before time moves")
    func order() throws {
        var host = makeHost()
        let mailbox = host.openMailbox()
        #expect(host.openMailbox() === mailbox)
        let later = Instant(microseconds: 5_000_000)
        #expect(try host.next(until: later) == nil)
        let calls = ["a", "b"].map { Event.userCall(UserCall(name: $0)) }
        for call in calls { mailbox.post(call) }
        #expect(try host.next(until: .distantFuture) == Occurrence(calls[0], at: later))
        #expect(try host.next(until: .distantFuture) == Occurrence(calls[1], at: later))
        #expect(throws: HostFailure.self) { try host.next(until: .distantFuture) }
    }

    @Test("The engine's question is answered by whom the mailbox was opened with, and with a failure where nobody is")
    func serves() throws {
        let id = CallID(rawValue: 1)
        var served = makeHost()
        _ = served.openMailbox { id, _, mailbox in mailbox.post(.userAnswer(id, .timedOut)) }
        try served.perform(.callUser(id, UserRequest(name: "hook")))
        #expect(try served.next(until: .zero)?.event == .userAnswer(id, .timedOut))
        var unserved = makeHost()
        try unserved.perform(.callUser(id, UserRequest(name: "hook")))
        #expect(try unserved.next(until: .zero)?.event == .userAnswer(id, .failure("nobody here runs 'hook'")))
    }
}
