import Determinism
import Hosting
import LiveHost
import Orchestration

/// The loop of the runtime's thread: events to the program, actions to the host, replies to whoever waits.
struct ExpectLoop {
    let host: LiveHost
    let inbox: CommandInbox
    private var program = ExpectProgram()
    private var waiting: [ExpectProgram.Ticket: @Sendable (ExpectProgram.Reply?) -> Void] = [:]

    init(host: LiveHost, inbox: CommandInbox) {
        self.host = host
        self.inbox = inbox
    }

    /// Runs until the program says so or the host is broken; then nobody is left waiting.
    mutating func run() {
        do throws(HostFailure) {
            while !program.isFinished { try step() }
        } catch {
            // The commands that wait end with the failure below.
        }
        for command in inbox.close() { command.reply(nil) }
        for (_, reply) in waiting { reply(nil) }
    }

    private mutating func step() throws(HostFailure) {
        let deadline = program.deadline ?? .distantFuture
        let occurrence = try host.next(until: deadline) ?? Occurrence(.timer, at: max(deadline, host.now))
        var actions: [Action] = []
        if case .userCall = occurrence.event {
            for command in inbox.takeAll() {
                guard let ticket = command.body(&program, occurrence.instant, &actions) else { continue }
                waiting[ticket] = command.reply
            }
        } else {
            program.handle(occurrence.event, at: occurrence.instant, actions: &actions)
        }
        for action in actions { try host.perform(action) }
        for (ticket, reply) in program.takeReplies() { waiting.removeValue(forKey: ticket)?(reply) }
    }
}
