/// The bytes that a terminal sends for a key, by the key's name.
///
/// Source: xterm, "Control Sequences", section "Special Keyboard Keys", with normal cursor keys.
public enum KeyName {
    private static let named: [(String, String)] = [
        ("Enter", "\r"), ("Tab", "\t"), ("Esc", "\u{1B}"), ("Escape", "\u{1B}"), ("Space", " "),
        ("Backspace", "\u{7F}"), ("Delete", "\u{1B}[3~"), ("Insert", "\u{1B}[2~"), ("Up", "\u{1B}[A"),
        ("Down", "\u{1B}[B"), ("Right", "\u{1B}[C"), ("Left", "\u{1B}[D"), ("Home", "\u{1B}[H"),
        ("End", "\u{1B}[F"), ("PageUp", "\u{1B}[5~"), ("PageDown", "\u{1B}[6~"), ("Shift-Tab", "\u{1B}[Z"),
        ("F1", "\u{1B}OP"), ("F2", "\u{1B}OQ"), ("F3", "\u{1B}OR"), ("F4", "\u{1B}OS"), ("F5", "\u{1B}[15~"),
        ("F6", "\u{1B}[17~"), ("F7", "\u{1B}[18~"), ("F8", "\u{1B}[19~"), ("F9", "\u{1B}[20~"),
        ("F10", "\u{1B}[21~"), ("F11", "\u{1B}[23~"), ("F12", "\u{1B}[24~"),
    ]

    /// All names, for error messages; `Ctrl-A` to `Ctrl-Z` and `Alt-` with any key come on top.
    public static var allNames: [String] { named.map(\.0) }

    /// The bytes of a key; `nil` where there is no such key. Case does not matter.
    public static func bytes(_ name: String) -> [UInt8]? {
        let lower = name.lowercased()
        if let known = named.first(where: { $0.0.lowercased() == lower }) { return Array(known.1.utf8) }
        if lower.hasPrefix("alt-"), let rest = bytes(String(name.dropFirst(4))) { return [0x1B] + rest }
        if lower.hasPrefix("ctrl-"), let letter = lower.utf8.dropFirst(5).first, lower.utf8.count == 6,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) || (0x5B...0x5F).contains(letter)
        {
            return [letter & 0x1F]
        }
        return name.unicodeScalars.count == 1 ? Array(name.utf8) : nil
    }
}
