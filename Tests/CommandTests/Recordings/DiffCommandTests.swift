import TestMaterial
import Testing

/// `understudy diff`, `cut` and `merge` as a person calls them.
@Suite struct DiffCommandTests {
    private static func terminal(_ text: String, marker: String = "m") -> String {
        """
        {"version":3,"term":{"cols":20,"rows":3}}
        [0.1, "o", "\\u001b[2J\\u001b[H\(text)"]
        [0.1, "m", "\(marker)"]
        [0.1, "r", "10x2"]
        [0.1, "o", "\\r\\nend"]

        """
    }

    @Test("Terminals are compared by their screens: the same picture drawn otherwise is the same")
    func screens() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.terminal("hello"))
        try folder.write("b.cast", Self.terminal("hexxo\\u001b[3Gll"))
        try folder.write("c.cast", Self.terminal("help"))
        let same = try Command.run("diff a.cast b.cast", in: folder)
        #expect(same.status == 0)
        #expect(same.text == "the same on the screen: 2 pictures of it\n")
        let other = try Command.run("diff a.cast c.cast", in: folder)
        #expect(other.status == 1)
        #expect(other.errors == "")
        #expect(
            other.lines.prefix(4) == [
                "the screen differs at marker \"m\" (0.200000 s), row 1 and in 1 more pictures",
                "at marker \"m\" (0.200000 s):", "-  1  hello", "+  1  help",
            ])
        let bytes = try Command.run("diff a.cast b.cast --by bytes", in: folder)
        #expect(bytes.status == 1)
        #expect(bytes.lines.first == "stdout differs from byte 9 on, at 0.100000 s (17 and 23 bytes)")
        let missing = try Command.run("diff a.cast none.cast", in: folder)
        #expect(missing.status == 2)
        let bad = try Command.run("diff a.cast b.cast --tolerance 5", in: folder)
        #expect(bad.status == 2 && bad.errors.contains("--tolerance"))
    }

    @Test("A part of a terminal's recording begins with what stood on the screen")
    func cut() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.terminal("hello"))
        let cut = try Command.run("cut a.cast --from m -o b.cast", in: folder)
        #expect(cut.text == "b.cast: 4 events, 0.200000 s\n", "\(cut.errors)")
        let diff = try Command.run("diff a.cast b.cast --by screen", in: folder)
        #expect(diff.status == 0, "\(diff.text)")
        #expect(try Command.run("validate b.cast", in: folder).status == 0)
        let timed = try Command.run("cut a.cast --from 0.15 --to 250ms -o c.cast", in: folder)
        #expect(timed.text == "c.cast: 2 events, 0.050000 s\n", "\(timed.errors)")
        let none = try Command.run("cut a.cast --from nowhere -o d.cast", in: folder)
        #expect(none.status == 2)
        #expect(none.errors == "understudy: a.cast: no marker \"nowhere\": there are \"m\"\n")
        #expect(!folder.names.contains("d.cast"))
    }

    @Test("Shards of a run are merged, and a run that is there twice is refused")
    func merge() throws {
        let folder = try TemporaryFolder()
        for name in ["a", "b", "c"] { try folder.write("s/\(name).yaml", "name: \(name)\nsteps: [ { send: hi } ]\n") }
        let made = try Command.shell(
            """
            for i in 1 2; do "$UNDERSTUDY" run s --shard $i/2 --junit $i.xml >/dev/null || exit 9; done
            "$UNDERSTUDY" merge 1.xml 2.xml -o m.xml && "$UNDERSTUDY" merge 1.xml m.xml -o n.xml
            """, in: folder)
        #expect(made.status == 2, "\(made.text) \(made.errors)")
        #expect(made.text == "m.xml: 2 reports, 3 suites, 3 cases (0 failed, 0 skipped)\n")
        #expect(made.errors.contains("m.xml:") && made.errors.contains("is in 1.xml too"))
        #expect(XMLTree.read(folder.path("m.xml"))?.all("testsuite").count == 3)
        #expect(!folder.names.contains("n.xml"))
    }
}
