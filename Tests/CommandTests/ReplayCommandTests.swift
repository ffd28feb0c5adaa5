import Determinism
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing
import Text

import enum Recording.ExitStatus

/// `understudy replay` on pipes and on a terminal.
@Suite struct ReplayCommandTests {
    private static func event(_ milliseconds: Int64, _ content: RecordedEvent.Content) -> RecordedEvent {
        RecordedEvent(at: Instant(microseconds: milliseconds * 1_000), content: content)
    }

    private static func output(_ milliseconds: Int64, _ text: String) -> RecordedEvent {
        event(milliseconds, .output(Array(text.utf8)))
    }

    /// A recording of a terminal with a hostile title, a mode of the mouse, and two markers an hour apart.
    private static var terminal: [UInt8] {
        let hour: Int64 = 3_600_000
        return Recording(
            header: RecordingHeader(),
            events: [
                output(0, "one\r\n\u{1B}]0;evil\u{07}\u{1B}[?1000h\u{1B}[?25l"), output(1, "\u{1B}[31mtwo\r\n"),
                event(hour / 2, .marker("later")), output(hour, "three\r\n"), event(hour, .marker("much later")),
                output(2 * hour, "four\r\n"),
            ]
        ).encoded
    }

    private static var pipes: [UInt8] {
        var header = RecordingHeader()
        header.understudy = RecordingDetails(streams: .pipes)
        return Recording(
            header: header,
            events: [
                output(0, "{\"a\":\"\u{1B}[c\"}\n"), event(0, .error(Array("oh\n".utf8))), output(1, "cut \u{1B}"),
                event(1, .error(Array("[31mred\n".utf8))), output(2, "[1mwhole\n"),
            ]
        ).encoded
    }

    private func folder(_ bytes: [UInt8]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("s.cast", bytes)
        return folder
    }

    @Test("Into a pipe goes what draws, and what was held back is said")
    func safe() throws {
        let command = try Command.run("replay s.cast --speed instant", in: try folder(Self.terminal))
        #expect(command.status == 0)
        #expect(command.text == "one\r\n\u{1B}[?25l\u{1B}[31mtwo\r\nthree\r\nfour\r\n")
        #expect(command.errors == "understudy: held back: 1 title, 1 keyboard or mouse mode\n")
    }

    @Test("Only --raw writes what was recorded")
    func raw() throws {
        let command = try Command.run("replay s.cast --speed instant --raw", in: try folder(Self.terminal))
        #expect(command.text.contains("\u{1B}]0;evil\u{07}\u{1B}[?1000h"))
        #expect(command.errors == "")
    }

    @Test("Pipes are shown as lines, and neither stream can complete a sequence of the other")
    func lines() throws {
        let command = try Command.run("replay s.cast --speed instant", in: try folder(Self.pipes))
        #expect(command.text == "{\"a\":\"\"}\noh\ncut [31mred\n\u{1B}[1mwhole\n")
    }

    @Test("Long pauses are cut, and a start behind a marker or at a time shows at once what comes before")
    func starts() throws {
        let folder = try folder(Self.terminal)
        for options in [
            "--idle-limit 1ms", "--from 'much later' --idle-limit 1ms", "--from 2 --speed 1000000",
            "--from 1h --idle-limit 1ms", "--from 3h",
        ] {
            let command = try Command.run("replay s.cast \(options)", in: folder)
            #expect(command.status == 0, "\(options): \(command.errors)")
            #expect(command.text.hasSuffix("three\r\nfour\r\n"), "\(options)")
        }
    }

    @Test(
        "What makes no sense is status 2",
        arguments: [
            "--speed 0", "--speed -1", "--speed nan", "--speed inf", "--speed fast", "--idle-limit 0", "--idle-limit 5",
            "--from nowhere", "--step",
        ])
    func refused(_ options: String) throws {
        let command = try Command.run("replay s.cast \(options)", in: try folder(Self.terminal))
        #expect(command.status == 2)
        #expect(command.text == "")
        #expect(command.errors != "")
    }

    @Test("A reader that leaves early ends it without a complaint")
    func reader() throws {
        let command = try Command.shell(
            "\"$UNDERSTUDY\" replay s.cast --speed instant | head -1", in: try folder(Self.terminal))
        #expect(command.status == 0)
        #expect(command.text == "one\r\n")
    }

    // MARK: On a terminal

    /// A shell script on a terminal, to which keys are sent when it has shown something.
    private final class Run {
        private let host: LiveHost
        private let process = ProcessHandle(rawValue: 0)
        private(set) var shown = ""

        init(_ script: String, in folder: borrowing TemporaryFolder, size: TerminalSize = .standard) throws {
            host = try LiveHost()
            let environment = [
                EnvironmentVariable("PATH", "/usr/local/bin:/usr/bin:/bin"), EnvironmentVariable("LC_ALL", "C.UTF-8"),
                EnvironmentVariable("UNDERSTUDY", "\(Command.products)/understudy"),
                EnvironmentVariable("TERM", "xterm"),
            ]
            let launch = Launch(
                executable: "/bin/sh", arguments: ["-c", script], environment: environment,
                workingDirectory: folder.path, streams: .pseudoterminal(size))
            try host.perform(.spawn(process, launch))
            try host.perform(.demand(Channel(process, .stdout), bytes: .max))
        }

