import Text

/// Looks for a line that is a JSON value of the wanted kind in a text that grows.
struct JSONLineSearch: Sendable {
    private let condition: JSONCondition
    /// The start of the first line that was not looked at.
    private(set) var position: Int
    /// The first byte that was not looked at for the end of that line.
    private var scanned: Int

    init(_ condition: JSONCondition, from position: Int) {
        self.condition = condition
        self.position = position
        scanned = position
    }

    /// The next line that meets the condition, with its line feed, and its value.
    mutating func next(in text: ByteSpan, base: Int) -> (range: Range<Int>, value: JSONValue)? {
        while scanned - base < text.count {
            let end = ByteScan.first(UInt8(ascii: "\n"), in: text, from: scanned - base)
            guard end < text.count else {
                scanned = base + end
                return nil
            }
            let start = position - base
            if let value = value(of: text.part(start, end)) { return (base + start..<base + end + 1, value) }
            position = base + end + 1
            scanned = position
        }
        return nil
    }

    /// The last line, which has no line feed, if it meets the condition.
    func last(in text: ByteSpan, base: Int) -> (range: Range<Int>, value: JSONValue)? {
        let line = text.part(position - base, text.count)
        return value(of: line).map { (position..<base + text.count, $0) }
    }

    private func value(of line: ByteSpan) -> JSONValue? {
        guard let value = Self.parse(line), condition.holds(for: value) else { return nil }
        return value
    }

    /// The value of a line that is JSON: an object or an array, since a lone word or number is most often none.
    static func parse(_ line: ByteSpan) -> JSONValue? {
        let range = line.trimmed(0..<line.count)
        guard let first = range.first.map({ line[$0] }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            return nil
        }
        return try? JSONParser.parse(line.part(range.lowerBound, range.upperBound))
    }
}
