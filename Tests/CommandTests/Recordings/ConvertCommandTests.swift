import Glibc
import TestMaterial
import Testing
import Text

/// `understudy convert`, with the programs by others that have to play what it writes.
@Suite struct ConvertCommandTests {
    private static let cast = #"""
        {"version":3,"term":{"cols":80,"rows":24,"type":"xterm"},"command":"sh","understudy":{"format":"1.0","streams":"pty"}}
        [0.010000, "o", "one \u001b[1mtwo\u001b[0m\r\n"]
        [0.020000, "i", "ls\r"]
        [0.020000, "r", "100x30"]
        [0.000100, "o", "h\u00e9llo"]
        [0.030000, "m", "here"]
        [0.010000, "o", ""]
        [0.000000, "p", "4oI="]
        [0.010000, "o", "€ done\r\n"]
        [0.020000, "x", "3"]

        """#

    private static let output = "one \u{1B}[1mtwo\u{1B}[0m\r\nh\u{E9}llo€ done\r\n"

    private static var asciinema: String? {
        getenv("UNDERSTUDY_CLIENTS").map { String(cString: $0) + "/bin/asciinema" }
    }

    @Test("asciinema 2.4 shows what we export as version 2 and version 1", arguments: ["asciicast-2", "asciicast-1"])
    func asciinema(format: String) throws {
        guard let asciinema = Self.asciinema else { return print("Skipped: UNDERSTUDY_CLIENTS names no folder.") }
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.cast)
        let command = try Command.shell(
            "\"$UNDERSTUDY\" convert a.cast b.cast --to \(format) && LC_ALL=C.UTF-8 HOME=. exec \(asciinema) cat b.cast",
            in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.text == Self.output)
        let played = try Command.shell(
            "LC_ALL=C.UTF-8 HOME=. TERM=xterm script -qec '\(asciinema) play -s 100 b.cast' /dev/null", in: folder)
        #expect(played.status == 0, "\(played.text) \(played.errors)")
        #expect(played.text.contains("h\u{E9}llo€ done"))
    }

    @Test("scriptreplay plays what we export, with input and facts, classic and advanced")
    func scriptreplay() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.cast)
        let command = try Command.shell(
            """
            "$UNDERSTUDY" convert a.cast log --to typescript && "$UNDERSTUDY" convert a.cast old --to typescript-classic \
            && scriptreplay -T log.timing -O log --divisor 1000 > out && scriptreplay -t old.timing old --divisor 1000 > old.out \
            && scriptreplay -T log.timing -I log.input --stream in --cr-mode never --divisor 1000 > in \
            && scriptreplay -T log.timing -O log --summary
            """, in: folder)
        #expect(command.status == 0, "\(command.errors)")
        // scriptreplay adds a line end of its own.
        #expect(try folder.readText("out") == Self.output + "\n")
        #expect(try folder.readText("old.out") == Self.output + "\n")
        #expect(try folder.readText("in") == "ls\r\n")
        #expect(command.text.contains("COMMAND:") && command.text.contains("COLUMNS:"))
        #expect(command.errors.contains("log: typescript: left out: 1 marker\n"))
    }

    @Test("What script records is imported with its output, input and exit", arguments: ["classic", "advanced"])
    func script(format: String) throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            printf 'hello\\n' | script -q --logging-format \(format) -T log.timing -O log -c 'read x; echo "got $x"; exit 7' >/dev/null
            "$UNDERSTUDY" convert log a.cast && "$UNDERSTUDY" cat a.cast && "$UNDERSTUDY" show --json a.cast > events
            """, in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.text.hasSuffix("got hello\r\n"))
        #expect(try folder.readText("events").contains(#""code":"x","text":"7""#) == (format == "advanced"))
    }

    @Test("Both ways with a pipe for a target, and the losses on standard error")
    func pipe() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.cast)
        let text = try Command.run("convert a.cast - --to text", in: folder)
        #expect(text.text == "one two\nhéllo€ done\n")
        #expect(
            text.errors == """
                understudy: -: text: left out: 1 chunk of stdin, 1 resize, 1 marker, 1 exit status, 8 times

                """)
        let again = try Command.run("convert a.cast - --to v3", in: folder)
        #expect(again.lines.count == 10)
        #expect(again.errors == "")
    }

    @Test(
        "What can't be told or can't be done is refused with what to say, and nothing is written",
        arguments: [
            ("a.cast b.xyz", "b.xyz: its name does not tell the format: say --to, one of asciicast-3"),
            ("a.cast b.jsonl", "say --to stream-json or --to session"),
            ("m.json b.cast", "say --from stream-json or --from session"),
            ("a.cast b.cast --to asciicst-2", "did you mean asciicast-2?"),
            ("a.cast b.json --to stream-json", "is no stream-json"),
            ("a.cast b.cast --timing t", "t: only a typescript has a timing"),
            ("a.cast b.cast --timing a.cast", "only a typescript has a timing"),
            ("log b.cast", "give its timing"),
            ("log b.cast --timing bad", "bad:2: this is no line of timing"),
            ("nothing b.cast", "nothing: can't be read: No such file or directory"),
            ("empty b.cast", "empty: the file is empty"),
            ("a.cast - --to typescript", "typescript needs 3 files"),
            ("a.cast there.cast", "there.cast: can't be written: File exists"),
            ("a.cast half --to typescript", "half.timing: can't be written: File exists"),
        ])
    func refused(arguments: String, message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.cast)
        try folder.write("m.json", "{\"type\":\"assistant\"}\n")
        try folder.write("log", "Script started on x\nabc")
        try folder.write("bad", "0.1 1\nworse\n")
        try folder.write("empty", "")
        try folder.write("there.cast", "mine")
        try folder.write("half.timing", "mine")
        let before = folder.names
        let command = try Command.run("convert " + arguments, in: folder)
        #expect(command.status == 2, "\(command)")
        #expect(command.errors.contains(message), "\(command.errors)")
        #expect(folder.names == before)
        #expect(try folder.readText("there.cast") == "mine")
    }

    @Test("New files are private")
    func mode() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.cast)
        let command = try Command.shell(
            "umask 0; \"$UNDERSTUDY\" convert a.cast b.cast && stat -c %a b.cast", in: folder)
        #expect(command.text == "600\n")
    }
}
