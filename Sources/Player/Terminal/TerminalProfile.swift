import ClaudeProtocol

/// How one version's terminal program behaves: what changed between versions, as data.
struct TerminalProfile: Sendable {
    /// Whether there is the fullscreen renderer, and the classic one draws differences.
    let drawsDifferences: Bool
    /// The marks that alternate before the title while the session is busy, after this delay.
    let busyMarks: (String, String)
    let busyMarkDelay: Duration
    /// How long a mark of the spinner stands, in the middle and at both ends of its run.
    let spinnerStep: Duration
    let spinnerRest: Duration
    /// What stands behind the spinner's word, and in the footer, while the session is busy.
    let spinnerHint: String?
    let busyFooter: String?
    /// Whether a line ends each turn: `✻ Brewed for 5s · done 10:16 AM`.
    let hasDoneLine: Bool
    /// Whether the answer appears line by line; else it does when it is whole.
    let showsPartialAnswer: Bool
    /// Whether the prompt of a turn that was cut before any answer goes back into the box.
    let givesPromptBack: Bool
    /// Whether dialogs before the session number their rows and have the consent first.
    let trustIsFirst: Bool
    /// Whether a permission dialog offers another permission mode.
    let offersAutoMode: Bool
    /// The modes that Shift-Tab goes through.
    let modeCycle: [String]
    /// What the standard mode is called in the footer; `nil`: it isn't.
    let standardModeName: String?
    /// Whether the last lines say how to resume.
    let tellsResume: Bool

    /// A profile's part; versions that are not known behave as the newest.
    static func of(_ profile: Profile) -> TerminalProfile { profile.version == "2.1.9" ? v2_1_9 : v2_1_330 }

    static let v2_1_330 = TerminalProfile(
        drawsDifferences: true, busyMarks: ("◐", "◑"), busyMarkDelay: .zero, spinnerStep: .milliseconds(115),
        spinnerRest: .milliseconds(400), spinnerHint: nil, busyFooter: "esc to interrupt", hasDoneLine: true,
        showsPartialAnswer: true, givesPromptBack: true, trustIsFirst: false, offersAutoMode: true,
        modeCycle: ["default", "acceptEdits", "plan", "auto"], standardModeName: "manual mode", tellsResume: true)

    static let v2_1_9 = TerminalProfile(
        drawsDifferences: false, busyMarks: ("⠐", "⠂"), busyMarkDelay: .milliseconds(960),
        spinnerStep: .milliseconds(200), spinnerRest: .milliseconds(200), spinnerHint: "(ctrl+c to interrupt)",
        busyFooter: nil, hasDoneLine: false, showsPartialAnswer: false, givesPromptBack: false, trustIsFirst: true,
        offersAutoMode: false, modeCycle: ["default", "acceptEdits", "plan"], standardModeName: nil,
        tellsResume: false)
}
