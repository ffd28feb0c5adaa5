import Matching
import Orchestration
import Testing

/// `test_expect.py`: patterns, order, windows, before and after.
enum PortedExpectCases {
    static let all: [PortedCase] =
        [("test_expect_basic", false), ("test_expect_exact_basic", true)].map { name, isExact in
            PortedCase("test_expect.\(name)") { try basic($0.spawn("cat", echo: false, timeout: 5), isExact) }
        } + [
            PortedCase("test_expect.test_expect_ignore_case") { stand in
                let child = try stand.spawn("cat", echo: false)
                try child.sendLine("HELLO")
                try child.sendLine("there")
                try child.expectRegex("(?i)hello")
                try child.expectRegex("(?i)THERE")
                try child.sendEnd()
                try child.expect(.endOfOutput)
            },
            PortedCase("test_expect.test_expect_ignore_case_flag") { stand in
                let child = try stand.spawn("cat", echo: false)
                try child.sendLine("HELLO")
                try child.expect(.regex("hello", flags: .caseInsensitive))
                #expect(child.after == "HELLO")
            },
            PortedCase("test_expect.test_expect_regex_enc_none") { try knights($0) },
            PortedCase("test_expect.test_expect_regex_enc_utf8") { try knights($0) },
        ] + pairs("test_expect_order") { try order($0.spawn("cat", echo: false, timeout: 5), $1) }
        + pairs("test_expect_echo") { try echo($0.spawn("cat", timeout: 5), $1) }
        + pairs("test_expect_index") { try index($0.spawn("cat", echo: false, timeout: 5), $1) }
        + pairs("test_before_after") { try beforeAfter($0.spawn("list100", timeout: 5), $1) }
        + pairs("test_ordering") { try ordering($0.spawn("python", timeout: 20), $1) }
        + pairs("test_greed") { try greed($0, $1) } + [
            PortedCase("test_expect.test_expect") { try lines($0.spawn("ls"), exact: false) },
            PortedCase("test_expect.test_expect_exact") { stand in
                try lines(stand.spawn("ls"), exact: true)
                let child = try stand.spawn("echo", "hello.?world")
                try child.expect(".?")
                #expect(child.before == "hello" && child.after == ".?")
            },
            PortedCase("test_expect.test_expect_eof") { stand in
                let child = try stand.spawn("ls")
                try child.expect(.endOfOutput)
                #expect(child.before == VirtualCommands.listing.replacing("\n", with: "\r\n"))
            },
            PortedCase("test_expect.test_expect_timeout") { stand in
                let child = try stand.spawn("cat", timeout: 5)
                try child.expect(.timeout)
                #expect(child.result?.cause == .timeout)
                #expect(stand.seconds == 5)
            },
            PortedCase("test_expect.test_unexpected_eof") { stand in
                let child = try stand.spawn("ls")
                _ = expectFailure(.endOfOutput) { try child.expect("_Z_XY_XZ") }
            },
            PortedCase("test_expect.test_before_across_chunks") { stand in
                let child = try stand.spawn("numbers", "500", window: 128)
                try child.expect("done")
                #expect(child.before.split(separator: "\r\n").count == 500)
                #expect(stand.console.program.expecter(of: child.handle)?.buffer == Array("\r\n".utf8))
            },
            PortedCase("test_expect.test_before_after_timeout") { stand in
                let child = try stand.spawn("cat", echo: false)
                try long(child)
                #expect(try child.expect("xyzzy", .timeout, timeout: 0.001, window: 10) == 1)
                try child.sendLine("xyzzy")
                #expect(try child.expect("xyzzy", .timeout, timeout: 30) == 0)
                #expect(child.before.hasPrefix("BEGIN"))
                try child.sendEnd()
                try child.expect(.endOfOutput)
            },
            PortedCase("test_expect.test_increasing_searchwindowsize") { stand in
                let child = try stand.spawn("cat", echo: false)
                try long(child)
                #expect(try child.expect("xyzzy", .timeout, timeout: 0.5, window: 10) == 1)
                #expect(try child.expect("BEGIN", .timeout, timeout: 0.5) == 1)
                #expect(try child.expect("BEGIN", .timeout, timeout: 30, window: 40_000) == 0)
            },
            PortedCase("test_expect.test_searchwindowsize") { stand in
                let child = try stand.spawn("echo", "foobarbazbop", window: 6)
                #expect(try child.expect("bar", "bop") == 1)
            },
            PortedCase("test_expect.test_timeout_none") { stand in
                let child = try stand.spawn("echo", "abcdef", timeout: nil)
                try child.expectRegex("abc")
                try child.expect("def")
                try child.expect(.endOfOutput)
            },
        ]

    /// Both forms of a case: with regular expressions, and with `_exact` behind the name.
    private static func pairs(
        _ name: String, _ body: @escaping @Sendable (Stand, _ isExact: Bool) throws -> Void
    ) -> [PortedCase] {
        [false, true].map { isExact in
            PortedCase("test_expect.\(name)\(isExact ? "_exact" : "")") { try body($0, isExact) }
        }
    }

    static func pattern(_ text: String, _ isExact: Bool) throws -> ExpectPattern {
        isExact ? .exact(text) : try .regex(text)
    }

