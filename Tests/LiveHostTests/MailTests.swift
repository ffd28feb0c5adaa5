import Determinism
import Foundation
import Hosting
import LiveHost
import Testing
import Text

@Suite("Mail for a live host")
struct MailTests {
    private let stop = Event.userCall(UserCall(name: "stop"))

    @Test("What another thread posts wakes a host that waits for ever, with nothing running")
    func wakes() throws {
        let host = try LiveHost()
        let mailbox = try host.openMailbox()
        let stop = stop
        Thread { mailbox.post(stop) }.start()
        let occurrence = try host.next(until: .distantFuture)
        #expect(occurrence?.event == stop)
        #expect(occurrence.map { $0.instant <= host.now } == true)
    }

    @Test("What was posted before the host waits comes in order, with what its children do in between")
    func order() throws {
        let stage = try Stage()
        let mailbox = try stage.host.openMailbox()
        #expect(try stage.host.openMailbox() === mailbox)
        for name in ["a", "b"] { mailbox.post(.userCall(UserCall(name: name))) }
        _ = try stage.start("/bin/true")
        try stage.wait { if case .exited = $0 { true } else { false } }
        mailbox.post(stop)
        try stage.wait { $0 == stop }
        let calls = stage.events.compactMap { if case .userCall(let call) = $0 { call.name } else { nil } }
        #expect(calls == ["a", "b", "stop"])
    }

    @Test("The engine's question is answered by whom the mailbox was opened with")
    func serves() throws {
        let host = try LiveHost()
        let mailbox = try host.openMailbox { id, request, mailbox in
            Thread { mailbox.post(.userAnswer(id, .value(.string("\(request.name)!")))) }.start()
        }
        defer { withExtendedLifetime(mailbox) {} }
        let id = CallID(rawValue: 3)
        try host.perform(.callUser(id, UserRequest(name: "hook")))
        #expect(try host.next(until: .distantFuture)?.event == .userAnswer(id, .value("hook!")))
    }

    @Test("Without a mailbox a question is answered with a failure, and waiting for nothing is refused")
    func unserved() throws {
        let host = try LiveHost()
        let id = CallID(rawValue: 0)
        try host.perform(.callUser(id, UserRequest(name: "hook")))
        #expect(try host.next(until: .distantFuture)?.event == .userAnswer(id, .failure("nobody here runs 'hook'")))
        try host.perform(.noteCall(UserCall(name: "send")))
        #expect(throws: HostFailure.self) { try host.next(until: .distantFuture) }
    }
}
