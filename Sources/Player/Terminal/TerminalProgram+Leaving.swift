import Determinism

extension TerminalProgram {
    /// Ends the program: `/exit`, SIGTERM, SIGHUP, SIGINT. The modes go back at once; the request to exit comes when all
    /// is written, in new versions 0.25 s later.
    mutating func leave(status: Int32, at now: Instant) { leave(status: status, words: nil, at: now) }

    /// Ends the program with last words on the screen.
    mutating func leave(status: Int32, words: String?, at now: Instant) {
        switch stage {
        case .over, .leaving: return
        case .fresh:
            stage = .over
            requests.append(.exit(status: status))
            return
        case .gates, .settling, .running, .suspended: break
        }
        if stage != .gates, stage != .suspended { draw(at: now) }
        let wasSuspended = stage == .suspended
        stage = .leaving(status: status, words: words ?? resumeWords)
        hint = nil
        if look == .old {
            write(ModeSequences.oldLeave + ModeSequences.showCursor)
            write(
                ModeSequences.synchronizedStart + ModeSequences.showCursor + ModeSequences.synchronizedEnd
                    + ModeSequences.oldLeave)
            return finishLeaving()
        }
        write(ModeSequences.mouseOff)
        if look == .fullscreen, dialogs.first?.isGate != true, !wasSuspended {
            write(ModeSequences.showCursor)
            write(ModeSequences.leaveFullscreen(isKeyboardAnswered))
        }
        stageDeadline = now + Self.leaveTime
    }

    /// Writes the rest and asks for the end.
    mutating func finishLeaving() {
        guard case .leaving(let status, let words) = stage else { return }
        stage = .over
        stageDeadline = nil
        if look == .fullscreen, dialogs.first?.isGate != true {
            write(ModeSequences.showCursor)
            write(ModeSequences.leaveAgain(isKeyboardAnswered))
        } else if look != .old {
            output.append(look == .plain ? rewrite.moveToEnd() : classic.moveToEnd())
            write(ModeSequences.leaveClassic(isKeyboardAnswered))
        }
        if let words { write(words) }
        if look == .fullscreen { write(ModeSequences.showCursor) }
        output.removeAll(where: \.isEmpty)
        requests.append(.exit(status: status))
    }

    /// How to go on with the session; only where a turn was made.
    private var resumeWords: String? {
        guard behaviour.tellsResume, turnCount > 0, !options.sessionID.isEmpty else { return nil }
        let command = (["claude"] + options.resumeFlags + ["--resume", options.sessionID]).joined(separator: " ")
        return
            "\u{1B}[2m\u{1B}[22m\r\n\u{1B}[2mResume this session with:\u{1B}[22m\r\n\u{1B}[2m\(command)\u{1B}[22m\r\n"
            + "\u{1B}[2m\u{1B}[22m"
    }

    /// Stops as a job: the modes go back, a line says how to go on, and the request to stop follows.
    mutating func suspend(at now: Instant) {
        guard isDrawing else { return }
        draw(at: now)
        var bytes: [UInt8] = []
        switch look {
        case .fullscreen:
            bytes += ModeSequences.mouseOff.utf8
            bytes += ModeSequences.showCursor.utf8
            bytes += ModeSequences.leaveFullscreen(isKeyboardAnswered).utf8
        case .classic: bytes += classic.moveToEnd() + ModeSequences.leaveClassic(isKeyboardAnswered).utf8
        case .plain: bytes += rewrite.moveToEnd() + "\r\n".utf8 + ModeSequences.leaveClassic(isKeyboardAnswered).utf8
        case .old: bytes += ModeSequences.oldLeave.utf8
        }
        output.append(bytes)
        write("Claude Code is suspended. Run `fg` to bring it back.\r\n")
        if stage == .settling { isFooterWhole = true }
        stage = .suspended
        stageDeadline = nil
        requests.append(.suspend)
    }

    /// Goes on after a stop (SIGCONT): modes on, all drawn anew.
    mutating func resume(at now: Instant) {
        guard stage == .suspended else { return }
        stage = .running
        switch look {
        case .fullscreen:
            write(ModeSequences.inputOn + ModeSequences.alternateOn + ModeSequences.mouseOn + ModeSequences.hideCursor)
        case .classic: write(ModeSequences.hideCursor + ModeSequences.inputOn)
        case .plain: write(ModeSequences.inputOn)
        case .old: write(ModeSequences.hideCursor + ModeSequences.oldInputOn)
        }
        write(ModeSequences.title("\(turn?.title.mark ?? "✳") Claude Code"))
        forgetScreen()
        redraw(at: now)
    }
}

extension Dialog {
    /// Whether it comes before the session.
    var isGate: Bool { if case .gate = subject { true } else { false } }
}
