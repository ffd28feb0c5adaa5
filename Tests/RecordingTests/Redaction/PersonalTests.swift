import Determinism
import Recording
import Testing
import Text

@Suite("Values of this machine: variables, folders, names, and what stands in a header")
struct PersonalTests {
    private let token = Secrets.letters(24)

    private func request() -> RedactionRequest {
        var request = RedactionRequest()
        request.environment = [
            ("PATH", "/usr/bin:/bin"), ("SERVICE_TOKEN", token), ("PASSWORD", "abc"), ("HOME", "/home/ada"),
        ]
        request.home = "/home/ada"
        request.user = "ada"
        request.host = "nightwing"
        return request
    }

    private func redacted(_ text: String, _ request: RedactionRequest) -> String {
        var redactor = Redactor(RedactionRules(request))
        redactor.feed(Array(text.utf8))
        redactor.finish()
        return String(decoding: redactor.take(redactor.decided), as: UTF8.self)
    }

    @Test("The value of a variable that is named like a secret goes; one that is too short is warned of by name")
    func variables() {
        let stars = String(repeating: "*", count: 24)
        #expect(redacted("is \(token)? PATH=/usr/bin:/bin abc", request()) == "is \(stars)? PATH=/usr/bin:/bin abc")
        let warnings = RedactionRules(request()).warnings
        #expect(warnings.count == 1)
        #expect(warnings[0].contains("PASSWORD"))
        #expect(!warnings[0].contains("abc"))
        for (name, isSecret) in [
            ("GITHUB_TOKEN", true), ("api_key", true), ("DB_PASSWORD", true), ("MY_SECRETS", true), ("HOME", false),
            ("TERM", false),
        ] {
            #expect(RedactionRequest.isSecret(variable: name) == isSecret, "\(name)")
        }
    }

    @Test("A variable can be named, and the rule can be switched off")
    func chosenVariables() {
        var request = request()
        request.secretVariables = ["PATH"]
        #expect(redacted("/usr/bin:/bin", request) == "*************")
        request.offRules = [RedactionRequest.environmentRule]
        #expect(redacted("/usr/bin:/bin \(token)", request) == "/usr/bin:/bin \(token)")
    }

    @Test("Home folder, user and host lose their names in paths, in as many bytes, and nowhere else")
    func paths() {
        for (text, expected) in [
            ("cd /home/ada/project", "cd /home/~~~/project"), ("/home/ada", "/home/~~~"), ("/home/adam", "/home/adam"),
            ("\"\\/home\\/ada\\/x\"", "\"\\/home\\/~~~\\/x\""), ("a%2Fhome%2Fada%2Fx", "a%2Fhome%2F~~~%2Fx"),
            ("~/.claude/projects/-home-ada-project/x", "~/.claude/projects/-home-~~~-project/x"),
            ("/tmp/ada/x", "/tmp/~~~/x"), ("ada said so on nightwing", "ada said so on nightwing"),
            ("/net/nightwing/disk", "/net/~~~~~~~~~/disk"),
        ] {
            #expect(redacted(text, request()) == expected)
        }
        let encoded = Base64.encode(Array("in /home/ada/project".utf8))
        #expect(redacted(encoded, request()) == Base64.encode(Array("in /home/~~~/project".utf8)))
    }

    @Test("Names that everyone has stay")
    func commonNames() {
        var request = RedactionRequest()
        (request.home, request.user, request.host) = ("/root", "root", "localhost")
        #expect(redacted("/root/x /home/root localhost", request) == "/root/x /home/root localhost")
    }

    @Test("A header loses secrets in arguments, command, title and variables")
    func header() throws {
        let key = Secrets.known[0].text
        var header = RecordingHeader()
        header.command = "claude --token=\(token) -p"
        header.title = "ada@nightwing: \(key)"
        header.env = [
            ("TERM", "xterm"), ("API_KEY", "abc"), ("USER", "ada"), ("PWD", "/home/ada/x"), ("ADAPTER", "adapter"),
        ]
        var details = RecordingDetails()
        details.argv = ["claude", "--key", key, "--in=/home/ada/x"]
        details.cwd = "/home/ada/project"
        header.understudy = details
        var writer = RedactingWriter(header: header, rules: RedactionRules(request()))
        let file = writer.headerLine() + writer.closingLines()
        for secret in [key, token, "abc", "ada@", "/ada", "nightwing"] {
            #expect(!file.holds(Array(secret.utf8)), "\(secret)")
        }
        let recording = try RecordingReader.read(file)
        let stars = String(repeating: "*", count: key.count)
        #expect(recording.header.understudy?.argv == ["claude", "--key", stars, "--in=~/x"])
        #expect(recording.header.understudy?.cwd == "~/project")
        #expect(recording.header.command == "claude --token=************************ -p")
        #expect(recording.header.title == "~~~@~~~~~~~~~: \(stars)")
        #expect(recording.header.env.map(\.value) == ["xterm", "***", "~~~", "~/x", "adapter"])
        let counts = Dictionary(uniqueKeysWithValues: recording.redactions.map { ($0.rule, $0.count) })
        #expect(counts["anthropic-api-key"] == 2)
        #expect(counts["env:SERVICE_TOKEN"] == 1)
        #expect(counts["home"] == 3)
    }

