import ClaudeProtocol
import Determinism
import Recording
import Terminal

/// The interactive program on a terminal, as a value: keys and the session's events go in, writes and requests come out.
///
/// It has no clock: whoever owns it calls `timer(at:)` when `deadline` has come. The terminal is expected to be raw but
/// for its output (OPOST stays on), as termios(3) has it without ICANON, ECHO, ISIG, IEXTEN, ICRNL, INLCR and IXON.
struct TerminalProgram: Sendable {
    /// How long a first Ctrl-C, Ctrl-D or Esc counts.
    static let hintTime = Duration.milliseconds(800)
    /// How long the program takes to have its footer whole, and to ask the terminal.
    static let settleTime = Duration.milliseconds(60)
    /// How long after the first part of the end the second follows.
    static let leaveTime = Duration.milliseconds(250)
    /// How often the title changes while the session is busy.
    static let titleTime = Duration.milliseconds(960)
    /// How many prompts wait for their turn.
    static let queueMax = 100

    /// Where the program is in its life.
    enum Stage: Sendable, Hashable {
        case fresh, gates, settling, running, suspended, over
        /// The first part of the end is written.
        case leaving(status: Int32, words: String?)
    }

    /// A turn of the session.
    struct Turn: Sendable {
        var shown: String
        var spinner: Spinner
        /// What the answer has by now, in bytes; `nil`: nothing has come.
        var answerBytes: Int?
        var thinkingSince: Instant?
        var isInterruptAsked = false
        var sendsQueue = false
        var hasFailed = false
        /// The words in the spinner's place while a request is made again.
        var retry: String?
        var title: (mark: String, next: Instant)
    }

    /// Which key has to be pressed again.
    enum Hint: Sendable, Hashable { case interrupt, endOfInput, escape }

    let profile: Profile
    let behaviour: TerminalProfile
    var options: TerminalOptions
    let look: TranscriptLayout.Look
    var stage = Stage.fresh
    var size: TerminalSize
    var reader = KeyReader()
    var box = InputBox()
    var menu: SlashMenu
    var transcript: Transcript
    var turn: Turn?
    var turnCount: UInt64 = 0
    var queue: [(shown: String, sent: String)] = []
    var dialogs: [Dialog] = []
    var mode: String
    var hint: (kind: Hint, until: Instant)?
    var stageDeadline: Instant?
    var placeholder: String?
    var isPrefixed = false
    var isSynchronized = false
    var isKeyboardAnswered = false
    var hasAskedFurther = false
    var isFooterWhole = false
    var needsDrawing = false
    var fullscreen = FullscreenRenderer()
    var classic = ClassicRenderer()
    var rewrite: RewriteRenderer
    /// How many blocks the rewriting renderer has written for good.
    var settledBlocks = 0
    var output: [[UInt8]] = []
    var requests: [TerminalRequest] = []

    /// A program that has not begun.
    init(profile: Profile, options: TerminalOptions) {
        self.profile = profile
        self.options = options
        behaviour = TerminalProfile.of(profile)
        size = options.size
        mode = options.permissionMode == "manual" ? "default" : options.permissionMode
        look =
            switch options.renderer {
            case .screenReader where behaviour.drawsDifferences: .plain
            case .fullscreen where behaviour.drawsDifferences: .fullscreen
            case .classic where behaviour.drawsDifferences: .classic
            default: .old
            }
        menu = SlashMenu(sessionCommands: profile.inventory.slashCommands)
        rewrite = RewriteRenderer(isPlain: look == .plain)
        transcript = Transcript(
            layout: TranscriptLayout(
                version: profile.version, model: TranscriptLayout.name(ofModel: profile.model(options.model)),
                folder: options.workingDirectory, look: look, columns: options.size.columns))
        transcript.append(.header)
    }

    // MARK: What comes out

    /// The writes since the last call, each one write(2).
    mutating func takeOutput() -> [[UInt8]] {
        defer { output = [] }
        return output
    }

    /// The requests since the last call, in order.
    mutating func takeRequests() -> [TerminalRequest] {
        defer { requests = [] }
        return requests
    }

    /// When `timer(at:)` is due next.
    var deadline: Instant? {
        var times = [reader.deadline, stageDeadline]
        if stage == .running || stage == .settling || stage == .gates { times.append(hint?.until) }
        if let turn, isDrawing {
            times.append(turn.title.next)
            if dialogs.isEmpty { times.append(turn.spinner.next) }
        }
        return times.compactMap { $0 }.min()
    }

