/// The modes of a terminal that programs switch.
///
/// Those that change what is drawn are obeyed; the others are kept for who asks: whether a program wants bracketed
/// paste or the mouse. Source: xterm's "Control Sequences", sections "Set Mode" and "DEC Private Mode Set".
public struct ScreenModes: OptionSet, Sendable, Hashable {
    /// One bit for each mode.
    public let rawValue: UInt64
    /// Modes by their bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private static func bit(_ number: UInt64) -> ScreenModes { ScreenModes(rawValue: 1 << number) }

    /// IRM (4): characters push others to the right.
    public static let insert = bit(0)
    /// LNM (20): a line feed goes to the first column too.
    public static let newLine = bit(1)
    /// KAM (2): the keyboard is locked.
    public static let keyboardLock = bit(2)
    /// SRM (12): no local echo.
    public static let noLocalEcho = bit(3)
    /// DECCKM (?1): cursor keys send `ESC O` forms.
    public static let applicationCursorKeys = bit(4)
    /// DECSCNM (?5): the whole screen is inverse.
    public static let inverseScreen = bit(5)
    /// DECOM (?6): rows count from the top margin.
    public static let origin = bit(6)
    /// DECAWM (?7): text goes on in the next line.
    public static let autowrap = bit(7)
    /// X10 mouse reports (?9).
    public static let mouseX10 = bit(8)
    /// A blinking cursor (?12).
    public static let blinkingCursor = bit(9)
    /// DECTCEM (?25): the cursor shows.
    public static let cursorVisible = bit(10)
    /// Reverse wrap (?45): backspace goes to the line above.
    public static let reverseWrap = bit(11)
    /// DECNKM (?66): the keypad sends application codes.
    public static let applicationKeypad = bit(12)
    /// Mouse clicks are reported (?1000).
    public static let mouseClicks = bit(13)
    /// Clicks and moves with a button held are reported (?1002).
    public static let mouseDrags = bit(14)
    /// All moves of the mouse are reported (?1003).
    public static let mouseMoves = bit(15)
    /// Focus changes are reported (?1004).
    public static let focusReports = bit(16)
    /// Mouse reports in UTF-8 (?1005).
    public static let mouseUTF8 = bit(17)
    /// Mouse reports in the SGR form (?1006).
    public static let mouseSGR = bit(18)
    /// The wheel sends cursor keys on the alternate screen (?1007).
    public static let alternateScroll = bit(19)
    /// Mouse reports in the urxvt form (?1015).
    public static let mouseURXVT = bit(20)
    /// SGR mouse reports in pixels (?1016).
    public static let mousePixels = bit(21)
    /// Bracketed paste (?2004).
    public static let bracketedPaste = bit(22)
    /// Synchronized output (?2026): the visible screen holds still.
    public static let synchronizedOutput = bit(23)
    /// Characters as readers see them take cells together (?2027); see `Screen`.
    public static let graphemeClusters = bit(24)
    /// Changes of the colour scheme are reported (?2031).
    public static let colorSchemeReports = bit(25)
    /// Alternate screen (?47).
    public static let alternateScreen = bit(26)

    /// The modes of a fresh screen.
    public static let standard: ScreenModes = [.autowrap, .cursorVisible, .noLocalEcho, .graphemeClusters]

    /// A mode by its number in `CSI n h`.
    static func ansi(_ number: Int) -> ScreenModes? {
        switch number {
        case 2: .keyboardLock
        case 4: .insert
        case 12: .noLocalEcho
        case 20: .newLine
        default: nil
        }
    }

    /// A mode by its number in `CSI ? n h`.
    static func dec(_ number: Int) -> ScreenModes? {
        switch number {
        case 1: .applicationCursorKeys
        case 5: .inverseScreen
        case 6: .origin
        case 7: .autowrap
        case 9: .mouseX10
        case 12: .blinkingCursor
        case 25: .cursorVisible
        case 45: .reverseWrap
        case 47, 1047, 1049: .alternateScreen
        case 66: .applicationKeypad
        case 1000: .mouseClicks
        case 1002: .mouseDrags
        case 1003: .mouseMoves
        case 1004: .focusReports
        case 1005: .mouseUTF8
        case 1006: .mouseSGR
        case 1007: .alternateScroll
        case 1015: .mouseURXVT
        case 1016: .mousePixels
        case 2004: .bracketedPaste
        case 2026: .synchronizedOutput
        case 2027: .graphemeClusters
        case 2031: .colorSchemeReports
        default: nil
        }
    }
}
