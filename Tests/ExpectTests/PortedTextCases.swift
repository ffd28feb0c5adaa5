import Hosting
import Matching
import Orchestration
import Recording
import Testing

/// `test_unicode.py`, `test_popen_spawn.py`, `test_async.py` and their kin: characters, pipes, long output.
enum PortedTextCases {
    static let all: [PortedCase] =
        [("test_expect_basic", false), ("test_expect_exact_basic", true)].flatMap { name, isExact in
            [
                PortedCase("test_unicode.\(name)") { stand in
                    let child = try stand.spawn("cat")
                    for line in ["Hello", "there", "Mr. þython"] { try child.sendLine(line) }
                    for line in ["Hello", "there", "Mr. þython"] {
                        try child.expect(PortedExpectCases.pattern(line, isExact))
                    }
                    try child.sendEnd()
                    try child.expect(.endOfOutput)
                },
                PortedCase("test_popen_spawn.\(name)") { stand in
                    let child = try stand.spawn("cat", timeout: 5, pipes: true)
                    for line in ["Hello", "there", "Mr. Python"] { try child.sendLine(line) }
                    for line in ["Hello", "there", "Mr. Python"] {
                        try child.expect(PortedExpectCases.pattern(line, isExact))
                    }
                    try stand.console.perform(.closeInput(child.handle))
                    try child.expect(.endOfOutput)
                },
            ]
        } + [
            PortedCase("test_unicode.test_expect_echo_exact") {
                try PortedExpectCases.echo($0.spawn("cat", timeout: 5), true)
            },
            PortedCase("test_unicode.test_log_unicode") { stand in
                let log = TrafficLog()
                let child = try stand.spawn("cat", log: log)
                try child.sendLine("abcΩ÷")
                try child.sendEnd()
                try child.expect(.endOfOutput)
                #expect(log.sent == Array("abcΩ÷\n\u{4}".utf8))
                #expect(log.read == Array("abcΩ÷\r\nabcΩ÷\r\n".utf8))
            },
            PortedCase("test_unicode.test_spawn_expect_ascii_unicode") { stand in
                let child = try stand.spawn("cat")
                try child.sendLine("Camelot")
                try child.expectRegex("Camelot")
                try child.sendLine("Aargh")
                try child.sendLine("Aårgh")
                try child.expect("Aargh")
                try child.sendEnd()
                try child.expect(.endOfOutput)
            },
            PortedCase("test_unicode.test_spawn_send_unicode") { stand in
                let child = try stand.spawn("cat")
                try child.sendLine("3½")
                try child.sendEnd()
                #expect(try child.read() == "3½\r\n3½\r\n")
            },
            PortedCase("test_unicode.test_spawn_utf8_incomplete") { stand in
                let child = try stand.spawn("cat", maxRead: 1)
                try child.sendLine("▁▂▃▄▅▆▇█")
                try child.sendEnd()
                try child.expectRegex("▁▂▃▄▅▆▇█")
            },
            PortedCase("test_unicode.test_readline_bin_echo") {
                try equal($0.spawn("echo", "input").readLine(), "input\r\n")
            },
            PortedCase("test_unicode.test_unicode_argv") { stand in
                let child = try stand.spawn("echo", "ǝpoɔıun", timeout: 5)
                try child.expectRegex("ǝpoɔıun")
                try child.expect(.endOfOutput)
                #expect(try child.status == .exited(0))
            },
            PortedCase("test_popen_spawn.test_expect") { try pipedLines($0, isExact: false) },
            PortedCase("test_popen_spawn.test_expect_exact") { stand in
                try pipedLines(stand, isExact: true)
                let child = try stand.spawn("echo", "hello.?world", pipes: true)
                try child.expect(".?")
                #expect(child.before == "hello" && child.after == ".?")
            },
            PortedCase("test_popen_spawn.test_expect_eof") {
                try equal($0.spawn("ls", pipes: true).read(), VirtualCommands.listing)
            },
            PortedCase("test_popen_spawn.test_expect_timeout") { stand in
                try stand.spawn("cat", timeout: 5, pipes: true).expect(.timeout)
                #expect(stand.seconds == 5)
            },
            PortedCase("test_popen_spawn.test_unexpected_eof") { stand in
                let child = try stand.spawn("ls", pipes: true)
                _ = expectFailure(.endOfOutput) { try child.expectRegex("_Z_XY_XZ") }
            },
            PortedCase("test_popen_spawn.test_timeout_none") { stand in
                let child = try stand.spawn("echo", "abcdef", timeout: nil, pipes: true)
                try child.expectRegex("abc")
                try child.expect("def")
                try child.expect(.endOfOutput)
            },
            PortedCase("test_popen_spawn.test_crlf") {
                try equal($0.spawn("echo", "alpha", "beta", pipes: true).read(), "alpha beta\n")
            },
            PortedCase("test_filedescriptor.test_fd") { stand in
                let child = try stand.spawn("data", pipes: true)
                try child.expectRegex("This is the end of test data:")
                #expect(try child.read() == " END\n")
            },
            PortedCase("test_filedescriptor.test_maxread") { stand in
                let child = try stand.spawn("data", maxRead: 100, pipes: true)
                try child.expect("2")
                try child.expect("This is the end of test data:")
                #expect(try child.read() == " END\n")
            },
            PortedCase("test_timeout_pattern.test_matches_exp_timeout") { stand in
                let child = try stand.spawn("cat")
                #expect(throws: ExpectFailure.self) { try child.expect("x", timeout: 1) }
            },
            PortedCase("test_timeout_pattern.test_pattern_printout") { stand in
                let child = try stand.spawn("cat")
                try child.sendLine("Hello")
                try child.expect("Hello")
                let failure = expectFailure(.timeout) { try child.expect("Goodbye", timeout: 5) }
                #expect(failure?.reasons.map(\.pattern) == ["\"Goodbye\""])
            },
            PortedCase("test_timeout_pattern.test_exp_timeout_notThrown") { stand in
                let child = try stand.spawn("cat")
                try child.sendLine("Hello")
                try child.expect("Hello")
            },
            PortedCase("test_async.test_simple_expect") { stand in
                let child = try stand.spawn("cat")
                try child.sendLine("Hello asyncio")
                #expect(try child.expect("Hello", .endOfOutput) == 0)
            },
            PortedCase("test_async.test_timeout") { stand in
                let child = try stand.spawn("cat")
                _ = expectFailure(.timeout) { try child.expect("foo", timeout: 1) }
                #expect(try stand.spawn("cat").expect("foo", .timeout, timeout: 1) == 1)
            },
            PortedCase("test_async.test_eof") { stand in
                let child = try stand.spawn("cat")
                try child.sendLine("Hi")
                try child.sendEnd()
                try child.expect(.endOfOutput)
                let other = try stand.spawn("cat")
                try other.sendEnd()
                _ = expectFailure(.endOfOutput) { try other.expect("Blah") }
            },
            PortedCase("test_async.test_expect_exact") { try list($0) },
            PortedCase("test_async.test_async_utf8") { try list($0) },
            PortedCase("test_async.test_async_and_gc") { stand in
                let child = try stand.spawn("sleep-for", "1")
                try child.expect("READY")
                try child.expect("END")
                #expect(stand.seconds == 1)
            },
            PortedCase("test_async.test_async_and_sync") { stand in
                let child = try stand.spawn("echo", "1234", maxRead: 1)
                for digit in ["1", "2", "3"] { try child.expect(.exact(digit)) }
            },
            PortedCase("test_performance.test_100000") { stand in
                let child = try stand.spawn("numbers", "100000", timeout: 100)
                try child.expectRegex("100000")
                try child.expect("done")
            },
            PortedCase("test_performance.test_large_stdout_stream") { stand in
                let child = try stand.spawn("numbers", "200000", window: 1000)
                try child.expect("done")
                #expect((child.result?.before.count ?? 0) + (child.result?.omittedBytes ?? 0) == 1_488_895)
            },
        ] + searchers

