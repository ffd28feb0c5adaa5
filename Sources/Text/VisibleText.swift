/// Makes text harmless for a report or a terminal: what can't be shown is replaced by a sign that can.
public enum VisibleText {
    /// Text in which every character is legal in XML 1.0 and none moves a terminal's cursor or colour.
    ///
    /// C0 controls become their pictures (ESC: U+241B), DEL U+2421, C1 controls and noncharacters U+FFFD; tab and line
    /// feed stay, a carriage return before a line feed goes, another one becomes U+240D.
    /// Source: XML 1.0, production 2 (`Char`).
    public static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: needsCare) else { return text }
        var result = String.UnicodeScalarView()
        var iterator = text.unicodeScalars.makeIterator()
        var next = iterator.next()
        while let scalar = next {
            next = iterator.next()
            if scalar == "\r", next == "\n" { continue }
            result.append(needsCare(scalar) ? picture(of: scalar) : scalar)
        }
        return String(result)
    }

    /// Text from bytes that may be anything, made harmless.
    public static func clean(_ bytes: some Collection<UInt8>) -> String {
        clean(String(decoding: bytes, as: UTF8.self))
    }

    private static func needsCare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00..<0x20, 0x7F..<0xA0, 0xFDD0...0xFDEF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x00..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: "\u{FFFD}"
        }
    }
}
