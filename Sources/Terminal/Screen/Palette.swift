/// The colours that a terminal has for the numbers of its palette, as xterm sets them.
public enum Palette {
    /// A colour in red, green and blue.
    public struct Color: Sendable, Hashable {
        /// Its parts, 0 to 255.
        public let red, green, blue: UInt8

        /// A colour by its parts.
        public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
            (self.red, self.green, self.blue) = (red, green, blue)
        }

        /// `#RRGGBB`.
        public var hex: String { "#" + [red, green, blue].map { Self.twoDigits($0) }.joined() }

        /// `rgb:RRRR/GGGG/BBBB`, as X11 writes it.
        var text: String {
            "rgb:" + [red, green, blue].map { Self.twoDigits($0) + Self.twoDigits($0) }.joined(separator: "/")
        }

        private static func twoDigits(_ value: UInt8) -> String {
            let digits = String(value, radix: 16)
            return value < 16 ? "0" + digits : digits
        }
    }

    /// Text, where a program chose no colour.
    public static let foreground = Color(0xE5, 0xE5, 0xE5)
    /// Background, where a program chose no colour: dark.
    public static let background = Color(0x00, 0x00, 0x00)

    /// A colour by its number: 16 named ones, a cube of 6 × 6 × 6, and 24 greys.
    public static func color(_ index: UInt8) -> Color {
        switch index {
        case 0..<16: named[Int(index)]
        case 16..<232: Color(level(index, 36), level(index, 6), level(index, 1))
        default: Color(grey(index), grey(index), grey(index))
        }
    }

    private static func level(_ index: UInt8, _ weight: UInt8) -> UInt8 {
        let step = (index - 16) / weight % 6
        return step == 0 ? 0 : step * 40 + 55
    }

    private static func grey(_ index: UInt8) -> UInt8 { (index - 232) * 10 + 8 }

    private static let named = [
        Color(0x00, 0x00, 0x00), Color(0xCD, 0x00, 0x00), Color(0x00, 0xCD, 0x00), Color(0xCD, 0xCD, 0x00),
        Color(0x00, 0x00, 0xEE), Color(0xCD, 0x00, 0xCD), Color(0x00, 0xCD, 0xCD), Color(0xE5, 0xE5, 0xE5),
        Color(0x7F, 0x7F, 0x7F), Color(0xFF, 0x00, 0x00), Color(0x00, 0xFF, 0x00), Color(0xFF, 0xFF, 0x00),
        Color(0x5C, 0x5C, 0xFF), Color(0xFF, 0x00, 0xFF), Color(0x00, 0xFF, 0xFF), Color(0xFF, 0xFF, 0xFF),
    ]
}
