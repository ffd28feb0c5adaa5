import ClaudeProtocol
import Terminal

/// A question with choices, in the place of the input box.
struct Dialog: Sendable {
    /// What a choice means.
    enum Outcome: Sendable, Hashable {
        /// The gate is passed.
        case passed
        /// The gate stays shut.
        case refused
        /// What the person decided about a call.
        case decided(PermissionChoice)
    }

    /// A row that can be chosen.
    struct Choice: Sendable {
        var label: String
        var outcome: Outcome
        /// What is put in the box for words about it; `nil`: it takes none.
        var amendment: String?
    }

    /// What it is about.
    enum Subject: Sendable, Hashable {
        case gate(TerminalOptions.Gate)
        case permission(PermissionQuestion)
    }

    let subject: Subject
    let choices: [Choice]
    /// Whether rows have numbers, and digits choose.
    let isNumbered: Bool
    var selected = 0
    /// The words that go along with the choice, once the person has asked for them.
    var words: InputBox?

    /// A question before the session.
    static func gate(_ gate: TerminalOptions.Gate, _ profile: TerminalProfile) -> Dialog {
        let yes = gate == .trust ? "Yes, I trust this folder" : "Yes, I accept"
        let choices = [
            Choice(label: "No, exit", outcome: .refused), Choice(label: yes, outcome: .passed),
        ]
        let isReversed = profile.trustIsFirst && gate == .trust
        return Dialog(
            subject: .gate(gate), choices: isReversed ? choices.reversed() : choices, isNumbered: profile.trustIsFirst)
    }

    /// A question about a call.
    static func permission(_ question: PermissionQuestion, folder: String, _ profile: TerminalProfile) -> Dialog {
        let allow = Choice(label: "Yes", outcome: .decided(.allow(words: nil)), amendment: "")
        let deny = Choice(label: "No", outcome: .decided(.denyAndInterrupt), amendment: "")
        var between: [Choice] = []
        if isEdit(question.tool) {
            let label =
                profile.offersAutoMode
                ? "Yes, and switch to accept edits for this session (shift+tab)"
                : "Yes, and allow all edits in this session (shift+tab)"
            between = [Choice(label: label, outcome: .decided(.allowInMode("acceptEdits")))]
        } else if profile.offersAutoMode {
            between = [
                Choice(
                    label: "Yes, and always allow access to \(folder) from this project",
                    outcome: .decided(.allowAlways)),
                Choice(label: "Yes, and switch to auto mode", outcome: .decided(.allowInMode("auto"))),
            ]
        } else {
            between = [
                Choice(label: "Yes, and don't ask again for such calls in \(folder)", outcome: .decided(.allowAlways))
            ]
        }
        return Dialog(subject: .permission(question), choices: [allow] + between + [deny], isNumbered: true)
    }

    private static func isEdit(_ tool: String) -> Bool { ["Write", "Edit", "NotebookEdit"].contains(tool) }

    /// What a key decides, if anything; `nil`: the question stands.
    mutating func press(_ key: Key) -> Outcome? {
        if words != nil { return write(key) }
        switch key {
        case .up, .control("p"): selected = (selected + choices.count - 1) % choices.count
        case .down, .control("n"): selected = (selected + 1) % choices.count
        case .tab: words = choices[selected].amendment.map { _ in InputBox() }
        case .enter: return choices[selected].outcome
        case .backTab: return choices.first { $0.outcome == .decided(.allowInMode("acceptEdits")) }?.outcome
        case .text(let text):
            guard isNumbered, let digit = text.compactMap(\.wholeNumberValue).first(where: choices.indices.shifted)
            else { return nil }
            return choices[digit - 1].outcome
        default: break
        }
        return nil
    }

    private mutating func write(_ key: Key) -> Outcome? {
        switch key {
        case .enter:
            let said = words?.take().sent ?? ""
            words = nil
            guard !said.isEmpty else { return choices[selected].outcome }
            let isDenial = choices[selected].outcome == .decided(.denyAndInterrupt)
            return .decided(isDenial ? .deny(words: said) : .allow(words: said))
        case .tab, .up, .down: words = nil
        case .text(let text): words?.insert(text)
        case .paste(let text): words?.insert(text)
        case .backspace: words?.deleteBackward()
        case .control("u"): words?.killToLineStart()
        default: break
        }
        return nil
    }

    /// The lines of a text, without an empty one at the end.
    static func textLines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

extension Range<Int> {
    /// Whether a number from 1 names one of these places from 0.
    fileprivate func shifted(_ number: Int) -> Bool { contains(number - 1) }
}