    /// Whether frames are drawn at present.
    var isDrawing: Bool { stage == .settling || stage == .running }

    /// Writes text by one write(2).
    mutating func write(_ text: String) { output.append(Array(text.utf8)) }

    // MARK: Its life

    /// Begins: the first bytes, the modes, the first frame or question.
    mutating func start(at now: Instant) {
        guard stage == .fresh else { return }
        if look != .old {
            if look == .plain { write("[Screen Reader Mode: on via flag]\r\n") }
            write(ModeSequences.resetMargins + ModeSequences.showCursor)
        }
        dialogs = options.gates.map { Dialog.gate($0, behaviour) }
        if dialogs.isEmpty { return begin(at: now) }
        stage = .gates
        let modes = look == .old ? ModeSequences.oldInputOn : ModeSequences.inputOn
        write((look == .plain ? "" : ModeSequences.hideCursor) + modes)
        redraw(at: now)
        if look != .old { write(ModeSequences.queries) }
    }

    /// Begins the session's screen.
    mutating func begin(at now: Instant) {
        stage = .settling
        stageDeadline = now + Self.settleTime
        switch look {
        case .old:
            write(ModeSequences.hideCursor)
            needsDrawing = true
            draw(at: now)
            write(ModeSequences.hideCursor + ModeSequences.oldInputOn)
        case .classic: write(ModeSequences.hideCursor + ModeSequences.inputOn)
        case .fullscreen, .plain: write(ModeSequences.inputOn)
        }
        write(ModeSequences.title("✳ Claude Code"))
        if look == .fullscreen {
            write(ModeSequences.alternateOn + ModeSequences.mouseOn + ModeSequences.hideCursor)
        }
        redraw(at: now)
    }

    /// The deadline has come.
    mutating func timer(at now: Instant) {
        if let due = reader.deadline, due <= now { press(reader.timeOut(), at: now) }
        if let due = stageDeadline, due <= now {
            stageDeadline = nil
            if stage == .settling { settle(at: now) } else if case .leaving = stage { finishLeaving() }
        }
        if let due = hint?.until, due <= now {
            hint = nil
            needsDrawing = true
        }
        if isDrawing { advanceTurn(to: now) }
        draw(at: now)
    }

    private mutating func settle(at now: Instant) {
        stage = .running
        isFooterWhole = true
        redraw(at: now)
        if look != .old, options.gates.isEmpty { write(ModeSequences.queries) }
        if let prompt = options.initialPrompt {
            options.initialPrompt = nil
            submit(shown: InputBox.trimmed(prompt), sent: InputBox.trimmed(prompt), at: now)
        }
    }

    private mutating func advanceTurn(to now: Instant) {
        guard var turn else { return }
        if turn.title.next <= now {
            let marks = behaviour.busyMarks
            turn.title.mark = turn.title.mark == marks.0 ? marks.1 : marks.0
            turn.title.next = max(turn.title.next + Self.titleTime, now)
            if dialogs.isEmpty { write(ModeSequences.title("\(turn.title.mark) Claude Code")) }
        }
        if dialogs.isEmpty, turn.spinner.next <= now {
            turn.spinner.advance(to: now, profile: behaviour)
            needsDrawing = true
        }
        self.turn = turn
    }

    /// The terminal has another size.
    mutating func resize(_ size: TerminalSize, at now: Instant) {
        self.size = size
        let old = transcript.layout
        transcript.relayout(
            TranscriptLayout(
                version: old.version, model: old.model, folder: old.folder, look: look, columns: size.columns))
        guard isDrawing || stage == .gates else { return }
        if look == .fullscreen, stage != .gates {
            write(ModeSequences.mouseOn)
            output.append(Array("\u{1B}[2J".utf8))
        } else if look == .plain {
            output.append(rewrite.moveToEnd() + "\r\n".utf8)
        } else {
            write(ModeSequences.clearScreen)
        }
        forgetScreen()
        redraw(at: now)
    }

    /// The screen is empty: the next frame is drawn whole.
    mutating func forgetScreen() {
        fullscreen.reset()
        classic.reset()
        rewrite.reset()
        if look == .old { settledBlocks = 0 }
    }

    /// Bytes that the terminal sent.
    mutating func input(_ bytes: [UInt8], at now: Instant) {
        guard stage != .over, stage != .fresh else { return }
        press(reader.read(bytes, at: now), at: now)
        draw(at: now)
    }

    /// The terminal is gone, or its other side has closed it.
    mutating func inputEnded(at now: Instant) { leave(status: 0, at: now) }
}
