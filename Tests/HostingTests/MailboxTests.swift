import Foundation
import Hosting
import Synchronization
import Testing
import Text

@Suite("The mailbox")
struct MailboxTests {
    private func call(_ name: String) -> Event { .userCall(UserCall(name: name)) }

    @Test("What was posted is taken once, oldest first")
    func order() {
        let mailbox = Mailbox()
        for name in ["a", "b", "c"] { mailbox.post(call(name)) }
        #expect(mailbox.takeAll() == [call("a"), call("b"), call("c")])
        #expect(mailbox.takeAll() == [])
        mailbox.post(call("d"))
        #expect(mailbox.takeAll() == [call("d")])
    }

    @Test("Each post wakes the host, after the event is there")
    func wakes() {
        let wakes = Atomic(0)
        let mailbox = Mailbox(wake: { wakes.add(1, ordering: .relaxed) })
        mailbox.post(call("a"))
        mailbox.post(call("b"))
        #expect(wakes.load(ordering: .relaxed) == 2)
    }

    @Test("Of many threads' posts none is lost or doubled, and each thread's keep their order")
    func threads() {
        let mailbox = Mailbox()
        let posters = (0..<4).map { thread in
            Thread {
                for number in 0..<1_000 { mailbox.post(.userAnswer(CallID(rawValue: number), .failure("\(thread)"))) }
            }
        }
        for poster in posters { poster.start() }
        var seen: [String: [Int]] = [:]
        while seen.values.reduce(0, { $0 + $1.count }) < 4_000 {
            for case .userAnswer(let id, .failure(let thread)) in mailbox.takeAll() {
                seen[thread, default: []].append(id.rawValue)
            }
        }
        #expect(seen.count == 4)
        for numbers in seen.values { #expect(numbers == Array(0..<1_000)) }
    }

    @Test("A question is answered by the server, and without one with a failure that names it")
    func serves() {
        let id = CallID(rawValue: 7)
        let served = Mailbox(server: { id, request, mailbox in
            mailbox.post(.userAnswer(id, .value(.string(request.name))))
        })
        served.serve(id, UserRequest(name: "hook"))
        #expect(served.takeAll() == [.userAnswer(id, .value("hook"))])
        let unserved = Mailbox()
        unserved.serve(id, UserRequest(name: "hook"))
        #expect(unserved.takeAll() == [.userAnswer(id, .failure("nobody here runs 'hook'"))])
    }
}
