import Matching
import Orchestration
import Recording
import Testing

/// `test_ctrl_chars.py`, `test_log.py`, `test_interact.py`, `test_run.py` and their kin: what is sent and noted.
enum PortedInputCases {
    static let all: [PortedCase] = [
        PortedCase("test_ctrl_chars.test_control_chars") { stand in
            let child = try getch(stand)
            for byte in UInt8(1)...255 {
                try child.send(bytes: [byte])
                try child.expect(.exact("\(byte)<STOP>"))
            }
            try endGetch(child)
        },
        PortedCase("test_ctrl_chars.test_sendintr") { stand in
            let child = try getch(stand)
            try stand.console.send(#require(Keystrokes.keys(["Ctrl-C"])), to: child.handle)
            try child.expect("3<STOP>")
            try endGetch(child)
        },
        PortedCase("test_ctrl_chars.test_sendeof") { stand in
            let child = try getch(stand)
            try child.sendEnd()
            try child.expect("4<STOP>")
            try endGetch(child)
        },
        PortedCase("test_ctrl_chars.test_bad_sendcontrol_chars") { _ in
            #expect(Keystrokes.control("1") == nil)
            #expect(Keystrokes.keys(["Ctrl-1"]) == nil)
        },
        PortedCase("test_ctrl_chars.test_sendcontrol") { stand in
            let child = try getch(stand)
            for (number, letter) in "abcdefghijklmnopqrstuvwxyz".enumerated() {
                try stand.console.send(#require(Keystrokes.control(letter)), to: child.handle)
                try child.expect(.exact("\(number + 1)<STOP>"))
            }
            for (sign, code) in [("[", 27), ("\\", 28), ("]", 29), ("^", 30), ("_", 31), ("?", 127)] {
                try stand.console.send(#require(Keystrokes.keys(["Ctrl-\(sign)"])), to: child.handle)
                try child.expect(.exact("\(code)<STOP>"))
            }
            try stand.console.send(#require(Keystrokes.control("@")), to: child.handle)
            try child.expect("0<STOP>")
            try child.expect(.endOfOutput)
            #expect(try child.status == .exited(0))
        },
        PortedCase("test_dotall.test_dotall") { stand in
            let child = try stand.spawn("echo", "BEGIN\nHello world\nEND")
            #expect(try child.expect(.regex("BEGIN(.*)END"), .endOfOutput) == 0)
        },
        PortedCase("test_dotall.test_precompiled") { stand in
            let child = try stand.spawn("echo", "BEGIN\nHello world\nEND")
            #expect(try child.expect(.regex(Pattern("BEGIN(.*)END")), .endOfOutput) == 1)
        },
        PortedCase("test_delay.test_delaybeforesend") { stand in
            let child = try stand.spawn("cat")
            let slow = Keystrokes.line("line 1").slowly(1, every: .milliseconds(500))
            try stand.console.send(slow, to: child.handle)
            try child.expect("line 1")
            #expect(stand.seconds == 3)
            try child.sendLine("line 2")
            try child.expect("line 2")
            #expect(stand.seconds == 3)
        },
        PortedCase("test_log.test_log") { stand in
            let log = TrafficLog()
            try stand.spawn("echo", "This is a test.", log: log).expect(.endOfOutput)
            #expect(log.both == Array("This is a test.\r\n".utf8))
        },
        PortedCase("test_log.test_log_logfile_read") { stand in
            let log = try talked(stand)
            #expect(log.read == Array("This is a test.\r\nThis is a test.\r\n".utf8))
        },
        PortedCase("test_log.test_log_logfile_send") { stand in
            let log = try talked(stand)
            #expect(log.sent == Array("This is a test.\n\u{4}".utf8))
        },
        PortedCase("test_log.test_log_send_and_received") { stand in
            let log = try talked(stand)
            #expect(log.both == Array("This is a test.\nThis is a test.\r\nThis is a test.\r\n\u{4}".utf8))
        },
        PortedCase("test_interact.test_interact_escape") { stand in
            let (isBack, seen, child) = try interact(stand, typing: [[65], [0x1D, 66]])
            #expect(isBack && seen == "READY\r\n65<STOP>\r\n")
            // What is typed behind the escape character goes nowhere; the program lives.
            try child.send(bytes: [0])
            try child.expect("0<STOP>")
        },
        PortedCase("test_interact.test_interact_escape_None") { stand in
            let (isBack, seen, child) = try interact(stand, escape: nil, typing: [[0x1D], [0]])
            #expect(isBack && seen == "READY\r\n29<STOP>\r\n0<STOP>\r\n")
            #expect(try child.status == .exited(0))
        },
        PortedCase("test_interact.test_interact_exit_unicode") { stand in
            let (isBack, seen, _) = try interact(stand, typing: [Array("ɑ".utf8), Array("Β".utf8), [0]])
            #expect(isBack)
            #expect(seen == "READY\r\n201<STOP>\r\n145<STOP>\r\n206<STOP>\r\n146<STOP>\r\n0<STOP>\r\n")
        },
        PortedCase("test_run.RunFuncTestCase.test_run_exit") { stand in
            try stand.spawn("exit1").expect(.exit(.status(1)))
        },
        PortedCase("test_run.RunFuncTestCase.test_run") { stand in
            let child = try stand.spawn("echo", "Linux", "x86_64")
            #expect(try child.read() == "Linux x86_64\r\n")
            try child.expect(.exit(.status(0)))
        },
        PortedCase("test_run.RunFuncTestCase.test_run_bad_exitstatus") { stand in
            try stand.spawn("ls", "-l", "/missing").expect(.exit(.failure))
        },
        PortedCase("test_run.RunFuncTestCase.test_run_callback") { stand in
            let child = try stand.spawn("cat", timeout: 1)
            var timeouts = 0
            while try child.expect(.timeout, .endOfOutput) == 0 {
                timeouts += 1
                if timeouts == 2 { try child.sendEnd() }
            }
            #expect(timeouts == 2 && stand.seconds == 2)
        },
        PortedCase("test_run.RunFuncTestCase.test_run_event_as_string") { stand in
            let child = try stand.spawn("bash", "--norc", timeout: 10, environment: [("PS1", "GO:")])
            let answers = ["echo \"def\"\n", "exit\n", "echo \"abc\"\n"]
            while true {
                let came = try child.expect(
                    .regex("abc\r\n.*GO:"), .regex("def\r\n.*GO:"), .regex("GO:"), .endOfOutput)
                if came == 3 { break }
                try child.send(answers[came])
            }
            try child.expect(.exit(.status(0)))
        },
        PortedCase("test_run.RunFuncTestCase.test_run_event_as_function") { try conversation($0) },
        PortedCase("test_run.RunFuncTestCase.test_run_event_as_method") { try conversation($0) },
        PortedCase("test_run.RunUnicodeFuncTestCase.test_run_unicode") { stand in
            let child = try stand.spawn("prompt")
            try child.expect("<in >")
            try child.sendLine("þ")
            try child.expect("<out>þ")
        },
    ]

    private static func getch(_ stand: Stand) throws -> Child {
        let child = try stand.spawn("getch", echo: false, timeout: 5)
        try child.expect("READY")
        return child
    }

    private static func endGetch(_ child: Child) throws {
        try child.send(bytes: [0])
        try child.expect("0<STOP>")
        try child.expect(.endOfOutput)
        #expect(try child.status == .exited(0))
    }

    private static func talked(_ stand: Stand) throws -> TrafficLog {
        let log = TrafficLog()
        let child = try stand.spawn("cat", log: log)
        try child.sendLine("This is a test.")
        try stand.console.settle()
        try child.sendEnd()
        try child.expect(.endOfOutput)
        return log
    }

    private static func interact(
        _ stand: Stand, escape: UInt8? = Interaction.standardEscape, typing: [[UInt8]]
    ) throws -> (isBack: Bool, seen: String, child: Child) {
        let child = try stand.spawn("getch", echo: false)
        try stand.console.settle()
        let seen = TrafficLog()
        let interaction = Interaction(escape: escape, show: { seen.note(.read($0)) })
        let isBack = try stand.console.interact(child.handle, interaction, typing: typing)
        return (isBack, String(decoding: seen.read, as: UTF8.self), child)
    }

    private static func conversation(_ stand: Stand) throws {
        let child = try stand.spawn("bash", "--norc", timeout: 10, environment: [("PS1", "GO:")])
        var answers = ["echo foo1\n", "echo foo2\n", "echo foo3\n", "exit\n"]
        var seen: [String] = []
        while try child.expect("GO:", .endOfOutput) == 0 {
            seen.append(child.before)
            try child.send(answers.removeFirst())
        }
        #expect(seen == ["", "echo foo1\r\nfoo1\r\n", "echo foo2\r\nfoo2\r\n", "echo foo3\r\nfoo3\r\n"])
        try child.expect(.exit(.status(0)))
    }
}