    /// How a list of patterns is told: `str(searcher)` there, the reasons of a failure here.
    private static let searchers = [
        "searcher_as_string", "searcher_as_string_with_EOF", "searcher_as_string_with_TIMEOUT", "searcher_re_as_string",
        "searcher_re_as_string_with_EOF", "searcher_re_as_string_with_TIMEOUT",
    ].map { name in
        PortedCase("test_misc.test_\(name)") { stand in
            let child = try stand.spawn("cat")
            let isRegex = name.contains("_re_")
            let words = ["alpha", "beta", "gamma", "delta"]
            var patterns = try words.map { try PortedExpectCases.pattern($0, !isRegex) }
            var expected = words.map { isRegex ? "/\($0)/" : "\"\($0)\"" }
            if name.hasSuffix("EOF") {
                patterns.append(.endOfOutput)
                expected.append("the end of the output")
            }
            if name.hasSuffix("TIMEOUT") {
                patterns.append(.timeout)
                expected.append("the timeout")
            }
            #expect(patterns.map(\.description) == expected)
            guard !name.hasSuffix("TIMEOUT") else { return }
            let failure = expectFailure(.timeout) {
                _ = try stand.console.expect(child.handle, patterns, timeout: .seconds(1))
            }
            #expect(failure?.reasons.map(\.pattern) == expected)
        }
    }

    private static func pipedLines(_ stand: Stand, isExact: Bool) throws {
        let child = try stand.spawn("ls", pipes: true)
        var text = ""
        while try child.expect(PortedExpectCases.pattern("\n", isExact), .endOfOutput) == 0 {
            text += child.before + "\n"
        }
        #expect(text + child.before == VirtualCommands.listing)
    }

    private static func list(_ stand: Stand) throws {
        let child = try stand.spawn("list100")
        #expect(try child.expect("5") == 0)
        #expect(try child.expect("wpeok", "11") == 1)
        #expect(try child.expect("foo", .endOfOutput) == 1)
    }
}
