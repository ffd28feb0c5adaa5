import Glibc
import Testing

@Suite("pexpect's own tests, on virtual time")
struct PortedSuiteTests {
    static let ported =
        PortedExpectCases.all + PortedSessionCases.all + PortedInputCases.all + PortedTextCases.all

    /// How many cases the files `test_*.py` of pexpect 4.9.0 have, inherited ones too.
    static let caseCount = 247

    /// What is not ported, and why.
    static let notPortable: [(reason: String, count: Int)] = [
        ("test_pxssh: logs in with ssh, which is no part of this layer", 21),
        ("test_screen, test_ansi, test_FSM: a screen model of its own, tested with ours", 21),
        (
            "test_socket, test_socket_fd, test_socket_pexpect, test_filedescriptor (3): sessions on sockets and foreign descriptors",
            20
        ),
        ("test_replwrap, test_async (2): a wrapper of prompts, which is a few waits here", 12),
        ("test_run: the same again for text in place of bytes (8), a wrong Python type (1)", 9),
        ("test_which, test_env (2): looks through PATH on a disk", 9),
        ("test_expect, test_misc, test_popen_spawn: wrong Python types and their coercion", 8),
        ("test_expect, test_unicode: terminal modes changed from our side of the line", 6),
        ("test_misc: poll in place of select (2), Python's own traces, pids and forks (3)", 5),
        ("test_expect: our own descriptors and signals (3), writing into the buffer (1)", 4),
        ("test_repr, test_pickling: Python's repr and pickle", 4),
        ("test_constructor: a command line as one string", 2),
        ("test_command_list_split: a command line as one string", 1),
        ("test_timeout_pattern: Python's stack traces", 2),
        ("test_delay: a sleep after each read", 1),
        ("test_destructor: descriptors after the collector; live sessions have a leak test", 1),
        ("test_popen_spawn.test_crlf_encoding: the same again for text", 1),
    ]

    @Test("A case of pexpect's tests holds", arguments: ported)
    func holds(_ one: PortedCase) throws { try one.run() }

    @Test("Every case of pexpect's tests is ported once, or has a reason not to be")
    func table() {
        #expect(Set(Self.ported.map(\.name)).count == Self.ported.count)
        let left = Self.notPortable.map(\.count).reduce(0, +)
        #expect(Self.ported.count + left == Self.caseCount)
        print("pexpect's tests: \(Self.ported.count) ported, \(left) not:")
        for (reason, count) in Self.notPortable { print("  \(count) \(reason)") }
    }

    @Test("All of them take less than two seconds of the processor")
    func fast() throws {
        let start = Self.processorSeconds
        for one in Self.ported { try one.run() }
        let seconds = Self.processorSeconds - start
        print("pexpect's portable tests: \(seconds) s")
        #expect(seconds < 2)
    }

    /// What this thread has used of the processor: the machine's load does not count.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
