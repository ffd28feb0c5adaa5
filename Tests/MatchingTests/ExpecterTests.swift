import Matching
import Terminal
import Testing
import Text

@Suite("Waiting for what a program prints")
struct ExpecterTests {
    @Test("The earliest match wins, and of those that start together the first of the list")
    func order() throws {
        var wait = Expecting()
        _ = wait.feed("xx foobar")
        #expect(wait.expect(["bar", "foo", "foobar"]).summary == "1 [xx ] [foo]")
        #expect(wait.expect(["bar", try .regex("ba.")]).summary == "0 [] [bar]")
        #expect(wait.expecter.bufferCount == 0)
    }

    @Test("What is there decides, though more could make an earlier or a longer match")
    func eager() throws {
        var wait = Expecting()
        #expect(wait.expect(["foobar", "oo", try .regex("fo+")]).summary == "nothing")
        #expect(wait.feed("f").summary == "nothing")
        #expect(wait.feed("o").summary == "2 [] [fo]")
        #expect(wait.feed("obar").summary == "nothing")
        #expect(wait.expect(["foobar", "ob"]).summary == "1 [] [ob]")
    }

    @Test("A match may come in pieces of one byte, and leaves what is behind it")
    func pieces() throws {
        var wait = Expecting()
        #expect(wait.expect([try .regex(#"(?P<user>\w+)@(\w+)(:)?>"#)]).summary == "nothing")
        for character in "say me@host" { #expect(wait.feed(String(character)).summary == "nothing") }
        let outcome = wait.feed("> rest")
        #expect(outcome.summary == "0 [say ] [me@host>]")
        #expect(outcome.result?.groups.count == 4)
        #expect(outcome.result?.group("user") == "me")
        #expect(outcome.result?.group(2) == "host")
        #expect(outcome.result?.group(3) == nil)
        #expect(wait.expecter.buffer == Array(" rest".utf8))
    }

    @Test("A character may be cut anywhere")
    func cutCharacters() throws {
        var wait = Expecting()
        #expect(wait.expect([try .regex("[ä-ü]+!")]).summary == "nothing")
        for byte in "→äö!".utf8.dropLast() { #expect(wait.expecter.feed([byte], at: .zero) == nil) }
        #expect(wait.feed("!").summary == "0 [→] [äö!]")
    }

    @Test("A glob matches as in Tcl's expect")
    func globs() throws {
        for (glob, text, expected) in [
            ("a*c", "xxabbcd", "0 [xx] [abbc]"), ("a?c", "abbcazc", "0 [abbc] [azc]"),
            ("[0-9][^x]", "a1^", "0 [a] [1^]"),
            ("^ab", "xab", "nothing"), ("^x*", "xab", "0 [] [xab]"), ("b$", "abab", "0 [aba] [b]"),
            ("a\\*", "aaa*", "0 [aa] [a*]"),
            ("a*\n", "ab\ncd\nef", "0 [] [ab\ncd\n]"), ("a.c", "abca.c", "0 [abc] [a.c]"), ("a\\$", "a$", "0 [] [a$]"),
        ] {
            var wait = Expecting()
            _ = wait.feed(text)
            #expect(wait.expect([try .glob(glob)]).summary == expected, "\(glob)")
        }
        #expect(throws: PatternError.self) { try ExpectPattern.glob("[a") }
    }

    @Test("The end of the output gives all that was printed, again and again")
    func endOfOutput() {
        var wait = Expecting()
        #expect(wait.expect(["x", .endOfOutput]).summary == "nothing")
        #expect(wait.feed("all of it").summary == "nothing")
        let outcome = wait.end()
        #expect(outcome.summary == "1 [all of it] []")
        #expect(outcome.result?.cause == .endOfOutput)
        #expect(wait.expect([.endOfOutput]).summary == "0 [] []")
    }

    @Test("An end that is not in the list is a failure with the output and the reasons")
    func unexpectedEnd() {
        var wait = Expecting()
        #expect(wait.expect(["Password:"]).summary == "nothing")
        #expect(wait.feed("no such host").summary == "nothing")
        let failure = wait.end().failure
        #expect(failure?.code == .endOfOutput)
        #expect(failure?.before == Array("no such host".utf8))
        #expect(failure?.reasons.map(\.pattern) == ["\"Password:\""])
        #expect(failure?.description.contains("the output with: no such host") == true)
    }

    @Test("A timeout keeps the text, and is a failure where it is not in the list")
    func timeouts() {
        var wait = Expecting()
        #expect(wait.expect(["x", .timeout], timeout: .seconds(5)).summary == "nothing")
        #expect(wait.feed("abc").summary == "nothing")
        #expect(wait.expecter.deadline == .seconds(5))
        #expect(wait.wait(until: 4).summary == "nothing")
        #expect(wait.wait(until: 5).summary == "1 [abc] []")
        #expect(wait.expect(["x"], timeout: .seconds(1)).summary == "nothing")
        #expect(wait.wait(until: 6).summary == "failed: the time is over [abc]")
        #expect(wait.expect(["c"]).summary == "0 [ab] [c]")
        #expect(wait.expecter.deadline == nil)
    }

    @Test("Silence counts from the last output and takes what was printed")
    func idle() {
        var wait = Expecting()
        #expect(wait.expect([.idle(.seconds(3)), .timeout], timeout: .seconds(9)).summary == "nothing")
        #expect(wait.expecter.deadline == .seconds(3))
        wait.now = 2
        #expect(wait.feed("abc").summary == "nothing")
        #expect(wait.wait(until: 3).summary == "nothing")
        #expect(wait.expecter.deadline == .seconds(5))
        #expect(wait.wait(until: 5).summary == "0 [abc] []")
        #expect(wait.expect([.timeout, .idle(.seconds(3))], timeout: .seconds(3)).summary == "nothing")
        #expect(wait.wait(until: 8).summary == "0 [] []", "of what is due at once, the first of the list")
    }

    @Test("An exit waits for its status, and the output's end is not taken for it")
    func exit() {
        var wait = Expecting()
        #expect(wait.expect([.exit(.status(3)), .exit]).summary == "nothing")
        #expect(wait.feed("bye").summary == "nothing")
        #expect(wait.end().summary == "nothing")
        let outcome = wait.exit(3)
        #expect(outcome.summary == "0 [bye] []")
        #expect(outcome.result?.cause == .exit(3))
        #expect(wait.expect([.exit(.status(0))]).failure?.reasons.first?.text == "the program has ended with status 3")
        #expect(wait.expect([.exit(.failure)]).summary == "0 [] []")
    }

    @Test("A program that ends while a grandchild holds its output has ended")
    func exitWithoutEnd() {
        var wait = Expecting()
        #expect(wait.expect([.exit]).summary == "nothing")
        #expect(wait.exit(-9).result?.cause == .exit(-9))
        #expect(wait.expect(["x"], timeout: .seconds(1)).summary == "nothing")
        #expect(wait.feed("x").summary == "0 [] [x]")
    }

    @Test("A line of JSON is matched whole, wherever it is cut")
    func json() {
        var wait = Expecting()
        #expect(wait.expect([.json(.has(["type"], "result"))]).summary == "nothing")
        #expect(wait.feed("text {\"type\":\"result\"}\n{\"type\":\"x\"}\r\n{\"ty").summary == "nothing")
        let outcome = wait.feed("pe\":\"result\",\"n\":1}\r\nmore")
        #expect(outcome.result?.after == Array("{\"type\":\"result\",\"n\":1}\r\n".utf8))
        guard case .json(let value) = outcome.result?.cause else { return #expect(Bool(false), "no JSON value") }
        #expect(value["n"]?.int == 1)
        #expect(wait.expecter.buffer == Array("more".utf8))
        #expect(
            wait.expect([.json(.where("two elements") { $0.array?.count == 2 }), .endOfOutput]).summary == "nothing")
        _ = wait.feed("\n[1,2]")
        #expect(wait.end().summary == "0 [more\n] [[1,2]]", "the last line needs no line feed")
    }

    @Test("A screen is looked at as a person sees it, whatever the bytes")
    func screen() {
        var settings = ExpectSettings()
        settings.screen = ScreenSize(columns: 20, rows: 4)
        var wait = Expecting(settings)
        #expect(wait.expect([.screen(.row(1, contains: "Yes?")), "No"]).summary == "nothing")
        #expect(wait.feed("\u{1B}[2;5HYes").summary == "nothing")
        #expect(wait.expecter.explain(at: .zero).first?.text == "the row is \"    Yes\"")
        #expect(wait.feed("\u{1B}[1;1HX\u{1B}[2;8H?").result?.cause == .screen)
        #expect(wait.expecter.buffer == [])
        #expect(wait.expect([.screen(.cursor(row: 1, column: 8))]).result?.index == 0)
        #expect(wait.expect([.screen(.contains("Yes?")), .screen(.contains("X"))]).result?.index == 0)
        #expect(
            wait.expect([.screen(.where("none") { $0.text.isEmpty }), .timeout], timeout: .zero).summary == "nothing")
        _ = wait.feed("\u{1B}[6n")
        #expect(wait.expecter.takeReplies() == [Array("\u{1B}[2;9R".utf8)])
        #expect(wait.wait(until: 1).result?.index == 1)
    }

    @Test("Only the window is searched, and it moves with the output")
    func window() {
        var settings = ExpectSettings()
        settings.searchWindowBytes = 6
        var wait = Expecting(settings)
        _ = wait.feed("foobarbazbop\r\n")
        #expect(wait.expect(["bar", "bop"]).summary == "1 [foobarbaz] [bop]")
        #expect(wait.expect(["begin"], timeout: .seconds(1)).summary == "nothing")
        #expect(wait.feed("egin b").summary == "nothing")
        #expect(wait.feed("egin!").summary == "0 [\r\negin ] [begin]")
    }

    @Test("A window can be widened for another wait")
    func widerWindow() {
        var settings = ExpectSettings()
        settings.searchWindowBytes = 4
        var wait = Expecting(settings)
        _ = wait.feed("BEGIN foo foo foo")
        #expect(wait.expect(["BEGIN", .timeout], timeout: .zero).summary == "nothing")
        #expect(wait.wait(until: 0).summary == "1 [BEGIN foo foo foo] []")
        wait.expecter.settings.searchWindowBytes = 400
        #expect(wait.expect(["BEGIN"]).summary == "0 [] [BEGIN]")
    }

    @Test("A full buffer matches where the list has it")
    func fullBuffer() {
        var settings = ExpectSettings()
        settings.retainedBytesMax = 8
        var wait = Expecting(settings)
        #expect(wait.expect(["x", .fullBuffer]).summary == "nothing")
        let outcome = wait.feed("0123456789x")
        #expect(outcome.summary == "1 [01234567] []")
        #expect(outcome.result?.cause == .fullBuffer)
        #expect(wait.expect(["x", .fullBuffer]).summary == "0 [89] [x]")
    }

    @Test("Without it the older half goes, counted, and the search goes on")
    func omitted() throws {
        var settings = ExpectSettings()
        settings.retainedBytesMax = 8
        var wait = Expecting(settings)
        #expect(wait.expect([try .regex("1.*x"), try .regex(#"\bno"#), "x9"]).summary == "nothing")
        #expect(wait.feed("01234567").summary == "nothing")
        #expect(wait.expecter.buffer == Array("4567".utf8))
        let outcome = wait.feed("89abx9")
        #expect(outcome.summary == "2 [89ab] [x9]", "what began in the part that is gone does not match")
        #expect(outcome.result?.omittedBytes == 8)
    }

    @Test("Nothing is let go while nobody waits")
    func noWait() {
        var settings = ExpectSettings()
        settings.retainedBytesMax = 4
        var wait = Expecting(settings)
        _ = wait.feed("0123456789")
        #expect(wait.expecter.bufferCount == 10)
        #expect(wait.expect(["01"]).summary == "0 [] [01]")
    }

    @Test("With one byte at a time, the match that ends first wins")
    func readOneByOne() {
        var settings = ExpectSettings()
        settings.readBytesMax = 1
        var wait = Expecting(settings)
        _ = wait.feed("1, 2, 3, 4")
        #expect(wait.expect(["1, 2, 3", "2,"]).summary == "1 [1, ] [2,]")
        #expect(wait.expect(["3, 4", ","]).summary == "1 [ 3] [,]")
    }

    @Test("A wait that was cancelled leaves everything for the next")
    func cancel() {
        var wait = Expecting()
        #expect(wait.expect(["x"]).summary == "nothing")
        #expect(wait.feed("abc").summary == "nothing")
        wait.expecter.cancel()
        #expect(!wait.expecter.isWaiting)
        #expect(wait.expect(["b"]).summary == "0 [a] [b]")
        #expect(wait.expecter.takeAll() == Array("c".utf8))
        #expect(wait.expecter.takeAll() == [])
    }

    @Test("An empty pattern matches at once, an empty list never")
    func empty() {
        var wait = Expecting()
        #expect(wait.expect([""]).summary == "0 [] []")
        #expect(wait.expect([], timeout: .seconds(1)).summary == "nothing")
        #expect(wait.feed("abc").summary == "nothing")
        #expect(wait.wait(until: 1).summary == "failed: the time is over [abc]")
    }
}
