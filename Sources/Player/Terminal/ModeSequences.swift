/// The sequences that put a terminal into the program's modes and back, as both versions write them.
///
/// 1000, 1002, 1003, 1006: mouse; 1004: focus; 1049: alternate screen; 2004: bracketed paste; 2026: synchronized
/// output; 2031: colour scheme. Source: xterm, "Control Sequences"; the measured contract.
enum ModeSequences {
    static let synchronizedStart = "\u{1B}[?2026h"
    static let synchronizedEnd = "\u{1B}[?2026l"
    static let hideCursor = "\u{1B}[?25l"
    static let showCursor = "\u{1B}[?25h"
    static let resetMargins = "\u{1B}7\u{1B}[r\u{1B}8"
    static let inputOn = "\u{1B}[?2004h\u{1B}[?2031h\u{1B}[?1004h"
    static let mouseOn = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1003h\u{1B}[?1006h"
    static let mouseOff = "\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l"
    static let alternateOn = "\u{1B}[?1049h\u{1B}[2J\u{1B}[H"
    /// XTVERSION, the keyboard protocol, a private OSC, DA1.
    static let queries = "\u{1B}[>0q\u{1B}[?u\u{1B}]7501;?\u{07}\u{1B}[c"
    /// What a terminal that answers is asked next.
    static let furtherQueries =
        "\u{1B}[?2026$p\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[16t\u{1B}[?1016$p\u{1B}[c"

    private static let plainState = "\u{1B}(B\u{0F}\u{1B}[?1016l" + mouseOff

    /// The end of the keyboard protocol; left out where the terminal has said that it does not use it.
    private static func keyboardOff(_ isAnswered: Bool) -> String { isAnswered ? "" : "\u{1B}[<u" }

    /// What leaves the alternate screen.
    static func leaveFullscreen(_ isAnswered: Bool) -> String {
        let keyboard = keyboardOff(isAnswered)
        return "\u{1B}[?1004l\(keyboard)\u{1B}[?1049l\u{1B}[>4m\u{1B}[>4m\(keyboard)\u{1B}[?2031l\u{1B}[?2004l"
            + plainState + "\u{1B}[?7h" + showCursor + resetMargins
    }

    /// The same again, a moment later.
    static func leaveAgain(_ isAnswered: Bool) -> String {
        plainState + "\u{1B}[>4m\u{1B}[?1004l\u{1B}[?2031l\u{1B}[?2004l\u{1B}[?7h\(keyboardOff(isAnswered))"
            + showCursor + resetMargins + title("")
    }

    /// What ends the classic renderer.
    static func leaveClassic(_ isAnswered: Bool) -> String {
        "\u{1B}[?1004l\u{1B}[>4m\(keyboardOff(isAnswered))\u{1B}[?2031l\u{1B}[?2004l" + plainState + "\u{1B}[?7h"
            + showCursor + resetMargins + title("")
    }

    static let oldInputOn = "\u{1B}[?2004h\u{1B}[?1004h"
    static let oldLeave = "\u{1B}[<u\u{1B}[?1004l\u{1B}[?2004l\u{1B}[?25h"
    static let clearScreen = "\u{1B}[2J\u{1B}[3J\u{1B}[H"

    /// The window's title (OSC 0).
    static func title(_ text: String) -> String { "\u{1B}]0;\(text)\u{07}" }
}
