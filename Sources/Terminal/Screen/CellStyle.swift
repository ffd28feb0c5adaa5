/// A colour of a cell.
public enum CellColor: Sendable, Hashable {
    /// The terminal's own colour for text or background.
    case standard
    /// A colour of the palette: 0 to 7, their bright forms 8 to 15, a cube of colours, and greys.
    case indexed(UInt8)
    /// A true colour.
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// How a line is drawn under a cell.
public enum Underline: UInt8, Sendable, Hashable, CaseIterable {
    /// No line, a straight one, two, a wave, dots, dashes: the numbers of `CSI 4:n m`.
    case none, single, double, curly, dotted, dashed
}

/// How a cell is drawn: its colours and marks, as Select Graphic Rendition sets them.
public struct CellStyle: Sendable, Hashable {
    /// The marks that are there or not.
    public struct Marks: OptionSet, Sendable, Hashable {
        /// One bit for each mark.
        public let rawValue: UInt16
        /// Marks by their bits.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// SGR 1.
        public static let bold = Marks(rawValue: 1 << 0)
        /// SGR 2.
        public static let faint = Marks(rawValue: 1 << 1)
        /// SGR 3.
        public static let italic = Marks(rawValue: 1 << 2)
        /// SGR 5, and 6 for a fast one.
        public static let blink = Marks(rawValue: 1 << 3)
        /// SGR 7: text and background change places.
        public static let inverse = Marks(rawValue: 1 << 4)
        /// SGR 8.
        public static let invisible = Marks(rawValue: 1 << 5)
        /// SGR 9.
        public static let strike = Marks(rawValue: 1 << 6)
        /// SGR 53.
        public static let overline = Marks(rawValue: 1 << 7)
        /// DECSCA 1: selective erasure leaves the cell.
        public static let protected = Marks(rawValue: 1 << 8)
    }

    /// The colour of the text.
    public var foreground = CellColor.standard
    /// The colour behind it.
    public var background = CellColor.standard
    /// The line under it; its own colour (SGR 58) is read and not kept.
    public var underline = Underline.none
    /// The marks that it has.
    public var marks: Marks = []

    /// The style of a fresh screen.
    public init() {}

    /// The style of a fresh screen.
    public static let standard = CellStyle()
}

/// A style in the twelve bytes that a cell has for it; all zero is the standard one.
struct PackedStyle: Sendable, Hashable {
    var foreground: UInt32 = 0
    var background: UInt32 = 0
    /// The marks, and from bit 16 the underline.
    var attributes: UInt32 = 0

    static let underlineShift: UInt32 = 16

    /// What an erased cell keeps: the background ("background colour erase", as in xterm).
    @inline(__always)
    var erasing: PackedStyle { PackedStyle(background: background) }

    @inline(__always)
    var isStandardBackground: Bool { background == 0 }

    mutating func set(_ marks: CellStyle.Marks) { attributes |= UInt32(marks.rawValue) }

    mutating func clear(_ marks: CellStyle.Marks) { attributes &= ~UInt32(marks.rawValue) }

    func has(_ marks: CellStyle.Marks) -> Bool { attributes & UInt32(marks.rawValue) != 0 }

    mutating func set(_ underline: Underline) {
        attributes = attributes & 0xFFFF | UInt32(underline.rawValue) << Self.underlineShift
    }

    static func pack(index: Int) -> UInt32 { 0x0100_0000 | UInt32(index & 0xFF) }

    static func pack(red: Int, green: Int, blue: Int) -> UInt32 {
        0x0200_0000 | UInt32(red & 0xFF) << 16 | UInt32(green & 0xFF) << 8 | UInt32(blue & 0xFF)
    }

    private static func color(_ packed: UInt32) -> CellColor {
        switch packed >> 24 {
        case 1: .indexed(UInt8(packed & 0xFF))
        case 2: .rgb(red: UInt8(packed >> 16 & 0xFF), green: UInt8(packed >> 8 & 0xFF), blue: UInt8(packed & 0xFF))
        default: .standard
        }
    }

    var style: CellStyle {
        var style = CellStyle()
        style.foreground = Self.color(foreground)
        style.background = Self.color(background)
        style.underline = Underline(rawValue: UInt8(attributes >> Self.underlineShift & 7)) ?? .none
        style.marks = CellStyle.Marks(rawValue: UInt16(attributes & 0xFFFF))
        return style
    }
}
