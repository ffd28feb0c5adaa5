import Determinism
import Recording
import TestMaterial
import Testing

/// A session in a real terminal, with and without the recorder: the person sees no difference, and sees it again.
@Suite("A recorded session looks as one that is not")
struct TmuxTransparencyTests {
    /// One program, and what is done with it.
    struct Script: Sendable, CustomTestStringConvertible {
        let program: String
        /// Keys in tmux's names, or a size; and what is seen when all of it has happened.
        let steps: [(keys: String, seen: String)]
        /// What it ends with.
        let status: Int
        let needs: String
        /// The step whose screen the recording is asked for.
        let shown: Int

        var testDescription: String { needs }
    }

    private static let scripts = [
        Script(
            program: "env PS1='$ ' HISTFILE= bash --norc --noprofile -i",
            steps: [
                ("", "$"), ("'echo one; tty >/dev/null && echo terminal' Enter", "\nterminal\n$"),
                (#"'printf "\033[1;31mred\033[0m \033[4munder\033[0m\n"' Enter"#, "\nred under\n$"),
                (#"'sh -c "echo read"y"; exec cat"' Enter"#, "\nready"), ("'typed' Enter", "\ntyped\ntyped"),
                ("C-d", "\ntyped\n$"),
                (#"'sh -c "echo u"p"; exec sleep 600"' Enter"#, "\nup"), ("C-c", "^C\n$"),
                ("'wrong' C-u 'echo ri' 'ght' C-a C-e Enter", "\nright\n$"),
                (#"'sh -c "echo o"n"; exec sleep 600"' Enter"#, "\non"), ("C-z", "Stopped"),
                ("'exit' Enter", "There are stopped jobs.\n$"),
            ], status: 3, needs: "bash", shown: 11),
        Script(
            program: "vim -N -u NONE -i NONE -n text",
            steps: [
                ("", "line one"), ("':set number' Enter", "  1 line one"), ("'o' 'new wörld' Escape", "new wörld"),
                ("'/two' Enter", "/two"), ("C-v 'jl'", "VISUAL BLOCK"), ("Escape ':syntax on' Enter", "line"),
                ("SIZE 60 15", "new wörld"), ("':q' Enter", "E37"),
            ], status: 0, needs: "vim", shown: 7),
        Script(
            program: "python3 -q -i",
            steps: [
                ("", ">>>"), ("'1 + 1' Enter", "\n2\n>>>"), ("'print(chr(228) * 3)' Enter", "\näää\n>>>"),
                ("Up Up Enter", "1 + 1\n2\n>>>"),
                ("'import time; print(\"u\" \"p\"); time.sleep(600)' Enter", "\nup"), ("C-c", "KeyboardInterrupt\n>>>"),
                ("'def f(' C-c", "KeyboardInterrupt\n>>>"),
            ], status: 4, needs: "python3", shown: 6),
    ]

    /// What ends each program.
    private static let leaving = ["bash": "'exit 3' Enter", "vim": "':q!' Enter", "python3": "'exit(4)' Enter"]

    @Test("In tmux, step by step; then it is played, shown, and played by asciinema", arguments: scripts)
    func tmux(script: Script) throws {
        guard ProcessEnvironment.hasPrograms("tmux"), ProcessEnvironment.hasPrograms(script.needs) else { return }
        let plain = try folder()
        let recorded = try folder()
        let recorder = "'\(Command.products)/understudy' record -o a.cast -- "
        let session = try TmuxSession("\(script.program); echo status $?", in: plain)
        let other = try TmuxSession("\(recorder)\(script.program); echo status $?", in: recorded)
        var shown = ""
        for (index, step) in script.steps.enumerated() {
            try perform(step.keys, in: session)
            try perform(step.keys, in: other)
            let views = try TmuxSession.views(session, other, with: step.seen)
            try #require(views[0] == views[1], "step \(index): \(step.keys)")
            try #require(views[0].text.contains(step.seen), "step \(index): \(views[0].text)")
            if index == script.shown { shown = views[0].text }
        }
        let leaving = try #require(Self.leaving[script.needs])
        try session.type(leaving)
        try other.type(leaving)
        let views = try TmuxSession.views(session, other, with: "status \(script.status)")
        #expect(views[0] == views[1] && views[0].text.contains("status \(script.status)"))
        let recording = try recorded.recording("a.cast")
        #expect(recording.isComplete && recording.header.understudy?.streams == .pty)
        try replay(script, in: recorded, as: views[0])
        try show(recording, shown, in: recorded)
        try playElsewhere(in: recorded)
    }

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("text", "line one\nline two\nline three\n")
        return folder
    }

    private func perform(_ keys: String, in session: TmuxSession) throws {
        guard keys.hasPrefix("SIZE ") else { return keys.isEmpty ? () : try session.type(keys) }
        let numbers = keys.split(separator: " ").compactMap { Int($0) }
        try session.resize(numbers[0], numbers[1])
    }

    /// `replay` leaves the screen of a terminal as the session did.
    private func replay(_ script: Script, in folder: borrowing TemporaryFolder, as wanted: TmuxSession.View) throws {
        let size = script.steps.last { $0.keys.hasPrefix("SIZE ") }?.keys.split(separator: " ").compactMap { Int($0) }
        let again = try self.folder()
        let session = try TmuxSession(
            "'\(Command.products)/understudy' replay --speed instant '\(folder.path)/a.cast' 2>/dev/null; "
                + "echo status \(script.status)",
            in: again, columns: size?.first ?? 80, rows: size?.last ?? 24)
        let view = try session.view { $0 == wanted }
        #expect(view == wanted)
    }

    /// `show --screen` draws what was seen before the last keys were typed.
    private func show(_ recording: Recording, _ wanted: String, in folder: borrowing TemporaryFolder) throws {
        // The keys may have come one by one: what is looked for is the screen before the first of them.
        let moments = recording.events.filter { if case .input = $0.content { true } else { false } }
            .suffix(12).map(\.at.microseconds)
        let screens = try moments.map { moment -> String in
            let time = max(moment - 1, 0)
            let digits = String(1_000_000 + time % 1_000_000).dropFirst()
            return try Command.run("show a.cast --screen at=\(time / 1_000_000).\(digits)s", in: folder).text
        }
        let found = screens.contains { TmuxSession.View(cells: $0, state: "").text == wanted }
        #expect(found, "\(wanted)\n---\n\(screens.last ?? "")")
    }

    /// asciinema shows the recording again, byte for byte.
    private func playElsewhere(in folder: borrowing TemporaryFolder) throws {
        guard let clients = ProcessEnvironment.value("UNDERSTUDY_CLIENTS") else {
            print("Skipped: asciinema is not here; .ci/clients installs it (UNDERSTUDY_CLIENTS).")
            return
        }
        let command = try Command.shell(
            """
            export HOME="$PWD" LC_ALL=C.UTF-8; "$UNDERSTUDY" convert a.cast a2.cast --to asciicast-2
            '\(clients)/bin/asciinema' cat a2.cast > theirs; "$UNDERSTUDY" cat a.cast > ours; cmp theirs ours && echo same
            '\(clients)/bin/asciinema' play -s 1000 -i 0.001 a2.cast > played; cmp played ours && echo same
            """, in: folder)
        #expect(command.text == "same\nsame\n", "\(command)")
    }
}
