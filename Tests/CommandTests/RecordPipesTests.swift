import Glibc
import Recording
import TestMaterial
import Testing

/// `understudy record` where the program's streams are pipes.
@Suite("Recording a program on pipes")
struct RecordPipesTests {
    @Test("Streams stay apart in one order, the end of input is recorded, and the exit status is the program's")
    func streams() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            printf 'hello\\n' | "$UNDERSTUDY" record -o a.cast -- sh -c \
            'read -r line; echo "got $line"; sleep 0.05; echo oops >&2; sleep 0.05; cat; echo end; exit 7'
            """, in: folder)
        #expect(command.status == 7)
        #expect(command.text == "got hello\nend\n")
        #expect(command.errors == "oops\n")
        let recording = try folder.recording("a.cast")
        #expect(recording.isComplete)
        let outputs = recording.contents.filter { if case .output = $0 { true } else { $0.isError } }
        #expect(
            outputs == [
                .output(Array("got hello\n".utf8)), .error(Array("oops\n".utf8)), .output(Array("end\n".utf8)),
            ])
        #expect(recording.text(of: .stdin) == "hello\n")
        #expect(Set(recording.contents.filter(\.isClosing)) == [.closed(.stdin), .closed(.stdout), .closed(.stderr)])
        #expect(recording.contents.last == .exit(.exited(7)))
        let header = recording.header
        #expect(header.understudy?.streams == .pipes)
        #expect(header.understudy?.argv?.first == "sh")
        #expect(header.understudy?.provenance?.kind == .recorded)
        #expect(header.understudy?.provenance?.recorderVersion?.hasPrefix("understudy ") == true)
        #expect(header.command?.hasPrefix("sh -c 'read -r line") == true)
        #expect(header.timestamp ?? 0 > 1_700_000_000)
    }

    @Test("The program's environment is ours but for what is denied, and its mark")
    func environment() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            export BASH_ENV=/none NODE_OPTIONS=x CLAUDECODE=1 KEPT='a=b  c'; unset PWD OLDPWD SHLVL _
            env | sort > before; "$UNDERSTUDY" record -o a.cast -- env | sort > after
            """, in: folder)
        #expect(command.status == 0, "\(command)")
        func lines(_ name: String) throws -> [String] {
            try folder.readText(name).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("_=") }
        }
        let denied = ["BASH_ENV=/none", "NODE_OPTIONS=x", "CLAUDECODE=1"]
        let kept = try lines("before").filter { !denied.contains($0) }
        #expect(try lines("after").filter { !$0.hasPrefix("UNDERSTUDY_SESSION=") } == kept)
        #expect(kept.contains("KEPT=a=b  c"))
    }

    @Test("The folder is recorded without its owner's name")
    func alias() throws {
        let folder = try TemporaryFolder()
        let home = try folder.makeFolder("home")
        try folder.makeFolder("home/project")
        _ = try Command.shell(
            "cd home/project && HOME='\(home)' \"$UNDERSTUDY\" record -o ../../a.cast -- true", in: folder)
        #expect(try folder.recording("a.cast").header.understudy?.cwd == "~/project")
    }

    @Test(
        "Death by a signal is passed on as such",
        arguments: [(SIGTERM, "TERM"), (SIGKILL, "KILL"), (SIGSEGV, "SEGV"), (SIGPIPE, "PIPE"), (SIGUSR1, "USR1")])
    func deathBySignal(number: Int32, name: String) throws {
        let folder = try TemporaryFolder()
        let command = try Command.run("record -o a.cast -- sh -c 'ulimit -c 0; kill -\(name) $$'", in: folder)
        #expect(command.signal == number)
        #expect(try folder.recording("a.cast").contents.last == .exit(.signaled(Signal(rawValue: number))))
        #expect(folder.names == ["a.cast"])
    }

    @Test(
        "A program that can't be started is said with the status that shells use, and leaves no file",
        arguments: ["", "--pty"])
    func notStarted(flag: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("plain", "text", mode: 0o644)
        let missing = try Command.run("record \(flag) -- nothing-of-this-name", in: folder)
        #expect(missing.status == 127)
        #expect(missing.errors == "understudy: nothing-of-this-name: command not found\n")
        let plain = try Command.run("record \(flag) -- ./plain", in: folder)
        #expect(plain.status == 126)
        #expect(plain.errors == "understudy: ./plain: can't be executed: Permission denied\n")
        #expect(folder.names == ["plain"])
    }

    @Test("Signals are passed on to the program, and recorded", arguments: [("TERM", 15), ("HUP", 1), ("USR1", 10)])
    func forwarding(name: String, number: Int32) throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            mkfifo ready; (exec "$UNDERSTUDY" record -o a.cast -- bash -c \
            'trap "echo caught; exit 5" \(name); echo go > ready; while :; do sleep 0.01; done') &
            read -r line < ready; kill -\(name) $!; wait $!
            """, in: folder)
        #expect(command.status == 5, "\(command)")
        #expect(command.text == "caught\n")
        let contents = try folder.recording("a.cast").contents
        #expect(contents.contains(.signal(Signal(rawValue: number))))
        #expect(contents.last == .exit(.exited(5)))
    }

    @Test("A reader that leaves ends the program as it would without us")
    func readerLeaves() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            "\"$UNDERSTUDY\" record -o a.cast -- yes | head -n 1; echo ${PIPESTATUS[0]} > status",
            in: folder, shell: "/bin/bash")
        #expect(command.text == "y\n")
        #expect(try folder.readText("status") == "141\n")
        #expect(try folder.recording("a.cast").contents.last == .exit(.signaled(Signal(rawValue: SIGPIPE))))
    }

    @Test("A grandchild that keeps the streams neither delays the end nor is harmed")
    func grandchild() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path("alive"), 0o600) == 0)
        let command = try Command.shell(
            """
            "$UNDERSTUDY" record -o a.cast -- bash -c \
            'trap "" PIPE; (read -r line < alive; echo "$line" > answer) & echo $! > pid; echo started'
            echo ended; echo still > alive; while ! test -s answer; do sleep 0.01; done; cat answer
            """, in: folder)
        #expect(command.text == "started\nended\nstill\n")
        #expect(try folder.recording("a.cast").isComplete)
    }

    @Test("Input that was read before comes first")
    func inputPrefix() throws {
        let folder = try TemporaryFolder()
        try folder.write("prefix", "first\n")
        let command = try Command.shell(
            "printf 'second\\n' | \"$UNDERSTUDY\" record -o a.cast --input-prefix 3 -- cat 3< prefix", in: folder)
        #expect(command.text == "first\nsecond\n")
        #expect(try folder.recording("a.cast").text(of: .stdin) == "first\nsecond\n")
    }

    @Test("Without a name the recording gets a new one, which is told")
    func ownName() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            "for i in 1 2 3; do \"$UNDERSTUDY\" record -- echo hi; done", in: folder)
        #expect(command.text == "hi\nhi\nhi\n")
        #expect(folder.names.count == 3)
        let told = command.errors.split(separator: "\n")
        #expect(told.count == 3)
        for line in told {
            let name = line.split(separator: " ").last.map(String.init) ?? ""
            #expect(line.hasPrefix("understudy: recorded ") && line.contains(" events in "))
            #expect(name.hasPrefix("echo-20") && folder.names.contains(name))
        }
    }

    @Test("With a name nothing is said, and a file that is there is kept unless it may be replaced")
    func existing() throws {
        let folder = try TemporaryFolder()
        #expect(try Command.run("record -o a.cast -- echo one", in: folder).errors == "")
        let refused = try Command.run("record -o a.cast -- touch ran", in: folder)
        #expect(refused.status == 125)
        #expect(refused.errors.contains("a.cast: there is a file already"))
        #expect(folder.names == ["a.cast"])
        #expect(try Command.run("record -o a.cast --overwrite -- echo two", in: folder).status == 0)
        #expect(try folder.recording("a.cast").text(of: .stdout) == "two\n")
        #expect(try Command.run("record -o a.cast --overwrite -- nothing-of-this-name", in: folder).status == 127)
        #expect(try folder.recording("a.cast").text(of: .stdout) == "two\n")
        #expect(folder.names == ["a.cast"])
    }

    @Test(
        "Wrong usage is status 2 with what to do",
        arguments: [
            ("record", "after '--'"), ("record --", "after '--'"), ("record --size 0x0 -- true", "from 1 to 1000"),
            ("record --size 80 -- true", "80x24"), ("record --size 80x24000 -- true", "from 1 to 1000"),
            ("record --pty --pipes -- true", ""), ("record echo hi", ""),
        ])
    func usage(arguments: String, words: String) throws {
        let folder = try TemporaryFolder()
        let command = try Command.run(arguments, in: folder)
        #expect(command.status == 2, "\(command)")
        #expect(command.errors.contains(words), "\(command.errors)")
        #expect(folder.names == [])
    }

    @Test("What the program is to ignore stays ignored")
    func ignored() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            "trap '' HUP QUIT; \"$UNDERSTUDY\" record -o a.cast -- grep SigIgn /proc/self/status", in: folder)
        let mask = command.text.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) }
        #expect(mask == 1 << (SIGHUP - 1) | 1 << (SIGQUIT - 1), "\(command)")
    }

    @Test("Standard streams that are files, or closed, are no trouble")
    func files() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "0123456789abcdef\n", count: 20_000)
        try folder.write("in", text)
        let command = try Command.shell(
            """
            "$UNDERSTUDY" record -o a.cast -- cat < in > out && cmp in out
            "$UNDERSTUDY" record -o b.cast -- sh -c 'echo x; cat; exit 3' <&- 2>&-; echo $?
            """, in: folder)
        #expect(command.status == 0)
        #expect(command.text == "x\n3\n")
        #expect(try folder.recording("a.cast").text(of: .stdout) == text)
    }
}
