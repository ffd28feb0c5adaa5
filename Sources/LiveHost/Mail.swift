import CProcesses
public import Hosting

/// The counter of an eventfd(2) that is rung by one thread and waited for by another; closed with the last reference.
private final class Bell: Sendable {
    let descriptor: Int32

    init() throws(SystemError) { descriptor = try SystemCalls.openBell() }

    deinit { SystemCalls.close(descriptor) }

    func ring() { SystemCalls.ring(descriptor) }
}

extension LiveHost: MailboxHost {
    /// Opens the mailbox; what is posted comes as events of the host's present, and wakes `next` from its waiting.
    ///
    /// From now on `next` also waits where no child runs and nothing is due, since somebody may post.
    ///
    /// - Throws: `HostFailure.Code.systemCall` where the process has no descriptor left.
    public func openMailbox(server: @escaping Mailbox.Server = Mailbox.refuse) throws(HostFailure) -> Mailbox {
        precondition(!isClosed, "the host is closed")
        if let mailbox { return mailbox }
        do throws(SystemError) {
            let bell = try Bell()
            self.bell = Wire(bell.descriptor)
            try reactor.watch(&self.bell, for: Reactor.readable, process: 0, role: .mail)
            let opened = Mailbox(wake: { bell.ring() }, server: server)
            mailbox = opened
            return opened
        } catch {
            throw HostFailure(.systemCall, "can't open a mailbox: \(error.text)")
        }
    }

    /// Turns what was posted into events. The bell is silenced first: what is posted meanwhile rings it again.
    func takeMail() {
        SystemCalls.silence(bell.descriptor)
        for event in mailbox?.takeAll() ?? [] {
            if case .userAnswer(let id, _) = event { coordinator?.openQuestions[id] = nil }
            report(event)
        }
    }

    func serve(_ id: CallID, _ request: UserRequest) {
        if let mailbox { mailbox.serve(id, request) } else { report(.unserved(id, request)) }
    }
}
