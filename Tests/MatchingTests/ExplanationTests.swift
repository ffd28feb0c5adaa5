import Matching
import Testing
import Text

@Suite("Why a pattern has not matched")
struct ExplanationTests {
    /// The reason for one pattern after some output.
    private func reason(_ pattern: ExpectPattern, _ text: String, window: Int? = nil) -> String? {
        var settings = ExpectSettings()
        settings.searchWindowBytes = window
        var wait = Expecting(settings)
        _ = wait.expect([pattern], timeout: .seconds(9))
        _ = wait.feed(text)
        wait.now = 2
        return wait.expecter.explain(at: .seconds(2)).first?.text
    }

    @Test(
        "The nearest thing is named",
        arguments: [
            ("Password:", "", "nothing was printed"),
            ("Password:", "password: ", "it is there but for upper and lower case"),
            ("log in", "\u{1B}[1mlog\u{1B}[0m in", "it is there but for the escape sequences between its characters"),
            ("a\nb", "a\r\nb", "it is there but for line ends: a terminal prints \\r\\n"),
            ("Password:", "user, Passw", "the output ends within it, after \"Passw\" at byte 6"),
            ("Password:", "Passport no", "the most of it is \"Pass\" at byte 0, then comes \"port no\""),
            ("xyz", "abc", "not even its first character is there"),
        ])
    func literals(literal: String, text: String, expected: String) {
        #expect(reason(.exact(literal), text) == expected)
    }

    @Test("A match outside of the window is named as that")
    func window() throws {
        let expected = "it stands at byte 2, but only the last 4 bytes are searched"
        // Too early for the window when the wait saw it.
        #expect(reason("foo", "a foo bar baz", window: 4) == expected)
        #expect(try reason(.regex("fo+"), "a foo bar baz", window: 4) == expected)
    }

    @Test("A regular expression says what would have matched")
    func expressions() throws {
        #expect(
            try reason(.regex("done: [0-9]+"), "DONE: 7") == "it would match \"DONE: 7\" but for upper and lower case")
        #expect(
            try reason(.regex("a b"), "a\u{1B}[0m b") == "it would match \"a b\" without the escape sequences")
        #expect(try reason(.regex("a+b"), "xxaaa") == "a match could begin at byte 2: \"aaa\"")
        #expect(try reason(.regex("[0-9]+"), "abc") == "nothing of the 3 bytes matches or begins a match")
    }

    @Test("JSON says what the last line has in that place")
    func json() {
        #expect(
            reason(.json(.has(["a", "0"], 1)), "no\n{}\n{\"a\":[2]}\n")
                == "none of 2 JSON lines; in the last one a.0 is 2")
        #expect(reason(.json(.has(["b"], 1)), "{\"a\":1}\n") == "none of 1 JSON lines; in the last one b is missing")
        #expect(reason(.json(.anything), "a\nb\n") == "none of 2 lines is a JSON object or array")
    }

    @Test("What is no text says how far it is")
    func others() {
        #expect(reason(.idle(.seconds(5)), "a") == "2.0 s of silence, 5.0 s are wanted")
        #expect(reason(.timeout, "a") == "only 2.0 s are over")
        #expect(reason(.exit, "a") == "the program runs")
        #expect(reason(.endOfOutput, "a") == "somebody can still write")
        #expect(reason(.fullBuffer, "a") == "only 1 of 1048576 bytes are there")
    }

    @Test("A failure says it all")
    func failure() {
        var wait = Expecting()
        _ = wait.expect(["Password:", .exit(.status(0))], timeout: .seconds(1))
        _ = wait.feed("password?\u{7}")
        #expect(
            wait.wait(until: 1).failure?.description == """
                nothing of what was expected has come: the time is over
                  0: "Password:": not even its first character is there
                  1: the end of the program with status 0: the program runs
                  the output with: password?␇
                """)
    }
}
