import Text

/// A condition on text: a part of it, all of it, a regular expression, or a glob.
public struct TextMatch: Sendable {
    /// The forms of a condition.
    public enum Kind: Sendable {
        /// The text holds this part.
        case contains(String)
        /// The text is this, to the letter.
        case exact(String)
        /// A part of the text matches the expression.
        case regex(Pattern, source: String)
        /// The whole text is like this, with `*` for any characters and `?` for one.
        case glob(String)
    }

    /// The form.
    public let kind: Kind

    /// A condition of some form.
    public init(kind: Kind) { self.kind = kind }

    /// Where the condition is met for the first time, in bytes.
    public func firstMatch(in bytes: [UInt8]) -> Range<Int>? {
        switch kind {
        case .contains(let part): return ByteSearch.firstRange(of: Array(part.utf8), in: bytes[...])
        case .exact(let text): return bytes == Array(text.utf8) ? 0..<bytes.count : nil
        case .regex(let pattern, _): return pattern.firstMatch(in: bytes)?.range
        case .glob(let glob):
            let text = Array(String(decoding: bytes, as: UTF8.self))
            return Self.matches(text, Array(glob)) ? 0..<bytes.count : nil
        }
    }

    /// Whether text meets the condition.
    public func matches(_ text: String) -> Bool { firstMatch(in: Array(text.utf8)) != nil }

    /// Linear in text times stars: after a mismatch only the last star is tried again.
    private static func matches(_ text: [Character], _ glob: [Character]) -> Bool {
        var (position, place) = (0, 0)
        var star: (place: Int, position: Int)?
        while position < text.count {
            if place < glob.count, glob[place] == "*" {
                star = (place, position)
                place += 1
            } else if place < glob.count, glob[place] == "?" || glob[place] == text[position] {
                (position, place) = (position + 1, place + 1)
            } else if let last = star {
                star = (last.place, last.position + 1)
                (position, place) = (last.position + 1, last.place + 1)
            } else {
                return false
            }
        }
        return glob[place...].allSatisfy { $0 == "*" }
    }
}

extension TextMatch: CustomStringConvertible {
    /// The condition in words.
    public var description: String {
        switch kind {
        case .contains(let part): "text that contains '\(part)'"
        case .exact(let text): "exactly '\(text)'"
        case .regex(_, let source): "text that matches /\(source)/"
        case .glob(let glob): "text like '\(glob)'"
        }
    }
}
