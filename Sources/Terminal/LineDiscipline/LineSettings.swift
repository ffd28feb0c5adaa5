/// How a terminal's line discipline treats bytes, by the names of termios(3).
///
/// Parity, breaks, delays and upper-case terminals are left out: no pseudoterminal has them on.
public struct LineSettings: Sendable, Hashable {
    /// What is switched on.
    public var flags: Flags
    /// The bytes that mean something.
    public var characters = Characters()

    /// Settings with the usual characters.
    public init(_ flags: Flags) { self.flags = flags }

    /// The modes of the input, the output and the local part.
    public struct Flags: OptionSet, Sendable, Hashable {
        /// The bits; ours, not the kernel's.
        public let rawValue: UInt32

        /// A set of bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// A carriage return that comes in is dropped (IGNCR).
        public static let igncr = Flags(rawValue: 1 << 0)
        /// A carriage return that comes in becomes a line feed (ICRNL).
        public static let icrnl = Flags(rawValue: 1 << 1)
        /// A line feed that comes in becomes a carriage return (INLCR).
        public static let inlcr = Flags(rawValue: 1 << 2)
        /// Output stops at VSTOP and goes on at VSTART (IXON).
        public static let ixon = Flags(rawValue: 1 << 3)
        /// Any byte lets it go on (IXANY).
        public static let ixany = Flags(rawValue: 1 << 4)
        /// Characters are UTF-8, and are erased whole (IUTF8).
        public static let iutf8 = Flags(rawValue: 1 << 5)
        /// Output is processed at all (OPOST).
        public static let opost = Flags(rawValue: 1 << 6)
        /// A line feed is written as a carriage return and a line feed (ONLCR).
        public static let onlcr = Flags(rawValue: 1 << 7)
        /// A carriage return is written as a line feed (OCRNL).
        public static let ocrnl = Flags(rawValue: 1 << 8)
        /// No carriage return is written in column 0 (ONOCR).
        public static let onocr = Flags(rawValue: 1 << 9)
        /// A line feed goes to column 0 by itself (ONLRET).
        public static let onlret = Flags(rawValue: 1 << 10)
        /// VINTR, VQUIT and VSUSP send signals (ISIG).
        public static let isig = Flags(rawValue: 1 << 11)
        /// Input comes by lines, which can be edited (ICANON).
        public static let icanon = Flags(rawValue: 1 << 12)
        /// Input is echoed (ECHO).
        public static let echo = Flags(rawValue: 1 << 13)
        /// An erased character vanishes (ECHOE).
        public static let echoe = Flags(rawValue: 1 << 14)
        /// VKILL is shown (ECHOK).
        public static let echok = Flags(rawValue: 1 << 15)
        /// A killed line vanishes (ECHOKE).
        public static let echoke = Flags(rawValue: 1 << 16)
        /// The line feed is echoed even without `echo` (ECHONL).
        public static let echonl = Flags(rawValue: 1 << 17)
        /// Control characters are echoed as `^X` (ECHOCTL).
        public static let echoctl = Flags(rawValue: 1 << 18)
        /// A signal leaves what was typed alone (NOFLSH).
        public static let noflsh = Flags(rawValue: 1 << 19)
        /// VWERASE, VLNEXT, VREPRINT and VEOL2 are there (IEXTEN).
        public static let iexten = Flags(rawValue: 1 << 20)
    }

    /// Bytes that mean something; `disabled` means nothing.
    public struct Characters: Sendable, Hashable {
        /// The byte of a function that nothing triggers (_POSIX_VDISABLE).
        public static let disabled: UInt8 = 0

        /// Ctrl-C: interrupt (VINTR).
        public var interrupt: UInt8 = 0x03
        /// Ctrl-\: quit (VQUIT).
        public var quit: UInt8 = 0x1C
        /// Ctrl-Z: stop (VSUSP).
        public var suspend: UInt8 = 0x1A
        /// Delete: the last character goes (VERASE).
        public var erase: UInt8 = 0x7F
        /// Ctrl-W: the last word goes (VWERASE).
        public var wordErase: UInt8 = 0x17
        /// Ctrl-U: the line goes (VKILL).
        public var kill: UInt8 = 0x15
        /// Ctrl-D: the line is given as it is; an empty one is the end of the input (VEOF).
        public var endOfFile: UInt8 = 0x04
        /// A line end besides the line feed (VEOL).
        public var endOfLine = disabled
        /// One more (VEOL2).
        public var secondEndOfLine = disabled
        /// Ctrl-V: the next byte means only itself (VLNEXT).
        public var literalNext: UInt8 = 0x16
        /// Ctrl-R: the line is shown again (VREPRINT).
        public var reprint: UInt8 = 0x12
        /// Ctrl-Q: output goes on (VSTART).
        public var start: UInt8 = 0x11
        /// Ctrl-S: output stops (VSTOP).
        public var stop: UInt8 = 0x13

        /// The usual ones.
        public init() {}
    }

    /// What every pseudoterminal begins with: lines that can be edited, echoed, with signals and completed line ends.
    public static let cooked = LineSettings([
        .icrnl, .ixon, .opost, .onlcr, .isig, .icanon, .echo, .echoe, .echok, .echoctl, .echoke, .iexten,
    ])

    /// The same, but bytes come in as they are and are not echoed; output keeps its line ends.
    public var withRawInput: LineSettings {
        var settings = self
        settings.flags.subtract([.icrnl, .inlcr, .igncr, .ixon, .icanon, .echo, .isig, .iexten])
        return settings
    }

    /// The same, but nothing happens to bytes in either direction (cfmakeraw(3)).
    public var raw: LineSettings {
        var settings = withRawInput
        settings.flags.subtract([.opost, .echonl])
        return settings
    }
}
