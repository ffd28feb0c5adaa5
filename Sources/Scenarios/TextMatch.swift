import Matching
import Text

/// A condition on text: a part of it, all of it, a regular expression, or a glob.
struct TextMatch: Sendable {
    enum Kind: Sendable {
        case contains(String)
        case exact(String)
        case regex(Pattern, source: String)
        case glob(String)
    }

    let kind: Kind

    /// Where the condition is met for the first time, in bytes.
    func firstMatch(in bytes: [UInt8]) -> Range<Int>? {
        switch kind {
        case .contains(let part): return Self.find(Array(part.utf8), in: bytes)
        case .exact(let text): return bytes == Array(text.utf8) ? 0..<bytes.count : nil
        case .regex(let pattern, _): return pattern.firstMatch(in: bytes)?.range
        case .glob(let glob): return Self.matches(Array(glob.utf8)[...], bytes[...]) ? 0..<bytes.count : nil
        }
    }

    /// Whether text meets the condition.
    func matches(_ text: String) -> Bool { firstMatch(in: Array(text.utf8)) != nil }

    /// The first place where `part` stands, by the first byte and then the rest.
    static func find(_ part: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
        guard let first = part.first else { return 0..<0 }
        guard bytes.count >= part.count else { return nil }
        for start in 0...(bytes.count - part.count) where bytes[start] == first {
            if bytes[start..<(start + part.count)].elementsEqual(part) { return start..<(start + part.count) }
        }
        return nil
    }

    /// `*` for any text and `?` for one byte, in time proportional to the product of the lengths.
    private static func matches(_ glob: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var glob = glob
        var text = text
        var retry: (glob: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while !text.isEmpty {
            if glob.first == UInt8(ascii: "*") {
                glob = glob.dropFirst()
                retry = (glob, text)
            } else if let letter = glob.first, letter == UInt8(ascii: "?") || letter == text.first {
                glob = glob.dropFirst()
                text = text.dropFirst()
            } else if let last = retry {
                glob = last.glob
                text = last.text.dropFirst()
                retry = (glob, text)
            } else {
                return false
            }
        }
        return glob.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension TextMatch: CustomStringConvertible {
    /// The condition in words.
    var description: String {
        switch kind {
        case .contains(let part): "text that contains '\(part)'"
        case .exact(let text): "exactly '\(text)'"
        case .regex(_, let source): "text that matches /\(source)/"
        case .glob(let glob): "text like '\(glob)'"
        }
    }
}
