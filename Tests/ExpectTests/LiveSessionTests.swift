import Expect
import Glibc
import Hosting
import Matching
import Orchestration
import Recording
import Terminal
import TestMaterial
import Testing
import Text

/// Real programs on real pseudoterminals, through the public face; every wait is for an event.
@Suite("Live sessions")
struct LiveSessionTests {
    /// No wait of these tests takes longer, even on a busy machine.
    static let patience: Duration = .seconds(60)

    static let environment = [
        EnvironmentVariable("PATH", "/usr/local/bin:/usr/bin:/bin"), EnvironmentVariable("LC_ALL", "C.UTF-8"),
        EnvironmentVariable("TERM", "xterm"), EnvironmentVariable("HOME", "/nonexistent"),
    ]

    /// A program with these tests' environment and patience.
    static func launch(_ words: String..., streams: Launch.Streams = .pseudoterminal(.standard)) -> ExpectLaunch {
        var launch = ExpectLaunch(words[0], Array(words.dropFirst()), environment: environment, streams: streams)
        launch.settings.timeout = patience
        return launch
    }

    /// Where a program is, or a message that the test is skipped.
    static func path(of program: String) -> String? {
        for folder in ["/usr/local/bin", "/usr/bin", "/bin"] where access("\(folder)/\(program)", X_OK) == 0 {
            return "\(folder)/\(program)"
        }
        print("skipped: \(program) is not here")
        return nil
    }

