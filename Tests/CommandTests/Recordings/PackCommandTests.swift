import Glibc
import TestMaterial
import Testing

/// Folders of recordings, packs, and the commands that take either.
@Suite struct PackCommandTests {
    private static func cast(_ text: String, start: String) -> String {
        let header =
            "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},\"understudy\":{\"format\":\"1.0\",\"streams\":\"pipes\",\"start\":\(start)}}"
        return "\(header)\n[0.1, \"o\", \"\(text)1\\n\"]\n[0.2, \"e\", \"\(text)2\\n\"]\n"
    }

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("s.casts/b.cast", Self.cast("b", start: "0.05"))
        try folder.write("s.casts/a.cast", Self.cast("a", start: "0"))
        return folder
    }

    @Test("A folder is packed and unpacked to the very bytes, and every command takes either")
    func roundTrip() throws {
        let folder = try folder()
        let made = try Command.shell(
            "\"$UNDERSTUDY\" pack s.casts/ -o s.pack && \"$UNDERSTUDY\" unpack s.pack -o t.casts && diff -r s.casts t.casts && stat -c %a s.pack t.casts t.casts/a.cast",
            in: folder)
        #expect(made.status == 0, "\(made.text) \(made.errors)")
        #expect(made.lines.suffix(3) == ["600", "700", "600"])
        for command in ["cat", "stats", "validate", "show", "cat --process b", "show --json"] {
            let (one, other) = (
                try Command.run("\(command) s.casts", in: folder), try Command.run("\(command) s.pack", in: folder)
            )
            #expect(one.status == 0 && other.status == 0, "\(command): \(one.errors) \(other.errors)")
            #expect(
                one.text.replacing("s.casts/", with: "s.pack:").replacing("s.casts", with: "s.pack") == other.text,
                "\(command)")
        }
        let cat = try Command.run("cat s.pack", in: folder)
        #expect(cat.text == "a1\nb1\na2\nb2\n")
        let stdout = try Command.run("cat s.casts --process b --stream stdout", in: folder)
        #expect(stdout.text == "b1\n")
    }

    @Test(
        "What can't be packed is named, and nothing is left behind",
        arguments: [
            ("touch s.casts/notes.txt", "\"notes.txt\" can't be packed"),
            ("ln -s a.cast s.casts/l.cast", "l.cast: not a regular file"),
            ("mkdir s.casts/d.cast", "d.cast: not a regular file"),
            ("rm s.casts/*", "no recording (.cast) in this folder"),
            ("touch 's.casts/a b.cast'", "can't be packed"), ("rm -r s.casts", "this is no folder of recordings"),
            ("touch out", "out: can't be written: File exists"), ("touch s.casts/A.cast", "stands twice"),
        ])
    func unpackable(script: String, message: String) throws {
        let folder = try folder()
        let command = try Command.shell("\(script); ls > before; \"$UNDERSTUDY\" pack s.casts -o out", in: folder)
        #expect(command.status == 2)
        #expect(command.errors.contains(message), "\(command.errors)")
        #expect(folder.names.contains("out") == script.contains("touch out"))
    }

    @Test("A damaged pack leaves no folder behind, and says at which byte")
    func damaged() throws {
        let folder = try folder()
        let command = try Command.shell(
            """
            "$UNDERSTUDY" pack s.casts -o s.pack && head -c 500 s.pack > cut.pack && sed 's/a1/a3/' s.pack > changed.pack
            for pack in cut changed; do "$UNDERSTUDY" unpack $pack.pack -o t.casts; echo $?; "$UNDERSTUDY" validate $pack.pack; echo $?; done
            ls -d t.casts
            """, in: folder)
        #expect(command.lines.filter { $0 == "2" }.count == 4, "\(command.text)")
        #expect(command.errors.contains("changed.pack: a.cast is not as it was packed: its SHA-256 differs (byte"))
        #expect(command.errors.contains("cut.pack: the pack ends"))
        #expect(!folder.names.contains("t.casts"))
    }

    @Test("A process that is not there is refused with those that are")
    func noProcess() throws {
        let folder = try folder()
        let command = try Command.run("cat s.casts --process c", in: folder)
        #expect(command.status == 2)
        #expect(command.errors == "understudy: s.casts: no process \"c\": there are a, b\n")
        let single = try Command.run("cat s.casts/a.cast --process c", in: folder)
        #expect(single.errors.contains("it is one recording"))
        let whole = try Command.run("convert s.casts x.json", in: folder)
        #expect(whole.status == 2 && whole.errors.contains("there are several recordings"))
    }

    @Test("Validation exits with 2 for what is broken, and with 0 for what is merely odd")
    func validate() throws {
        let folder = try folder()
        try folder.write("bad.cast", Self.cast("x", start: "0") + "nonsense\n[0.1, \"o\", 7]\n")
        try folder.write("empty.cast", "")
        let good = try Command.run("validate s.casts", in: folder)
        #expect(good.status == 0)
        #expect(good.lines.last == "s.casts: valid, 2 recordings, 4 events, 0 complete")
        let bad = try Command.run("validate s.casts bad.cast empty.cast nothing.cast", in: folder)
        #expect(bad.status == 2)
        #expect(bad.text.contains("bad.cast:4: error: this line is no event"))
        #expect(bad.text.contains("bad.cast:5: error: the data of `o` must be a string, it is a number"))
        #expect(bad.text.contains("empty.cast:1: error: the file is empty"))
        #expect(bad.errors.contains("nothing.cast: can't be read: No such file or directory"))
        #expect(bad.errors.hasSuffix("understudy: 4 problems\n"))
    }

    @Test("Figures as JSON hold what a program needs")
    func statistics() throws {
        let folder = try folder()
        let command = try Command.run("stats s.casts/a.cast --json", in: folder)
        #expect(command.status == 0)
        #expect(
            command.text.hasPrefix(
                #"{"file":"s.casts/a.cast","seconds":0.300000,"events":2,"exit":null,"first_byte_seconds":0.100000,"#))
        #expect(
            command.text.contains(
                #""stdout":{"bytes":3,"chunks":1,"first_seconds":0.100000,"last_seconds":0.100000,"chunk_sizes":[{"up_to":16,"count":1}]}"#
            ))
    }
}
