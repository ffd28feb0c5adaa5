import Glibc
import Hosting
import Recording
import TestMaterial
import Testing

/// `understudy record` on a terminal: the person sees and does what they would without it.
@Suite("Recording a program on a terminal")
struct RecordTerminalTests {
    /// Prints the settings of a terminal but for its speed and size, around a recorded session.
    private static func around(_ command: String) -> String {
        "before=$(stty -g); \(command); echo \"status $?\"; test \"$before\" = \"$(stty -g)\" && echo settings restored"
    }

    @Test("The program gets a terminal like ours: its size, its keys, its type")
    func likeOurs() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            Self.around(
                "stty erase ^H intr ^X; \"$UNDERSTUDY\" record -o a.cast -- sh -c 'tty; stty size; stty -a; exit 9'"),
            in: folder.path)
        try session.wait(for: "20 90")
        try session.wait(for: "intr = ^X;")
        try session.wait(for: "erase = ^H;")
        try session.wait(for: "status 9")
        try session.finish()
        let recording = try folder.recording("a.cast")
        #expect(recording.isComplete)
        #expect(recording.header.term.size == TerminalSession.size)
        #expect(recording.header.term.type == "xterm-256color")
        #expect(recording.header.understudy?.streams == .pty)
        #expect(recording.contents.last == .exit(.exited(9)))
    }

    @Test("Keys reach the program as they are typed, and the terminal's settings are restored")
    func keys() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            Self.around(
                "\"$UNDERSTUDY\" record -o a.cast -- sh -c 'stty raw -echo; echo ready; head -c 4 | od -An -tx1'"),
            in: folder.path)
        try session.wait(for: "ready")
        try session.type("a\u{3}\u{1A}\r")
        try session.wait(for: "61 03 1a 0d")
        try session.wait(for: "status 0")
        try session.wait(for: "settings restored")
        try session.finish()
        #expect(try folder.recording("a.cast").text(of: .stdin) == "a\u{3}\u{1A}\r")
    }

    @Test("Ctrl-C interrupts the program, and death by it is passed on")
    func interrupt() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            Self.around("\"$UNDERSTUDY\" record -o a.cast -- sh -c 'echo ready; exec sleep 600'"), in: folder.path)
        try session.wait(for: "ready")
        try session.type("\u{3}")
        // A shell ends as well where its child died of the interruption; it is one that ignores it.
        try session.finish()
        let contents = try folder.recording("a.cast").contents
        #expect(contents.contains(.input([3])))
        #expect(contents.last == .exit(.signaled(.interrupt)))
    }

    @Test("A new size reaches the program, and one of 0 columns is taken for the standard one")
    func resize() throws {
        let folder = try TemporaryFolder()
        // A shell's trap forgets a signal that comes while it runs.
        try folder.write(
            "watch.py",
            """
            import os, signal
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])
            print("ready", flush=True)
            columns = 0
            while columns != 44:
                signal.sigwait([signal.SIGWINCH])
                columns, rows = os.get_terminal_size()
                print(rows, columns, flush=True)

            """)
        let session = try TerminalSession(
            """
            "$UNDERSTUDY" record -o a.cast -- python3 watch.py
            stty rows 0 cols 0; "$UNDERSTUDY" record -o b.cast -- stty size
            """, in: folder.path)
        try session.wait(for: "ready")
        try session.resize(100, 30)
        try session.wait(for: "30 100")
        try session.resize(44, 11)
        try session.wait(for: "11 44")
        try session.wait(for: "24 80")
        #expect(try session.finish() == .exited(0))
        let sizes = try folder.recording("a.cast").contents.compactMap { content -> String? in
            if case .resize(let size) = content { size.description } else { nil }
        }
        #expect(sizes == ["100x30", "44x11"])
        let unknown = try folder.recording("b.cast")
        #expect(unknown.header.term.size == .standard)
        #expect(unknown.contents.first == .note("the terminal's size is out of range: 80x24 is taken"))
    }

    @Test("A size that was asked for stays, whatever ours does")
    func fixedSize() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            "\"$UNDERSTUDY\" record -o a.cast --size 50x10 -- bash -c 'stty size; read -r line; stty size'",
            in: folder.path)
        try session.wait(for: "10 50")
        try session.resize(100, 30)
        try session.type("\r")
        try session.wait(for: "10 50")
        try session.finish()
        #expect(try folder.recording("a.cast").header.term.size == TerminalSize(columns: 50, rows: 10))
    }

    @Test("Ctrl-Z stops the session, the shell has its terminal, and the session goes on in the foreground")
    func jobControl() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            "PS1='prompt> ' exec bash --norc --noprofile -i", in: folder.path)
        try session.wait(for: "prompt> ")
        try session.type("\"$UNDERSTUDY\" record -o a.cast -- sh -c 'echo ready; cat; echo over'\r")
        try session.wait(for: "ready\r\n")
        try session.type("one\r")
        try session.wait(for: "one\r\none\r\n")
        try session.type("\u{1A}")
        try session.wait(for: "Stopped")
        try session.wait(for: "prompt> ")
        try session.type(
            "echo modes:$(stty -a | grep -o -e '-*icanon' -e '-*opost' | tr '\\n' ' ')$(jobs -s | wc -l)\r")
        try session.wait(for: "modes:opost icanon 1\r\n")
        try session.resize(70, 15)
        try session.type("fg\r")
        try session.wait(for: "echo over'\r\n")
        try session.type("two\r")
        try session.wait(for: "two\r\ntwo\r\n")
        try session.type("\u{4}")
        try session.wait(for: "over\r\n")
        // Only now the shell reads again.
        try session.wait(for: "prompt> ")
        try session.type("exit\r")
        try session.finish()
        let contents = try folder.recording("a.cast").contents
        #expect(contents.contains(.note("suspended")))
        #expect(contents.contains(.signal(.continue)))
        #expect(contents.contains(.resize(TerminalSize(columns: 70, rows: 15))))
        #expect(contents.last == .exit(.exited(0)))
    }

    @Test("A session in the background that reads nothing is not stopped by what is typed to the shell")
    func background() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession("PS1='prompt> ' exec bash --norc --noprofile -i", in: folder.path)
        try session.wait(for: "prompt> ")
        try session.type(
            "\"$UNDERSTUDY\" record --pipes -o a.cast -- bash -c 'echo u\"\"p; until test -e go; do sleep 0.02; done; cat' &\r"
        )
        try session.wait(for: "up\r\n")
        try session.type("echo typed\"\" to the shell\r")
        try session.wait(for: "typed to the shell\r\n")
        try session.type("echo stopped:$(jobs -s | wc -l); touch go; fg\r")
        try session.wait(for: "stopped:0\r\n")
        try session.wait(for: "done; cat'\r\n")
        try session.type("typed to the program\r")
        try session.wait(for: "typed to the program\r\ntyped to the program\r\n")
        try session.type("\u{4}")
        try session.wait(for: "prompt> ")
        try session.type("exit\r")
        try session.finish()
        #expect(try folder.recording("a.cast").text(of: .stdin) == "typed to the program\n")
    }

    @Test("Where nobody could continue us, a program that stops itself goes on")
    func orphaned() throws {
        let folder = try TemporaryFolder()
        let command = try Command.run("record --pty -o a.cast -- sh -c 'kill -TSTP $$; echo onward'", in: folder)
        #expect(command.status == 0)
        #expect(command.text == "onward\r\n")
    }

    @Test(
        "What kills the recorder gives the terminal back, in its settings and its modes",
        arguments: [SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGFPE, SIGTRAP, SIGSYS])
    func fatalSignal(number: Int32) throws {
        let folder = try TemporaryFolder()
        let child = #"printf "\033[?1049h\033[?1000h\033[?25l"; echo ready; exec sleep 600"#
        let session = try TerminalSession(
            """
            ulimit -c 0; export SWIFT_BACKTRACE=enable=no
            \(Self.around("\"$UNDERSTUDY\" record -o a.cast -- sh -c 'echo $PPID > parent; \(child)'"))
            """, in: folder.path)
        try session.wait(for: "ready")
        let overseer = try folder.readText("parent").split(separator: "\n").first.flatMap { Int32($0) } ?? 0
        let recorder = try #require(Self.parent(of: overseer))
        #expect(kill(recorder, number) == 0)
        try session.wait(for: "\u{1B}[?1049l\u{1B}[?1000l\u{1B}[?25h")
        try session.wait(for: "status \(128 + number)")
        try session.wait(for: "settings restored")
        try session.finish()
        #expect(try folder.recording("a.cast").text(of: .stdout).contains("ready"))
    }

    /// The number of a process's parent.
    private static func parent(of pid: Int32) -> Int32? {
        guard let bytes = try? PlainFile.read("/proc/\(pid)/stat") else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ")
        return fields.flatMap { Int32($0[1]) }
    }

    @Test("What a program leaves on is switched off at its end, and nothing is written where it leaves nothing")
    func leftOn() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            """
            "$UNDERSTUDY" record -o a.cast -- printf 'clean\\n'; echo '|'
            "$UNDERSTUDY" record -o b.cast -- printf '\\033[?1049h\\033[?2004hdirty\\n'; echo '|'
            """, in: folder.path)
        try session.finish()
        #expect(session.text == "clean\r\n|\r\n\u{1B}[?1049h\u{1B}[?2004hdirty\r\n\u{1B}[?1049l\u{1B}[?2004l|\r\n")
    }

    @Test("A window that is closed hangs up on the program, which may still say what it has to")
    func hangUp() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            """
            exec "$UNDERSTUDY" record -o a.cast -- bash -c \
            'trap "echo hung up > said; exit 0" HUP; echo ready; while :; do sleep 0.02; done'
            """, in: folder.path)
        try session.wait(for: "ready")
        try session.hangUp()
        try session.finish()
        #expect(session.status != nil)
        #expect(try folder.readText("said") == "hung up\n")
    }

    @Test(
        "The end of input is typed to a program on a terminal whose own input is none", arguments: ["cat", "bash -i"])
    func endOfInput(program: String) throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            printf 'echo one\\n' | PS1='$ ' "$UNDERSTUDY" record --pty -o a.cast -- \(program); echo $?
            "$UNDERSTUDY" record --pty -o b.cast -- \(program) < /dev/null; echo $?
            printf 'no line end' | "$UNDERSTUDY" record --pty -o c.cast -- cat; echo " $?"
            """, in: folder)
        #expect(command.status == 0)
        #expect(command.text.contains("one\r\n"))
        #expect(command.text.hasSuffix("no line end 0\n"), "\(command.text)")
        let contents = try folder.recording("b.cast").contents
        #expect(contents.contains(.input([4])))
        #expect(contents.last == .exit(.exited(0)))
    }

    @Test("The programs on it are measured once a second")
    func samples() throws {
        let folder = try TemporaryFolder()
        let command = try Command.run("record --pty -o a.cast -- sleep 1.5", in: folder)
        #expect(command.status == 0)
        let samples = try folder.recording("a.cast").events.compactMap { event -> ResourceSample? in
            if case .sample(let sample) = event.content { sample } else { nil }
        }
        let sample = try #require(samples.first)
        // The overseer between us and the program is not counted.
        #expect(sample.processes == 1)
        #expect(sample.memory ?? 0 > 100_000)
        #expect(sample.descriptors ?? 0 >= 3)
    }
}
