import Determinism
import Glibc
import Hosting
import LiveHost
import Orchestration

/// What the runtime's thread begins with, and the mailbox that it hands back.
///
/// Unchecked: the fields are written before the thread starts, or by it before `started` is posted.
final class ThreadStart: @unchecked Sendable {
    private let inbox: CommandInbox
    private let timeScale: Double
    private let started: UnsafeMutablePointer<sem_t>
    private var outcome: Result<Mailbox, HostFailure>?

    init(inbox: CommandInbox, timeScale: Double) {
        self.inbox = inbox
        self.timeScale = timeScale
        started = .allocate(capacity: 1)
        sem_init(started, 0, 0)
    }

    deinit {
        sem_destroy(started)
        started.deallocate()
    }

    /// Starts the thread and waits until its host is there.
    func run() throws(HostFailure) -> Mailbox {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue().main()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw HostFailure(.systemCall, "can't start a thread (errno \(code))")
        }
        pthread_detach(thread)
        while sem_wait(started) != 0 {}
        switch outcome {
        case .success(let mailbox): return mailbox
        case .failure(let failure): throw failure
        case nil: throw HostFailure(.systemCall, "the thread has not started")
        }
    }

    /// The thread's life.
    private func main() {
        do throws(HostFailure) {
            let host = try LiveHost(timeScale: timeScale)
            outcome = .success(try host.openMailbox())
            sem_post(started)
            var loop = ExpectLoop(host: host, inbox: inbox)
            loop.run()
            host.close()
        } catch {
            outcome = .failure(error)
            sem_post(started)
        }
    }
}

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
