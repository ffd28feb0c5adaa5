/// What safe playback has held back, counted by kind, for the person to see.
public struct RemovedFromPlayback: Sendable, Hashable, CustomStringConvertible {
    /// A kind of thing that never reaches the terminal.
    public enum Kind: Int, Sendable, Hashable, CaseIterable {
        /// The clipboard was to be written or read (OSC 52).
        case clipboard
        /// A title was to be set (OSC 0 to 2, 21, 22).
        case title
        /// A link was to lie behind text (OSC 8).
        case hyperlink
        /// A message was to be shown outside the terminal (OSC 9, 99, 777).
        case notification
        /// Another operating system command: colours, folders, fonts.
        case command
        /// A device control string (DCS), or APC, PM, SOS.
        case string
        /// Something that the terminal would have answered, as if it were typed.
        case query
        /// A mode of the keyboard, the mouse or the cursor's shape.
        case mode
        /// The window was to be moved, sized or asked about.
        case window
        /// The bell was to ring.
        case bell
        /// A character that turns the order of the text around it.
        case direction
        /// Bytes that are no UTF-8, shown as U+FFFD.
        case invalid
        /// Something unknown or broken.
        case other
    }

    private var counts = [Int](repeating: 0, count: Kind.allCases.count)

    /// Nothing yet.
    public init() {}

    /// How often a kind was held back.
    public subscript(kind: Kind) -> Int { counts[kind.rawValue] }

    /// How often anything was.
    public var total: Int { counts.reduce(0, +) }

    mutating func count(_ kind: Kind) { counts[kind.rawValue] += 1 }

    /// The kind of a control string by its introducer and its first bytes.
    static func kind(ofString introducer: UInt8, _ start: [UInt8]) -> Kind {
        guard introducer == UInt8(ascii: "]") else { return .string }
        let digits = start.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        switch Int(String(decoding: digits, as: UTF8.self)) {
        case 52: return .clipboard
        case 0, 1, 2, 21, 22: return .title
        case 8: return .hyperlink
        case 9, 99, 777: return .notification
        default: return start.contains(UInt8(ascii: "?")) ? .query : .command
        }
    }

    /// The kinds with their counts: `2 titles, 1 query`.
    public var description: String {
        Kind.allCases.filter { self[$0] > 0 }.map { kind in
            let count = self[kind]
            return "\(count) \(count == 1 ? kind.words.one : kind.words.many)"
        }.joined(separator: ", ")
    }
}

extension RemovedFromPlayback.Kind {
    fileprivate var words: (one: String, many: String) {
        switch self {
        case .clipboard: ("access to the clipboard", "accesses to the clipboard")
        case .title: ("title", "titles")
        case .hyperlink: ("hyperlink", "hyperlinks")
        case .notification: ("notification", "notifications")
        case .command: ("command to the terminal", "commands to the terminal")
        case .string: ("control string", "control strings")
        case .query: ("query", "queries")
        case .mode: ("keyboard or mouse mode", "keyboard or mouse modes")
        case .window: ("window command", "window commands")
        case .bell: ("bell", "bells")
        case .direction: ("change of direction", "changes of direction")
        case .invalid: ("invalid character", "invalid characters")
        case .other: ("unknown sequence", "unknown sequences")
        }
    }
}
