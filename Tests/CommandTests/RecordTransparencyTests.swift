import Determinism
import Glibc
import Recording
import TestMaterial
import Testing

/// A session in a real terminal, with and without the recorder: the person sees no difference.
@Suite("A recorded session looks as one that is not")
struct RecordTransparencyTests {
    /// One program, and what is done with it.
    struct Script: Sendable, CustomTestStringConvertible {
        let program: String
        /// Keys in tmux's names, or a size; and a text that is seen when all of it has happened.
        let steps: [(keys: String, seen: String)]
        let needs: [String]

        var testDescription: String { program }
    }

    private static let scripts = [
        Script(
            program: "env PS1='$ ' HISTFILE= bash --norc --noprofile -i",
            steps: [
                ("", "$ "), ("'echo one; tty >/dev/null && echo terminal' Enter", "\nterminal\n$"),
                (#"'printf "\033[1;31mred\033[0m \033[4munder\033[0m\n"' Enter"#, "under"),
                ("'cat' Enter 'typed' Enter C-d", "typed\n"), ("'sleep 600' Enter", "sleep 600"), ("C-c", "^C"),
                ("'wrong' C-u 'echo ri' 'ght' C-a C-e Enter", "\nright"), ("SIZE 100 30", "$"),
                ("'stty size' Enter", "30 100"), ("'sleep 600' Enter C-z", "Stopped"),
                ("'kill %1; wait' Enter", "Terminated"),
                ("'exit 3' Enter", "status 3"),
            ], needs: ["tmux", "bash"]),
        Script(
            program: "vim -N -u NONE -i NONE -n text",
            steps: [
                ("", "line one"), ("':set number' Enter", "  1 line one"), ("'o' 'new wörld' Escape", "new wörld"),
                ("'/two' Enter", "two"), ("C-v 'jl'", "VISUAL BLOCK"), ("Escape ':syntax on' Enter", "line"),
                ("SIZE 60 15", "new wörld"), ("':q' Enter", "E37"), ("':q!' Enter", "status 0"),
            ], needs: ["tmux", "vim"]),
        Script(
            program: "env PYTHON_BASIC_REPL=1 python3 -q -i",
            steps: [
                ("", ">>> "), ("'1 + 1' Enter", "\n2\n"), ("'print(chr(228) * 3)' Enter", "äää"),
                ("Up Up Enter", "2\n>>>"),
                ("'import time; time.sleep(600)' Enter", "600)"), ("C-c", "KeyboardInterrupt"),
                ("'def f(' C-c", ">>>"), ("'exit(4)' Enter", "status 4"),
            ], needs: ["tmux", "python3"]),
    ]

    @Test("In tmux, step by step", arguments: scripts)
    func tmux(script: Script) throws {
        guard script.needs.allSatisfy({ ProcessEnvironment.hasPrograms($0) }) else { return }
        let plain = try TemporaryFolder()
        let recorded = try TemporaryFolder()
        for folder in [plain.path, recorded.path] {
            try PlainFile.write(Array("line one\nline two\nline three\n".utf8), to: folder + "/text")
        }
        let seen = try views(of: script, prefix: "", in: plain)
        let recorder = "'\(Command.products)/understudy' record -o a.cast -- "
        let compared = try views(of: script, prefix: recorder, in: recorded, as: seen)
        for (index, pair) in zip(seen, compared).enumerated() {
            #expect(pair.0 == pair.1, "step \(index): \(script.steps[index].keys)")
        }
        let recording = try recorded.recording("a.cast")
        #expect(recording.isComplete && recording.header.understudy?.streams == .pty)
        try showAgain(in: recorded)
    }

    /// asciinema shows the recording again, byte for byte.
    private func showAgain(in folder: borrowing TemporaryFolder) throws {
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

    /// What is seen after each step; where that is known, it is waited for.
    private func views(
        of script: Script, prefix: String, in folder: borrowing TemporaryFolder, as known: [TmuxSession.View]? = nil
    ) throws -> [TmuxSession.View] {
        let session = try TmuxSession("\(prefix)\(script.program); echo status $?", in: folder)
        var views: [TmuxSession.View] = []
        for (index, step) in script.steps.enumerated() {
            if step.keys.hasPrefix("SIZE ") {
                let numbers = step.keys.split(separator: " ").compactMap { Int($0) }
                try session.resize(numbers[0], numbers[1])
            } else if !step.keys.isEmpty {
                try session.type(step.keys)
            }
            if let known {
                views.append(try session.view { $0 == known[index] })
            } else {
                let view = try session.settledView(with: step.seen)
                #expect(view.cells.contains(step.seen), "step \(index): \(view.cells)")
                views.append(view)
            }
        }
        return views
    }

    @Test(
        "A recording that the fake plays, recorded again, is the same in events, bytes and chunks",
        arguments: ["pipes", "pty"])
    func recordReplayRecord(streams: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "script.json",
            #"""
            [{"say":[{"text":"The first part, ä."},{"wait":"400ms"},{"text":"The second."},{"wait":"400ms"},
            {"stderr":"a complaint\n"},{"wait":"400ms"},{"exit":3}]}]
            """#)
        let options = streams == "pty" ? "-p hello" : "-p hello --output-format stream-json --verbose"
        let command = try Command.shell(
            """
            PATH="$(dirname "$UNDERSTUDY"):$PATH"
            UNDERSTUDY_PLAY=script.json "$UNDERSTUDY" record --\(streams) -o one.cast -- claude \(options); echo $?
            UNDERSTUDY_PLAY=one.cast "$UNDERSTUDY" record --\(streams) -o two.cast -- claude \(options); echo $?
            """, in: folder)
        #expect(command.lines.filter { $0 == "3" }.count == 2, "\(command)")
        let one = try folder.recording("one.cast")
        let two = try folder.recording("two.cast")
        #expect(one.contents.count >= 5)
        #expect(one.contents == two.contents)
        for (first, second) in zip(one.events, two.events) where first.bytes != nil {
            #expect(abs(first.at.microseconds - second.at.microseconds) < 2_000_000)
        }
    }
}
