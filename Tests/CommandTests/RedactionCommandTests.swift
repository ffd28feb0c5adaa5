import Glibc
import Recording
import TestMaterial
import Testing
import Text

/// `understudy redact` and `understudy scan`.
@Suite struct RedactionCommandTests {
    /// Something that looks like a key, put together at run time.
    private let key = ["gh", "p_", "abcdefghijklmnopqrst", "uvwxyz0123456789"].joined()
    private let header = #"{"version":3,"term":{"cols":80,"rows":24}}"#

    /// A recording whose key is split over two events.
    private var recording: String {
        """
        \(header)
        [0.100000, "o", "key \(key.prefix(10))"]
        # a remark
        [0.200000, "o", "\(key.dropFirst(10)) end\\n"]

        """
    }

    @Test("A scan says rule, line and byte of what it finds, never the secret, and ends with 1; a clean one with 0")
    func scan() throws {
        let folder = try TemporaryFolder()
        try folder.write("dirty.txt", "one\ntwo \(key)\n")
        try folder.write("clean.txt", "nothing here; a risk-averse author, eyes open\n")
        let dirty = try Command.run("scan clean.txt dirty.txt", in: folder)
        #expect(dirty.status == 1)
        #expect(dirty.text == "dirty.txt:2: github-token at byte 8\n")
        #expect(dirty.errors == "1 found in 2 files\n")
        let clean = try Command.run("scan clean.txt", in: folder)
        #expect(clean.status == 0)
        #expect(clean.text.isEmpty)
        #expect(clean.errors == "0 found in 1 file\n")
        let json = try Command.run("scan --json dirty.txt", in: folder)
        #expect(json.text == #"{"file":"dirty.txt","line":2,"byte":8,"rule":"github-token","warning":false}"# + "\n")
        for command in [dirty, json] { #expect(!command.text.contains(key) && !command.errors.contains(key)) }
    }

    @Test("A scan finds a key in two events of a recording, or in base64 of one, and says in which event")
    func scanRecording() throws {
        let folder = try TemporaryFolder()
        try folder.write("split.cast", recording)
        let split = try Command.run("scan split.cast", in: folder)
        #expect(split.status == 1)
        #expect(split.text == "split.cast: github-token in stdout event 1, 0.100000 s, byte 4\n")
        let bytes = Base64.encode([0xFF] + Array("a \(key)".utf8))
        try folder.write("bytes.cast", "\(header)\n[0.5, \"O\", \"\(bytes)\"]\n")
        let encoded = try Command.run("scan bytes.cast", in: folder)
        #expect(encoded.text == "bytes.cast:2: github-token at byte \(header.utf8.count + 1 + 12 + 4)\n")
    }

    @Test("What only looks like chance is a warning, and no finding")
    func guesses() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "a.conf", "password = \"hT7xq9Zw2LmK4vB8\"\npassword = changeme\npassword_file = /etc/passwords\n")
        let scan = try Command.run("scan a.conf", in: folder)
        #expect(scan.status == 0)
        #expect(scan.text == "a.conf:1: warning: perhaps a secret (generic-secret) at byte 12\n")
        #expect(try Command.run("scan a.conf --rules no-generic-secret", in: folder).text.isEmpty)
    }

    @Test(
        "A file that can't be read is status 2, and the others are scanned nevertheless; a folder is all that is in it")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        try folder.write("in/deep/dirty.txt", key)
        let scan = try Command.run("scan none.txt in", in: folder)
        #expect(scan.status == 2)
        #expect(scan.text == "in/deep/dirty.txt:1: github-token at byte 0\n")
        #expect(scan.errors.contains("none.txt: can't be read: No such file or directory"))
    }

    @Test("A line of many megabytes without an end, and one that says it is a recording, are scanned in flat memory")
    func hostile() throws {
        let folder = try TemporaryFolder()
        let size = Effort.count(20, long: 100) << 20
        let script = """
            { head -c \(size) /dev/zero | tr '\\0' x; printf ' %s' '\(key)'; } > long
            { printf '{"version":3,'; cat long; } > long.cast
            ulimit -v 600000
            for file in long long.cast; do "$UNDERSTUDY" scan $file; echo "status $?"; done
            """
        let command = try Command.shell(script, in: folder)
        #expect(
            command.lines == [
                "long:1: github-token at byte \(size + 1)", "status 1",
                "long.cast:1: github-token at byte \(size + 14)", "status 1",
            ])
        #expect(command.errors.contains("only its bytes were scanned"))
    }

    @Test("A redacted recording has its sizes, times and comments, says how often each rule struck, and is clean")
    func redact() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", recording)
        let command = try Command.run("redact a.cast -o b.cast", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.text == "b.cast: 2 events; replaced: github-token 1\n")
        let stars = String(repeating: "*", count: key.count)
        #expect(
            try folder.readText("b.cast") == """
                {"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pty","redactions":{"github-token":1}}}
                [0.100000, "o", "key \(stars.prefix(10))"]
                # a remark
                [0.200000, "o", "\(stars.dropFirst(10)) end\\n"]

                """)
        #expect(try Command.run("scan b.cast", in: folder).status == 0)
        #expect(
            try Command.run("redact b.cast -o c.cast --json", in: folder).text
                == #"{"file":"c.cast","events":2,"redactions":{}}"# + "\n")
        #expect(try folder.read("b.cast") == folder.read("c.cast"))
    }

    @Test("A folder of recordings is redacted as a folder")
    func redactFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.casts/main.cast", recording)
        try folder.write("a.casts/01.cast", recording)
        let command = try Command.run("redact a.casts -o b.casts", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.lines.count == 2)
        #expect(try Command.run("scan a.casts", in: folder).status == 1)
        #expect(try Command.run("scan b.casts", in: folder).status == 0)
        try folder.write("a.casts/02.cast", "no recording\n")
        let broken = try Command.run("redact a.casts -o c.casts", in: folder)
        #expect(broken.status == 2)
        #expect(folder.names == ["a.casts", "b.casts"])
    }

    @Test("A pack of recordings is redacted as a folder, which can be packed again")
    func redactPack() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.casts/main.cast", recording)
        try folder.write("a.casts/agent.cast", recording)
        #expect(try Command.run("pack a.casts -o a.pack.cast", in: folder).status == 0)
        let command = try Command.run("redact a.pack.cast -o b.casts", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.lines.count == 2 && command.lines.allSatisfy { $0.hasSuffix("replaced: github-token 1") })
        #expect(try Command.run("pack b.casts -o b.pack.cast", in: folder).status == 0)
        for name in ["b.casts", "b.pack.cast"] { #expect(try Command.run("scan \(name)", in: folder).status == 0) }
        let scan = try Command.run("scan a.pack.cast", in: folder)
        #expect(scan.status == 1)
        #expect(
            scan.lines
                == ["main", "agent"].map {
                    "a.pack.cast:\($0).cast: github-token in stdout event 1, 0.100000 s, byte 4"
                })
        let torn = try Command.shell("head -c 300 a.pack.cast > torn; \"$UNDERSTUDY\" scan torn", in: folder)
        #expect(torn.status == 2 && torn.errors.contains("torn: "))
        for name in ["main.cast", "agent.cast"] {
            let sizes = try [folder.recording("a.casts/\(name)"), folder.recording("b.casts/\(name)")]
                .map { $0.events.map { $0.bytes?.count } }
            #expect(sizes[0] == sizes[1])
        }
    }

    @Test(
        "Variables named like secrets, a named one, texts and patterns of one's own are looked for; short ones are warned of"
    )
    func values() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt", "tiger lily, order 4711-A, blue moon, green tea\n")
        let script = """
            export MY_SECRET='tiger lily' OTHER='blue moon' MY_KEY=abc
            "$UNDERSTUDY" scan a.txt --env OTHER --literal 'green tea' --pattern '[0-9]{4}-[A-Z]'; echo "status $?"
            """
        let command = try Command.shell(script, in: folder)
        #expect(
            Set(command.lines) == [
                "a.txt:1: env:MY_SECRET at byte 0", "a.txt:1: pattern:1 at byte 18", "a.txt:1: env:OTHER at byte 26",
                "a.txt:1: literal:1 at byte 37", "status 1",
            ])
        #expect(command.errors.contains("MY_KEY"))
        #expect(!command.errors.contains("abc"))
    }

    @Test("What can't be carried out is status 2 and leaves nothing")
    func refused() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", recording)
        try folder.write("text.txt", "no recording\n")
        for (arguments, words) in [
            ("redact a.cast -o a.cast", "File exists"), ("redact text.txt -o b.cast", "text.txt"),
            ("redact none.cast -o b.cast", "none.cast"), ("redact a.cast", "-o"), ("scan", "files"),
            ("scan a.cast --rules no-githib-token", "github-token"), ("scan a.cast --pattern '('", "--pattern"),
            ("scan a.cast --env NOT_THERE", "NOT_THERE"),
        ] {
            let command = try Command.run(arguments, in: folder)
            #expect(command.status == 2, "\(arguments)")
            #expect(command.errors.contains(words), "\(arguments): \(command.errors)")
            #expect(folder.names == ["a.cast", "text.txt"])
        }
    }
}
