import Glibc
import TestMaterial

/// A program in a real terminal: tmux, on a socket of its own.
struct TmuxSession: ~Copyable {
    private let folder: String

    /// What a person sees: the cells with their colours, the cursor, and whether the alternate screen is on.
    struct View: Equatable {
        let cells: String
        let state: String
    }

    /// No step takes longer, even on a busy machine; in seconds.
    private static let guardSeconds = 60

    /// Starts a shell command in a window of 80×24 cells.
    init(_ command: String, in folder: borrowing TemporaryFolder) throws {
        self.folder = folder.path
        try folder.write("run.sh", "cd '\(folder.path)' && \(command)\n")
        // The window stays when the command has ended, so that its last screen can be looked at.
        try folder.write(
            "tmux.conf",
            """
            set -g remain-on-exit on
            set -g default-terminal tmux-256color
            set -sg escape-time 0
            set -g remain-on-exit-format ''

            """)
        _ = try tmux("-f tmux.conf new-session -d -x 80 -y 24 'exec bash --norc --noprofile run.sh'")
    }

    deinit { _ = try? tmux("kill-server") }

    private func tmux(_ arguments: String) throws -> Command {
        let scratch = try TemporaryFolder()
        let process = try Command.start(
            """
            export HOME="$PWD" LC_ALL=C.UTF-8 TERM=xterm-256color; unset TMUX PS1; exec tmux -S "$PWD/tmux.socket" \(arguments)
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
        let state = try tmux("display-message -p '#{cursor_x},#{cursor_y} #{cursor_flag} #{alternate_on} #{pane_dead}'")
            .text
        return View(cells: cells, state: state)
    }

    /// Looks again and again until a view is as wanted; the last one where it does not come to that.
    func view(until isWanted: (View) -> Bool) throws -> View {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let limit = time.tv_sec + Self.guardSeconds
        while true {
            let view = try view()
            clock_gettime(CLOCK_MONOTONIC, &time)
            if isWanted(view) || time.tv_sec > limit { return view }
        }
    }

    /// What is seen once a text is there and nothing changes any more between two looks.
    func settledView(with text: String) throws -> View {
        var previous: View?
        return try view { view in
            defer { previous = view }
            return view.cells.contains(text) && view == previous
        }
    }
}
