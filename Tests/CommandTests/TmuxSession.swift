import Glibc
import TestMaterial

/// A program in a real terminal: tmux, on a socket of its own.
///
/// Whatever the terminal is sent also goes into a named pipe, so that a test waits for that and looks again.
final class TmuxSession {
    private let folder: String
    /// The pipe that has all that the terminal was sent.
    private let sent: Int32
    /// The pipe that ends with this process, and so ends tmux, whatever ends this process.
    private let life: Int32

    /// What a person sees: the cells with their colours, the cursor, and whether the alternate screen is on.
    struct View: Equatable {
        let cells: String
        let state: String

        /// The cells without colours and without what is blank at the end of lines and of the screen.
        var text: String {
            let lines = cells.replacing(#/\u{1B}\[[0-9;:]*m|\u{0E}|\u{0F}/#, with: "")
                .split(separator: "\n", omittingEmptySubsequences: false)
                .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
            return lines.reversed().drop { $0.isEmpty }.reversed().joined(separator: "\n")
        }
    }

    /// No step takes longer, even on a busy machine; in milliseconds.
    private static let patience: Int32 = 60_000

    /// Starts a shell command in a window.
    init(_ command: String, in folder: borrowing TemporaryFolder, columns: Int = 80, rows: Int = 24) throws {
        // What the window shows at the end stays to be looked at.
        try folder.write(
            "run.sh",
            """
            cd '\(folder.path)'
            (cat life >/dev/null; exec tmux -S tmux.socket kill-server) </dev/null >/dev/null 2>&1 &
            read -r go && clear && \(command)
            exec cat

            """)
        try folder.write(
            "tmux.conf",
            """
            set -g default-terminal tmux-256color
            set -sg escape-time 0
            set -g status off

            """)
        mkfifo(folder.path("sent"), 0o600)
        mkfifo(folder.path("life"), 0o600)
        // Read and write: the pipes have no end before this session has.
        life = open(folder.path("life"), O_RDWR | O_CLOEXEC)
        self.folder = folder.path
        sent = open(folder.path("sent"), O_RDWR | O_NONBLOCK | O_CLOEXEC)
        _ = try tmux(
            "-f tmux.conf new-session -d -x \(columns) -y \(rows) 'exec env --default-signal bash --norc --noprofile run.sh'"
        )
        _ = try tmux("pipe-pane 'cat > \"\(folder.path)/sent\"'")
        try type("Enter")
    }

    deinit {
        _ = try? tmux("kill-server")
        close(sent)
        close(life)
    }

    private func tmux(_ arguments: String) throws -> Command {
        let scratch = try TemporaryFolder()
        let process = try Command.start(
            """
            export HOME="$PWD" LC_ALL=C.UTF-8 TERM=xterm-256color SHELL=/bin/sh; unset TMUX PS1
            exec tmux -S "$PWD/tmux.socket" \(arguments)
            """, in: folder, output: scratch.path("out"), errors: scratch.path("err"))
        let code = Command.finish(process)
        return Command(
            status: code >> 8 & 0xFF, signal: nil, output: try scratch.read("out"), errors: try scratch.readText("err"))
    }

    /// Types keys, in tmux's names.
    func type(_ keys: String) throws { _ = try tmux("send-keys \(keys)") }

    /// Changes the window's size.
    func resize(_ columns: Int, _ rows: Int) throws { _ = try tmux("resize-window -x \(columns) -y \(rows)") }

    /// What is seen now.
    func view() throws -> View {
        let cells = try tmux("capture-pane -p -e").text
        let state = try tmux("display-message -p '#{cursor_x},#{cursor_y} #{cursor_flag} #{alternate_on}'").text
        return View(cells: cells, state: state)
    }

    /// Looks whenever the terminal was sent something, until what is seen is as wanted; the last view in any case.
    func view(until isWanted: (View) throws -> Bool) throws -> View {
        while true {
            let view = try view()
            if try isWanted(view) { return view }
            guard Self.waitForMore(sent, sent) else { return view }
        }
    }

    /// Looks at both until both show a text and are alike; the last views in any case.
    static func views(_ one: TmuxSession, _ other: TmuxSession, with text: String) throws -> [View] {
        while true {
            let views = [try one.view(), try other.view()]
            if views[0] == views[1], views[0].text.contains(text) { return views }
            guard waitForMore(one.sent, other.sent) else { return views }
        }
    }

    /// Waits until either has something; `false`: nothing came for very long.
    private static func waitForMore(_ one: Int32, _ other: Int32) -> Bool {
        var ready = [
            pollfd(fd: one, events: Int16(POLLIN), revents: 0), pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&ready, 2, patience) > 0 else { return false }
        var block = [UInt8](repeating: 0, count: 1 << 16)
        for descriptor in [one, other] { while read(descriptor, &block, block.count) > 0 {} }
        return true
    }
}
