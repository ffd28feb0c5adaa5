import Matching
public import Text

/// What a text is compared with: a part of it, a regular expression, the whole, or a pattern with `*` and `?`.
public struct TextPattern: Sendable {
    private enum Rule: Sendable {
        case contains([UInt8])
        case matches(Pattern)
        case exact(String)
        case glob([Character])
    }

    private let rule: Rule
    /// The pattern as it was written.
    public let source: JSONValue

    /// Reads `"part"`, `"/regex/"`, `{ "exact": … }` or `{ "glob": … }`.
    ///
    /// - Parameter meansExact: whether a plain string is the whole text, as in names.
    /// - Throws: `ScriptError` with the place, for another kind of value or a regular expression that can't be read.
    init(_ value: JSONValue, at path: String, meansExact: Bool = false) throws(ScriptError) {
        source = value
        if let text = value.string {
            if text.utf8.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
                rule = .matches(try Self.regex(String(text.dropFirst().dropLast()), at: path))
            } else {
                rule = meansExact ? .exact(text) : .contains(Array(text.utf8))
            }
            return
        }
        guard value.object != nil else {
            throw ScriptReader.mismatch(value, at: path, expected: "a string, { exact: … } or { glob: … }")
        }
        let reader = try ScriptReader(value, at: path, keys: ["exact", "glob", "regex"])
        if let text = try reader.text("exact") {
            rule = .exact(text)
        } else if let text = try reader.text("glob") {
            rule = .glob(Array(text))
        } else if let text = try reader.text("regex") {
            rule = .matches(try Self.regex(text, at: path))
        } else {
            throw ScriptError(path: path, reason: "expected exact, glob or regex")
        }
    }

    private static func regex(_ source: String, at path: String) throws(ScriptError) -> Pattern {
        do { return try Pattern(source) } catch { throw ScriptError(path: path, reason: "\(error)") }
    }

    /// Whether a text fits.
    public func fits(_ text: String) -> Bool {
        switch rule {
        case .contains(let part): ByteSearch.firstRange(of: part, in: Array(text.utf8)[...]) != nil
        case .matches(let pattern): pattern.firstMatch(in: Array(text.utf8)) != nil
        case .exact(let whole): text == whole
        case .glob(let pattern): Self.matches(Array(text), pattern)
        }
    }

    /// Linear in text times stars: after a mismatch only the last star is tried again.
    private static func matches(_ text: [Character], _ pattern: [Character]) -> Bool {
        var (position, place) = (0, 0)
        var star: (place: Int, position: Int)?
        while position < text.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, position)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[position] {
                (position, place) = (position + 1, place + 1)
            } else if let last = star {
                star = (last.place, last.position + 1)
                (position, place) = (last.position + 1, last.place + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}

/// Finds bytes in bytes.
enum ByteSearch {
    /// Where `part` stands first.
    static func firstRange(of part: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard let first = part.first else { return bytes.startIndex..<bytes.startIndex }
        guard bytes.count >= part.count else { return nil }
        for start in bytes.startIndex...(bytes.endIndex - part.count) where bytes[start] == first {
            if bytes[start..<start + part.count].elementsEqual(part) { return start..<start + part.count }
        }
        return nil
    }
}