    @Test("bash is asked, answers, and ends")
    func bash() async throws {
        guard let path = Self.path(of: "bash") else { return }
        let shell = try await ExpectSession.spawn(Self.launch(path, "--norc", "--noprofile"))
        try await shell.expect([try .regex(#"[$#] $"#)])
        try await shell.sendLine("PS1='<in>'' '; stty -echo")
        try await shell.expect(["<in> "])
        try await shell.sendLine("echo $((6 * 7))")
        let answer = try await shell.expect([try .regex(#"(\d+)\r\n[^\n]*<in> "#)])
        #expect(answer.group(1) == "42")
        try await shell.sendLine("cat")
        try await shell.sendLine("to cat")
        try await shell.expect(["to cat\r\n"])
        try await shell.sendKey("Ctrl-C")
        try await shell.expect(["<in> "])
        try await shell.sendLine("exit 3")
        let end = try await shell.expect([.exit])
        #expect(end.cause == .exit(3))
        #expect(await shell.close() == .exited(3))
    }

    @Test("python3 -i evaluates what it is told")
    func python() async throws {
        guard let path = Self.path(of: "python3") else { return }
        let python = try await ExpectSession.spawn(Self.launch(path, "-i", "-q"))
        try await python.expect([">>> "])
        try await python.sendLine("import json; print(json.dumps({'answer': [6 * 7]}))")
        let line = try await python.expect([.json(.has(["answer", "0"], .int(42)))])
        #expect(line.after == Array("{\"answer\": [42]}\r\n".utf8))
        try await python.expect([">>> "])
        try await python.sendLine("input('name? ')")
        try await python.expect(["name? ", .endOfOutput])
        try await python.expect([.idle(.milliseconds(1))])
        try await python.send(Keystrokes.text("Ada\n").slowly(1, every: .milliseconds(1)))
        try await python.expect(["'Ada'"])
        try await python.sendControl("d")
        try await python.expect([.exit(.status(0))])
        await python.close()
    }

    @Test("vim edits a file, key by key")
    func vim() async throws {
        guard let path = Self.path(of: "vim") ?? Self.path(of: "vim.tiny") else { return }
        let folder = try TemporaryFolder()
        let file = folder.path("note.txt")
        var launch = Self.launch(path, "-N", "-u", "NONE", "-i", "NONE", "-n", file)
        launch.settings.screen = .standard
        let vim = try await ExpectSession.spawn(launch)
        try await vim.expect([.screen(.row(23, contains: "note.txt"))])
        try await vim.send("i")
        try await vim.expect([.screen(.row(23, contains: "-- INSERT --"))])
        try await vim.type("Hello", as: Self.quick, seed: 7)
        try await vim.sendKey("Enter")
        try await vim.send("world")
        try await vim.expect([.screen(.row(1, contains: "world"))])
        try await vim.sendKey("Esc")
        try await vim.send(":wq\r")
        try await vim.expect([.exit(.status(0))])
        await vim.close()
        #expect(try folder.readText("note.txt") == "Hello\nworld\n")
    }

    /// A person whom no test has to wait for.
    static var quick: Typist {
        var typist = Typist()
        (typist.usual, typist.wordEnd) = (.milliseconds(2), .milliseconds(4))
        return typist
    }

    @Test("Of several sessions, the first that has something ends the wait, and the others lose nothing")
    func several() async throws {
        let first = try await ExpectSession.spawn(Self.launch("sh", "-c", "read line; echo first $line"))
        let second = try await ExpectSession.spawn(Self.launch("sh", "-c", "read line; echo second $line"))
        let waits = [(first, [ExpectPattern.exact("first a")]), (second, [.exact("second b")])]
        try await second.sendLine("b")
        let one = try await ExpectSession.expect(waits)
        #expect(one.session === second && one.result.afterText == "second b")
        try await first.sendLine("a")
        try await first.expect(["first a"])
        await first.close()
        await second.close()
    }

    @Test("A wait whose task is cancelled ends, and the session goes on")
    func cancellation() async throws {
        let cat = try await ExpectSession.spawn(Self.launch("cat"))
        let wait = Task { try await cat.expect(["never"]) }
        wait.cancel()
        await #expect(throws: ExpectFailure.self) { try await wait.value }
        try await cat.sendLine("hello")
        try await cat.expect(["hello"])
        #expect(await cat.close() == .signaled(.hangUp))
        await #expect(throws: ExpectFailure.self) { try await cat.sendLine("x") }
    }

    @Test("On pipes the error stream is read with the output, and the input can be closed")
    func pipes() async throws {
        let program = try await ExpectSession.spawn(
            Self.launch("sh", "-c", "cat; echo problem >&2; exit 4", streams: .pipes))
        try await program.sendLine("through")
        try await program.expect(["through\n"])
        program.closeInput()
        try await program.expect(["problem\n"])
        try await program.expect([.exit(.status(4))])
        #expect(try await program.status == .exited(4))
        await program.close()
    }

    @Test("A program that can't be started is named by its error")
    func missing() async throws {
        await #expect(throws: ExpectFailure(.notStarted(errno: ENOENT))) {
            try await ExpectSession.spawn(Self.launch("no-such-program"))
        }
    }

    @Test("A terminal is resized, and signals reach the group")
    func resize() async throws {
        guard let path = Self.path(of: "python3") else { return }
        // It waits for signals as for events, so that none comes between a look and a sleep.
        let program = """
            import os, signal
            awaited = {signal.SIGWINCH, signal.SIGUSR1}
            signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
            print("ready", flush=True)
            while signal.sigwait(awaited) == signal.SIGWINCH:
                print(os.get_terminal_size(), flush=True)
            print("usr", flush=True)
            """
        let session = try await ExpectSession.spawn(Self.launch(path, "-c", program))
        try await session.expect(["ready"])
        session.resize(TerminalSize(columns: 91, rows: 31))
        try await session.expect(["columns=91, lines=31"])
        session.signal(Signal(rawValue: 10))
        try await session.expect(["usr"])
        try await session.expect([.exit(.status(0))])
        await session.close()
    }

    @Test("A person types into a session and gives it back")
    func interact() async throws {
        var (down, up): ([Int32], [Int32]) = ([0, 0], [0, 0])
        try #require(pipe(&down) == 0 && pipe(&up) == 0)
        defer { for descriptor in down + up { close(descriptor) } }
        let cat = try await ExpectSession.spawn(Self.launch("sh", "-c", "stty -echo; echo ready; exec cat"))
        try await cat.expect(["ready\r\n"])
        let typed = Array("hello\n".utf8) + [Interaction.standardEscape] + Array("lost\n".utf8)
        #expect(write(down[1], typed, typed.count) == typed.count)
        try await cat.interact(
            on: PersonTerminal(input: down[0], output: up[1]), inputFilter: { $0.map { $0 == 104 ? 72 : $0 } })
        // What the program prints after that is the session's again, all of it on one side or the other.
        try await cat.sendLine("after")
        let rest = try await cat.expect(["after\r\n"])
        var seen = [UInt8](repeating: 0, count: 100)
        _ = fcntl(up[0], F_SETFL, O_NONBLOCK)
        let count = read(up[0], &seen, seen.count)
        let shown = String(decoding: seen[..<max(0, count)], as: UTF8.self)
        #expect(shown + rest.beforeText == "Hello\r\n")
        await cat.close()
    }

    @Test("Sessions that nobody holds any more are closed")
    func dropped() async throws {
        let log = DescriptorPair()
        do {
            let session = try await ExpectSession.spawn(
                Self.launch("sh", "-c", "exec 3>\(log.path); echo ready; exec sleep 1000"))
            try await session.expect(["ready"])
        }
        // The program held the only writing end of the fifo: its end is what is waited for.
        #expect(log.readToEnd())
    }

    @Test("A hundred sessions in a row and at once leave nothing behind")
    func many() async throws {
        let runtime = try ExpectRuntime()
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let session = try await ExpectSession.spawn(
                        Self.launch("sh", "-c", "read x; echo got $x"), on: runtime)
                    try await session.sendLine("\(number)")
                    let result = try await session.expect([try .regex(#"got (\d+)"#)])
                    await session.close()
                    return result.group(1) ?? ""
                }
            }
            var numbers: Set<String> = []
            for try await number in group { numbers.insert(number) }
            #expect(numbers.count == 100)
        }
    }
}

/// A named pipe whose other end a program holds.
final class DescriptorPair: Sendable {
    let path: String
    private let descriptor: Int32

    init() {
        path = "/tmp/expect-fifo-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        mkfifo(path, 0o600)
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Waits until nobody holds the other end; `false` where that takes more than a minute.
    func readToEnd() -> Bool {
        var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&source, 1, 60_000) == 1 && source.revents & Int16(POLLHUP) != 0
    }
}
