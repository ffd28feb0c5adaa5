/// Finds where in a JSON text something stands that is known by its path, for messages to people.
///
/// ```swift
/// let place = JSONPlace(of: "[1].when.prmpt", in: bytes)
/// print("script.json:\(place): unknown key")      // script.json:3:12: unknown key
/// ```
public struct JSONPlace: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The column in characters, from 1.
    public let column: Int

    /// The place of a byte.
    public init(byte: Int, in text: [UInt8]) {
        let before = text.prefix(max(0, byte))
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = 1 + String(decoding: before[start...], as: UTF8.self).count
    }

    /// The place of what a path names: the key of a member, or the value of an element. Where the path leads nowhere it
    /// is the place of the last that it leads to.
    ///
    /// - Parameters:
    ///   - path: keys and indices: `entries[0].say[2].wait`.
    ///   - text: a JSON text without errors.
    public init(of path: String, in text: [UInt8]) {
        var walk = Walk(text: text)
        let isRooted = path.isEmpty || path.hasPrefix("[") || path.hasPrefix(".")
        self.init(byte: walk.find(isRooted ? path[...] : "." + path[...]), in: text)
    }

    /// `LINE:COLUMN`.
    public var description: String { "\(line):\(column)" }

    /// A walk along the text.
    private struct Walk {
        let text: [UInt8]
        var position = 0

        init(text: [UInt8]) { self.text = text }

        mutating func find(_ path: Substring) -> Int {
            var rest = path
            while true {
                skipSpace()
                let start = position
                guard let next = rest.first, position < text.count else { return start }
                if next == ".", text[position] == UInt8(ascii: "{") {
                    guard let left = enterMember(rest.dropFirst()) else { return start }
                    if left.isEmpty { return position }
                    skipString()
                    skipSpace()
                    position += 1
                    rest = left
                } else if next == "[", text[position] == UInt8(ascii: "["), let end = rest.firstIndex(of: "]"),
                    let index = Int(rest[rest.index(after: rest.startIndex)..<end]), enterElement(index)
                {
                    rest = rest[rest.index(after: end)...]
                } else {
                    return start
                }
            }
        }

        /// Goes to the key that a path begins with; what is left of the path.
        private mutating func enterMember(_ path: Substring) -> Substring? {
            position += 1
            while true {
                skipSpace()
                guard position < text.count, text[position] == UInt8(ascii: "\"") else { return nil }
                let start = position
                skipString()
                if let key = (try? JSONParser.parse(Array(text[start..<position])))?.string, path.hasPrefix(key) {
                    let left = path.dropFirst(key.count)
                    if left.isEmpty || left.first == "." || left.first == "[" {
                        position = start
                        return left
                    }
                }
                skipSpace()
                position += 1
                skipValue()
                skipSpace()
                guard position < text.count, text[position] == UInt8(ascii: ",") else { return nil }
                position += 1
            }
        }

        private mutating func enterElement(_ index: Int) -> Bool {
            position += 1
            for _ in 0..<max(0, index) {
                skipValue()
                skipSpace()
                guard position < text.count, text[position] == UInt8(ascii: ",") else { return false }
                position += 1
            }
            return true
        }

        /// Skips a value by its brackets and strings.
        private mutating func skipValue() {
            var depth = 0
            while position < text.count {
                switch text[position] {
                case UInt8(ascii: "\""):
                    skipString()
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return }
                    depth -= 1
                case UInt8(ascii: ",") where depth == 0: return
                default: break
                }
                position += 1
            }
        }

        private mutating func skipString() {
            position += 1
            while position < text.count, text[position] != UInt8(ascii: "\"") {
                position += text[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position = min(position + 1, text.count)
        }

        private mutating func skipSpace() {
            while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
        }
    }
}
