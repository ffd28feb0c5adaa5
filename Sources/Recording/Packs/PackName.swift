/// The name of a recording in a folder of recordings or in a pack: a closed grammar, so that no name leads elsewhere.
///
/// Letters, digits, `.`, `_`, `-`; a letter or digit first; `.cast` last; no `..`; at most `bytesMax` bytes.
public struct PackName: Sendable, Hashable, CustomStringConvertible {
    /// The longest name, in bytes.
    public static let bytesMax = 128
    /// What every name ends in.
    public static let suffix = ".cast"
    /// The recording that has the total order of an orchestration.
    public static let main = "main.cast"

    /// The name as it stands in the folder.
    public let text: String

    /// A name that follows the grammar; `nil` for any other.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.bytesMax, bytes.count > Self.suffix.utf8.count, text.hasSuffix(Self.suffix),
            bytes.allSatisfy(Self.isAllowed), let first = bytes.first, Self.isLetterOrDigit(first),
            !zip(bytes, bytes.dropFirst()).contains(where: { $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".") })
        else { return nil }
        self.text = text
    }

    /// The name without `.cast`: the process, as `main.cast` calls it.
    public var process: String { String(text.dropLast(Self.suffix.count)) }

    /// What two names may not share: some file systems do not tell the cases of letters apart.
    var key: String { text.lowercased() }

    /// The name.
    public var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
