/// What the person did, or what the terminal told, read from its bytes.
enum Key: Sendable, Hashable {
    /// Text, as typed.
    case text(String)
    /// Text, as pasted (bracketed paste); line ends are LF.
    case paste(String)
    /// The return key (CR).
    case enter
    /// A line break in the text: LF, ESC CR, Shift-Enter.
    case newline
    /// The escape key alone.
    case escape
    /// Tab.
    case tab
    /// Shift-Tab.
    case backTab
    /// Backspace (DEL or BS).
    case backspace
    /// Delete.
    case delete
    /// Cursor keys.
    case up, down, left, right
    /// A word to the left or right.
    case wordLeft, wordRight
    /// Start and end of the line.
    case home, end
    /// Pages.
    case pageUp, pageDown
    /// A letter with Ctrl, lower case.
    case control(Character)
    /// A character with Alt.
    case alt(Character)
    /// The terminal came to the front, or went.
    case focus(Bool)
    /// The answer to DA1: the terminal answers queries.
    case deviceAttributes
    /// The answer to the query of the keyboard protocol.
    case keyboardProtocol
    /// The answer to a query of a mode (DECRQM): whether the mode is known.
    case mode(Int, isKnown: Bool)
}