    static func basic(_ child: Child, _ isExact: Bool) throws {
        for line in ["Hello", "there", "Mr. Python"] { try child.sendLine(line) }
        for line in ["Hello", "there", "Mr. Python"] { try child.expect(pattern(line, isExact)) }
        if child.stand.console.program.expecter(of: child.handle)?.hasEnded == false { try child.sendEnd() }
        try child.expect(.endOfOutput)
    }

    private static func knights(_ stand: Stand) throws {
        let child = try stand.spawn("cat", echo: false)
        try child.sendLine("We are the Knights who say \"Ni!\"")
        #expect(try child.expect(.regex("We are the Knights who say \"Ni!\""), .endOfOutput, .timeout) == 0)
        try child.sendEnd()
        try child.expect(.endOfOutput)
    }

    private static func order(_ child: Child, _ isExact: Bool) throws {
        for line in ["1234", "abcd", "wxyz", "7890"] { try child.sendLine(line) }
        try child.sendEnd()
        func text(_ text: String) throws -> ExpectPattern { try pattern(text, isExact) }
        #expect(try child.expect(text("1234"), text("abcd"), text("wxyz"), .endOfOutput, text("7890")) == 0)
        for expected in [3, 4] {
            let came = try child.expect(
                text("54321"), .timeout, text("1234"), text("abcd"), text("wxyz"), .endOfOutput, timeout: 5)
            #expect(came == expected)
        }
        #expect(try child.expect(.endOfOutput, text("abcd"), text("wxyz"), text("7890")) == 3)
        #expect(try child.expect(text("abcd"), text("wxyz"), text("7890"), .endOfOutput) == 3)
    }

    static func echo(_ child: Child, _ isExact: Bool) throws {
        try child.sendLine("1234")
        // Once from the terminal's echo, once from the program.
        for _ in 0..<2 {
            let came = try child.expect(pattern("1234", isExact), pattern("abcdé", isExact), .endOfOutput, .timeout)
            #expect(came == 0)
        }
    }

    private static func index(_ child: Child, _ isExact: Bool) throws {
        func text(_ text: String) throws -> ExpectPattern { try pattern(text, isExact) }
        try child.sendLine("1234")
        #expect(try child.expect(text("abcd"), text("wxyz"), text("1234"), .endOfOutput) == 2)
        try child.sendLine("abcd")
        #expect(try child.expect(.timeout, text("abcd"), text("wxyz"), text("1234"), .endOfOutput) == 1)
        try child.sendLine("wxyz")
        #expect(try child.expect(text("54321"), .timeout, text("abcd"), text("wxyz"), .endOfOutput) == 3)
        try child.sendLine("$*!@?")
        #expect(try child.expect(text("54321"), .timeout, text("abcd"), text("wxyz"), .endOfOutput, timeout: 1) == 1)
        try child.sendEnd()
        #expect(try child.expect(text("54321"), .timeout, text("abcd"), text("wxyz"), .endOfOutput) == 4)
    }

    static func lines(_ child: Child, exact isExact: Bool) throws {
        var text = ""
        while try child.expect(pattern("\n", isExact), .endOfOutput) == 0 { text += child.before + "\n" }
        text += child.before
        #expect(text.replacing("\r\n", with: "\n") == VirtualCommands.listing)
    }

    private static func beforeAfter(_ child: Child, _ isExact: Bool) throws {
        try child.expect(pattern("5", isExact))
        #expect(child.after == "5" && child.before.hasPrefix("[0, 1, 2"))
        try child.expect(pattern("50", isExact))
        #expect(child.after == "50" && child.before.hasPrefix(", 6, 7, 8") && child.before.hasSuffix("48, 49, "))
        try child.expect(.endOfOutput)
        #expect(child.result?.cause == .endOfOutput)
        #expect(child.before.hasPrefix(", 51, 52") && child.before.hasSuffix(", 99]\r\n"))
    }

    private static func ordering(_ child: Child, _ isExact: Bool) throws {
        func text(_ text: String) throws -> ExpectPattern { try pattern(text, isExact) }
        try child.expect(text(">>> "))
        for (call, first, second, expected) in [
            ("4*3", "5,", "5,", 0), ("4*3", "7,", "5,", 1), ("4*3", "5,", "7,", 0), ("4*5", "2,", "12,", 0),
            ("4*5", "12,", "2,", 1),
        ] {
            try child.sendLine("list(range(\(call)))")
            #expect(try child.expect(text(first), text(second)) == expected)
            try child.expect(text(">>> "))
        }
    }

    private static func greed(_ stand: Stand, _ isExact: Bool) throws {
        func text(_ text: String) throws -> ExpectPattern { try pattern(text, isExact) }
        let child = try stand.spawn("list100")
        #expect(try child.expect(text("3, 4"), text("2, 3, 4")) == 1)
        #expect(try child.expect(text("5,"), text("5, 6")) == 0)
        #expect(try child.expect(text("7, 8"), text("7, 8, 9"), text("7, 8")) == 0)
        // Byte by byte, the one that ends first.
        let slow = try stand.spawn("list100", maxRead: 1)
        #expect(try slow.expect(text("1, 2, 3"), text("2,")) == 1)
    }

    private static func long(_ child: Child) throws {
        try child.sendLine("BEGIN")
        for _ in 0..<100 { try child.sendLine(String(repeating: "foo", count: 10)) }
    }
}