        /// Waits until something is shown, then sends keys.
        func wait(for text: String, then keys: String = "") throws {
            let limit = host.now + .seconds(60)
            while !shown.contains(text), let occurrence = try host.next(until: limit) { take(occurrence) }
            #expect(shown.contains(text), "\(text) did not come; came: \(shown)")
            if !keys.isEmpty { try host.perform(.write(process, Array(keys.utf8))) }
        }

        /// Waits for the end of the script and its status.
        func end() throws -> ExitStatus? {
            let limit = host.now + .seconds(60)
            var status: ExitStatus?
            var isOpen = true
            while status == nil || isOpen, let occurrence = try host.next(until: limit) {
                take(occurrence)
                if case .exited(_, let found) = occurrence.event { status = found }
                if case .ended = occurrence.event { isOpen = false }
            }
            return status
        }

        private func take(_ occurrence: Occurrence) {
            if case .bytes(_, let bytes) = occurrence.event { shown += String(decoding: bytes, as: UTF8.self) }
        }
    }

    @Test("Keys jump to the markers and end it; the terminal is as it was, and typed keys do not reach the shell")
    func keys() throws {
        let folder = try folder(Self.terminal)
        let run = try Run(
            "stty -a > before; \"$UNDERSTUDY\" replay s.cast; echo \"status $?\"; stty -a > after; "
                + "stty -icanon min 0 time 1; echo \"rest <$(dd bs=100 count=1 2>&-)>\"", in: folder)
        try run.wait(for: "two", then: "]]")
        try run.wait(for: "three", then: "xyz\u{1B}[Aq")
        #expect(try run.end() == .exited(0))
        #expect(run.shown.contains("status 0"))
        #expect(!run.shown.contains("four"))
        #expect(run.shown.contains("rest <>"))
        #expect(!run.shown.contains("evil") && !run.shown.contains("\u{1B}[?1000h"))
        // The cursor was hidden and the colour red: both are given back.
        #expect(run.shown.contains("\u{1B}[m") && run.shown.contains("\u{1B}[?25h"))
        #expect(try folder.read("before") == folder.read("after"))
    }

    @Test("Paused it stands still; a step shows one event, and going on the rest")
    func steps() throws {
        let place = try folder(Self.terminal)
        let run = try Run("\"$UNDERSTUDY\" replay s.cast --step --speed 1000000; echo over", in: place)
        // Nothing is shown until a key is sent; keys that were typed before are not lost.
        try run.wait(for: "", then: ".")
        try run.wait(for: "one", then: ".")
        try run.wait(for: "two", then: "..")
        try run.wait(for: "three", then: " ")
        try run.wait(for: "four")
        #expect(try run.end() == .exited(0))
        #expect(run.shown.contains("over"))
        #expect(place.names == ["s.cast"])
    }

    @Test("Ctrl-C ends it as an interrupted program, with the terminal as it was")
    func interrupt() throws {
        let folder = try folder(Self.terminal)
        let run = try Run(
            "stty -a > before; \"$UNDERSTUDY\" replay s.cast; echo \"status $?\"; stty -a > after", in: folder)
        try run.wait(for: "two", then: "\u{03}")
        _ = try run.end()
        #expect(run.shown.contains("status 130"))
        #expect(try folder.read("before") == folder.read("after"))
    }

    @Test("A fatal signal leaves the terminal as it was; after a kill that can't be caught, reset mends it")
    func killed() throws {
        let folder = try folder(Self.terminal)
        let script = """
            stty -a > before
            sh -c 'echo $$ > pid; exec "$UNDERSTUDY" replay s.cast'
            stty -a > "$NAME"; "$UNDERSTUDY" reset; stty -a > reset; echo over
            """
        for (signal, name) in [("TERM", "after"), ("KILL", "broken")] {
            let run = try Run("NAME=\(name)\n" + script, in: folder)
            try run.wait(for: "two")
            let pid = try folder.readText("pid").trimmingNewline
            #expect(try Command.shell("kill -\(signal) \(pid)", in: folder).status == 0)
            _ = try run.end()
            #expect(run.shown.contains("over"))
            let before = try folder.read("before")
            #expect(try (folder.read(name) == before) == (signal == "TERM"), "\(signal)")
            #expect(try folder.read("reset") == before, "\(signal)")
            #expect(run.shown.contains("\u{1B}[?25h"))
        }
    }

    @Test("A terminal that is smaller than the recorded one is warned of; lines of pipes begin at its left")
    func sizes() throws {
        let terminal = try folder(Self.terminal)
        let pipes = try folder(Self.pipes)
        let run = try Run(
            "\"$UNDERSTUDY\" replay s.cast --speed instant", in: terminal,
            size: TerminalSize(columns: 40, rows: 10))
        _ = try run.end()
        #expect(run.shown.contains("warning: recorded on 80x24, this terminal has 40x10"))
        let lines = try Run("\"$UNDERSTUDY\" replay s.cast --speed instant", in: pipes)
        _ = try lines.end()
        #expect(!lines.shown.contains("warning"))
        #expect(lines.shown.contains("}\r\noh\r\n"))
        #expect(terminal.names == ["s.cast"] && pipes.names == ["s.cast"])
    }

    @Test("Without a terminal there is nothing to reset: status 2")
    func noTerminal() throws {
        let command = try Command.shell("setsid -w \"$UNDERSTUDY\" reset", in: try TemporaryFolder())
        #expect(command.status == 2)
        #expect(command.errors.contains("no terminal"))
    }
}

extension String {
    fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
