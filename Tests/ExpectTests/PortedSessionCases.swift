import Hosting
import Matching
import Orchestration
import Recording
import Testing

/// `test_misc.py`, `test_isalive.py`, `test_env.py`, `test_winsize.py` and their kin: programs and how they end.
enum PortedSessionCases {
    static let all: [PortedCase] = [
        PortedCase("test_misc.test_isatty") { stand in
            let child = try stand.spawn("tty")
            try child.expect("/dev/pts/")
        },
        PortedCase("test_misc.test_read") { stand in
            let child = try stand.spawn("cat")
            try child.sendLine("abc")
            try child.sendEnd()
            #expect(
                try [child.read(0), child.read(1), child.read(1), child.read(1), child.read(2)] == [
                    "", "a", "b", "c", "\r\n",
                ])
            #expect(try child.read() == "abc\r\n")
        },
        PortedCase("test_misc.test_read_poll_timeout") { stand in
            let child = try stand.spawn("sleep", "5")
            _ = expectFailure(.timeout) { try child.expect(.endOfOutput, timeout: 1) }
            #expect(stand.seconds == 1)
        },
        PortedCase("test_misc.test_readline_bin_echo") { stand in
            try equal(stand.spawn("echo", "alpha", "beta").readLine(), "alpha beta\r\n")
        },
        PortedCase("test_misc.test_readline") { stand in
            let child = try stand.spawn("cat", echo: false)
            for word in ["alpha", "beta", "gamma", "delta"] { try child.sendLine(word) }
            try child.sendEnd()
            for word in ["alpha", "beta", "gamma", "delta"] { #expect(try child.readLine() == word + "\r\n") }
            try child.expect(.endOfOutput)
            #expect(try child.status == .exited(0))
        },
        PortedCase("test_misc.test_iter") { try twoLines($0) },
        PortedCase("test_misc.test_readlines") { stand in
            let child = try twoLines(stand)
            try child.expect(.endOfOutput)
            #expect(try child.status == .exited(0))
        },
        PortedCase("test_misc.test_write") { stand in
            let child = try stand.spawn("cat", echo: false)
            try child.send("a")
            try child.send("\r")
            #expect(try child.readLine() == "a\r\n")
        },
        PortedCase("test_misc.test_writelines") { stand in
            let child = try stand.spawn("cat")
            for part in ["abc", "123", "xyz", "\r"] { try child.send(part) }
            try child.sendEnd()
            #expect(try child.readLine() == "abc123xyz\r\n")
        },
        PortedCase("test_misc.test_eof") { stand in
            let child = try stand.spawn("cat")
            try child.sendEnd()
            _ = expectFailure(.endOfOutput) { try child.expect("the unexpected") }
        },
        PortedCase("test_misc.test_with") { stand in
            let child = try stand.spawn("prompt")
            try child.expect("<in >")
            try child.sendLine("alpha")
            try child.expect("<out>alpha")
            #expect(try child.isAlive)
            #expect(try child.stop() == .signaled(.hangUp))
        },
        PortedCase("test_misc.test_terminate") { try equal($0.spawn("cat").stop(), .signaled(.hangUp)) },
        PortedCase("test_misc.test_sighup") { stand in
            for (name, lives) in [("ignores-hangup", true), ("getch", false)] {
                let child = try stand.spawn(name)
                try child.expect("READY")
                try child.kill(.hangUp)
                try stand.console.wait(.seconds(1))
                #expect(try child.isAlive == lives)
            }
        },
        PortedCase("test_misc.test_read_after_close_raises_value_error") { stand in
            let child = try stand.spawn("cat")
            try child.stop()
            _ = expectFailure(.closed) { _ = try child.read() }
            _ = expectFailure(.closed) { _ = try child.readLine() }
            _ = expectFailure(.closed) { try child.send("x") }
        },
        PortedCase("test_misc.test_isalive") { stand in
            let child = try stand.spawn("cat")
            #expect(try child.isAlive)
            try child.sendEnd()
            try child.expect(.endOfOutput)
            #expect(try !child.isAlive)
        },
        PortedCase("test_misc.test_cwd") { stand in
            let lines = try [stand.spawn("pwd", directory: "/tmp").readLine(), stand.spawn("pwd").readLine()]
            #expect(lines == ["/tmp\r\n", "/home/test\r\n"])
        },
        PortedCase("test_isalive.test_expect_wait") { stand in
            let child = try stand.spawn("sleep", "1")
            #expect(try child.isAlive)
            for _ in 0..<2 {
                try child.expect(.exit)
                #expect(child.result?.cause == .exit(0))
            }
            #expect(try !child.isAlive && stand.seconds == 1)
        },
        PortedCase("test_isalive.test_expect_wait_after_termination") { stand in
            let child = try stand.spawn("sleep", "3")
            #expect(try child.isAlive)
            try child.kill(.kill)
            try child.expect(.exit)
            #expect(try child.status == .signaled(.kill))
        },
        PortedCase("test_isalive.test_signal_wait") { stand in
            let child = try stand.spawn("alarm")
            try child.expect(.exit(.status(-14)))
        },
        PortedCase("test_isalive.test_expect_isalive_dead_after_normal_termination") { stand in
            let child = try stand.spawn("ls", timeout: 15)
            try child.expect(.endOfOutput)
            #expect(try !child.isAlive)
        },
        PortedCase("test_isalive.test_expect_isalive_dead_after_SIGHUP") { try dead($0, by: .hangUp) },
        PortedCase("test_isalive.test_expect_isalive_dead_after_SIGINT") { try dead($0, by: .interrupt) },
        PortedCase("test_isalive.test_expect_isalive_dead_after_SIGKILL") { try dead($0, by: .kill) },
        PortedCase("test_isalive.test_forced_terminate") { stand in
            let child = try stand.spawn("needs-kill")
            try child.expect("READY")
            #expect(try child.stop() == .signaled(.kill))
            // Every step of the ladder had its time: 1 s, 1 s, 2 s.
            #expect(stand.seconds == 4)
        },
        PortedCase("test_isalive.test_expect_isalive_consistent_multiple_calls") { stand in
            let child = try stand.spawn("cat")
            #expect(try [child.isAlive, child.isAlive] == [true, true])
            try child.sendEnd()
            try child.expect(.endOfOutput)
            #expect(try [child.isAlive, child.isAlive] == [false, false])
        },
        PortedCase("test_env.test_spawn_uses_env") { stand in
            let child = try stand.spawn("printenv", "KEY", environment: [("KEY", "a test value")])
            #expect(try child.readLine() == "a test value\r\n")
            try child.expect(.endOfOutput)
            #expect(try child.status == .exited(0))
        },
        PortedCase("test_env.test_run_uses_env") { stand in
            let child = try stand.spawn("printenv", "KEY", environment: [("KEY", "a test value")])
            #expect(try child.read() == "a test value\r\n")
        },
        PortedCase("test_winsize.test_initial_winsize") { try $0.spawn("sizes").expect("Initial Size: (24, 80)") },
        PortedCase("test_winsize.test_initial_winsize_by_dimension") { stand in
            try stand.spawn("sizes", size: TerminalSize(columns: 100, rows: 40)).expect("Initial Size: (40, 100)")
        },
        PortedCase("test_winsize.test_setwinsize") { stand in
            let child = try stand.spawn("sizes")
            try child.expect("READY")
            try stand.console.perform(.resize(child.handle, TerminalSize(columns: 84, rows: 19)))
            try child.expect("SIGWINCH: (19, 84)")
        },
        PortedCase("test_missing_command.testMissingCommand") { stand in
            _ = expectFailure(.notStarted(errno: 2)) { _ = try stand.spawn("ZXQYQZX") }
        },
    ]

    @discardableResult
    private static func twoLines(_ stand: Stand) throws -> Child {
        let child = try stand.spawn("cat", echo: false)
        try child.sendLine("abc")
        try child.sendLine("123")
        try child.sendEnd()
        #expect(try child.readLines() == ["abc\r\n", "123\r\n"])
        return child
    }

    private static func dead(_ stand: Stand, by signal: Signal) throws {
        let child = try stand.spawn("cat", timeout: 5)
        #expect(try child.isAlive)
        try child.kill(signal)
        try child.expect(.endOfOutput)
        #expect(try child.status == .signaled(signal))
    }
}
