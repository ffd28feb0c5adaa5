import Glibc
import TestMaterial
import Testing

/// Standard output that is closed, full, or left by its reader.
@Suite struct OutputTests {
    private static let header =
        "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},\"understudy\":{\"format\":\"1.0\",\"streams\":\"pipes\"}}\n"

    private func folderWithBoth() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "name: a\nsteps: [ { send: hi } ]\n")
        let line = "[0.1, \"o\", \"\(String(repeating: "x", count: 9_000))\"]\n"
        try folder.write("a.cast", Self.header + String(repeating: line, count: 20))
        return folder
    }

    @Test(
        "A full disk behind standard output is said, and is no success",
        arguments: [
            "run a.yaml", "cat a.cast", "show a.cast", "--help", "fake path", "run a.yaml --format jsonl",
            "run a.yaml --dry-run",
        ])
    func fullDisk(arguments: String) throws {
        let folder = try folderWithBoth()
        let command = try Command.run(arguments + " > /dev/full", in: folder)
        #expect(command.status == 3, "\(command)")
        #expect(command.errors == "understudy: can't write to standard output: No space left on device\n")
    }

    @Test("A closed standard output is said, and nothing printed ends up elsewhere")
    func closed() throws {
        let folder = try folderWithBoth()
        let run = try Command.run("run a.yaml --junit r.xml >&-", in: folder)
        #expect(run.status == 3)
        #expect(run.errors == "understudy: can't write to standard output: Bad file descriptor\n")
        #expect(XMLTree.read(folder.path("r.xml"))?.first("testsuite") != nil)
        let cat = try Command.run("cat a.cast >&-", in: folder)
        #expect(cat.status == 3)
        #expect(cat.errors == "understudy: can't write to standard output: Bad file descriptor\n")
        let all = try Command.run("run a.yaml --junit s.xml <&- >&- 2>&-", in: folder)
        #expect(all.status == 3)
        #expect(XMLTree.read(folder.path("s.xml"))?.first("testsuite") != nil)
    }

    @Test("A reader that leaves is no failure, and the report is whole")
    func readerLeaves() throws {
        let folder = try folderWithBoth()
        let cat = try Command.shell("{ \"$UNDERSTUDY\" cat a.cast; echo $? > status; } | head -c 1", in: folder)
        #expect(cat.text == "x")
        #expect(cat.errors == "")
        #expect(try folder.readText("status") == "0\n")
        let run = try Command.shell(
            "{ \"$UNDERSTUDY\" run a.yaml --runs 300 --junit r.xml; echo $? > status; } | head -n 1", in: folder)
        #expect(run.errors == "")
        #expect(try folder.readText("status") == "0\n")
        #expect(XMLTree.read(folder.path("r.xml"))?.first("testsuite")?.all("testcase").count == 300)
    }

    @Test("'cat' writes the recorded bytes exactly, a stream at a time or in the recorded order")
    func catIsExact() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "a.cast",
            Self.header + """
                [0.1, "o", "a\\u0000\\u001b[31m"]
                [0.1, "E", "//4A"]
                [0.1, "i", "typed"]
                [0.1, "o", "b\\n"]

                """)
        let all: [UInt8] = [0x61, 0x00, 0x1B, 0x5B, 0x33, 0x31, 0x6D, 0xFF, 0xFE, 0x00, 0x62, 0x0A]
        #expect(try Command.run("cat a.cast", in: folder).output == all)
        #expect(try Command.run("cat a.cast --stream stderr", in: folder).output == [0xFF, 0xFE, 0x00])
        #expect(try Command.run("cat a.cast --stream stdin", in: folder).text == "typed")
        #expect(try Command.run("cat a.cast --stream stdout", in: folder).output == Array(all[..<7] + all[10...]))
    }

    @Test(
        "A torn last line is a warning, a broken line in the middle is status 2 with its number",
        arguments: ["cat", "show"])
    func torn(subcommand: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("torn.cast", Self.header + "[0.1, \"o\", \"whole\"]\n[0.1, \"o\", \"to")
        try folder.write("broken.cast", Self.header + "[0.1, \"o\", \"whole\"]\n[0.1, oops]\n[0.1, \"o\", \"rest\"]\n")
        try folder.write("empty.cast", "")
        try folder.makeFolder("folder")
        try folder.write("newer.cast", Self.header.replacing("\"1.0\"", with: "\"2.0\""))
        let torn = try Command.run("\(subcommand) torn.cast", in: folder)
        #expect(torn.status == 0)
        #expect(torn.text.contains("whole"))
        #expect(torn.errors.hasPrefix("understudy: torn.cast: warning: "), "\(torn.errors)")
        #expect(torn.errors.split(separator: "\n").count == 1)
        for (file, words) in [
            ("broken.cast", ":3:"), ("empty.cast", ":1:"), ("newer.cast", ":1:"),
            ("none.cast", ": can't be read: No such file"),
            ("folder", ": no recording"), ("/dev/null", ": can't be read: Not a regular file"),
        ] {
            let command = try Command.run("\(subcommand) \(file)", in: folder)
            #expect(command.status == 2)
            #expect(command.output == [])
            #expect(
                command.errors.hasPrefix("understudy: \(file)\(words)"), "\(command.errors)"
            )
            #expect(command.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("'fake path' is a program that runs, 'fake env' are lines that a shell takes as they are")
    func fake() throws {
        let folder = try TemporaryFolder()
        try folder.write("it's $HOME `a`.json", "[{\"say\":[{\"text\":\"hi\"}]}]")
        let path = try Command.shell("test -x \"$(\"$UNDERSTUDY\" fake path)\"", in: folder)
        #expect(path.status == 0)
        let env = try Command.shell(
            #"set -e; eval "$("$UNDERSTUDY" fake env "it's \$HOME \`a\`.json")"; test -f "$UNDERSTUDY_PLAY"; "#
                + #"test -d "$UNDERSTUDY_STATE"; command -v claude; claude -p hello"#, in: folder)
        #expect(env.status == 0, "\(env)")
        #expect(env.lines.first == Command.products + "/claude")
        #expect(env.lines.last == "hi")
        let missing = try Command.run("fake env none.json", in: folder)
        #expect(missing.status == 2)
        #expect(missing.output == [])
        #expect(missing.errors == "understudy: none.json: there is no such file or folder, and it is not 'echo'\n")
    }
}