    @Test("Window titles, OSC sequences, markers and notes lose secrets like any text")
    func titles() throws {
        let rules = RedactionRules(request())
        var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
        let title = "\u{1B}]0;\(token)\u{7}\u{1B}]8;;file://nightwing/home/ada/x\u{1B}\\x\u{1B}]8;;\u{1B}\\"
        let contents: [RecordedEvent.Content] = [
            .output(Array(title.utf8)), .marker("at \(token)"), .note("in /home/ada"), .fault("\(token)"),
            .unknown(code: "z", data: ["a": .string(token)]),
        ]
        var file = writer.headerLine()
        for content in contents { file += writer.lines(for: RecordedEvent(at: .zero, content: content)) }
        file += writer.closingLines()
        for secret in [token, "nightwing", "/ada"] { #expect(!file.holds(Array(secret.utf8)), "\(secret)") }
        let stars = String(repeating: "*", count: 24)
        let events = try RecordingReader.read(file).events.map(\.content)
        #expect(
            events == [
                .output(
                    Array("\u{1B}]0;\(stars)\u{7}\u{1B}]8;;file://~~~~~~~~~/home/~~~/x\u{1B}\\x\u{1B}]8;;\u{1B}\\".utf8)
                ),
                .marker("at \(stars)"), .note("in /home/~~~"), .fault(stars),
                .unknown(code: "z", data: ["a": .string(stars)]),
            ])
    }

    @Test("Addresses go where that is asked for, also split")
    func addresses() {
        #expect(redacted("to ada.l@example.org, or", request()) == "to ada.l@example.org, or")
        var request = request()
        request.onRules = ["email"]
        let text = "to ada.l@example.org, or <b@c.de>; not a@b, @x, or sk@te"
        let expected = "to *****************, or <******>; not a@b, @x, or sk@te"
        #expect(redacted(text, request) == expected)
        for cut in 8..<20 {
            var redactor = Redactor(RedactionRules(request))
            redactor.feed(Array(text.utf8.prefix(cut)))
            redactor.feed(Array(text.utf8.dropFirst(cut)))
            redactor.finish()
            #expect(String(decoding: redactor.take(redactor.decided), as: UTF8.self) == expected)
        }
    }

    @Test("Switched off, a rule finds nothing")
    func off() {
        let (rule, secret) = Secrets.known[7]
        #expect(redacted(secret, RedactionRequest(offRules: [rule])) == secret)
        #expect(redacted(secret, RedactionRequest()) != secret)
    }

    @Test("A recording is redacted as a whole: sizes, times, comments stay, counts add up, twice is once")
    func recordings() throws {
        let secret = Secrets.known[7].text
        let recording = Recording(
            header: RecordingHeader(),
            events: [
                RecordedEvent(at: Instant(microseconds: 5), content: .output(Array("a \(secret.prefix(9))".utf8))),
                RecordedEvent(at: Instant(microseconds: 7), content: .error([0xFF, 0xC3])),
                RecordedEvent(at: Instant(microseconds: 9), content: .output(Array("\(secret.dropFirst(9)) b".utf8))),
            ],
            comments: [
                RecordingComment(line: Array("# of \(secret)".utf8), place: 1),
                RecordingComment(line: Array("# redactions github-token=3 x=1".utf8), place: 3),
            ])
        let once = recording.redacted(with: RedactionRules(RedactionRequest()))
        #expect(!once.encoded.holds(Array(secret.utf8)))
        #expect(once.events.map(\.at) == recording.events.map(\.at))
        #expect(once.events.map { $0.bytes?.count } == recording.events.map { $0.bytes?.count })
        #expect(once.events[1] == recording.events[1])
        #expect(once.comments.map(\.place) == [1])
        #expect(once.redactions.map(\.rule) == ["github-token", "x"])
        #expect(once.redactions.map(\.count) == [5, 1])
        #expect(once.isComplete)
        #expect(once.redacted(with: RedactionRules(RedactionRequest())) == once)
        #expect(try RecordingReader.read(once.encoded).events == once.events)
    }
}
