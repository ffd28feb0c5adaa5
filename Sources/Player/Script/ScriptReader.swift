import Recording
import Text

/// One object of a script while it is decoded: it knows its place and which keys may stand in it.
struct ScriptReader {
    let object: JSONObject
    let path: String

    /// An object with known keys.
    ///
    /// - Throws: `ScriptError` where the value is no object or a key is unknown, with the nearest known one.
    init(_ value: JSONValue, at path: String, keys: [String]) throws(ScriptError) {
        guard let object = value.object else {
            throw ScriptError(path: path, reason: "expected an object, found \(value.kind)")
        }
        self.object = object
        self.path = path
        for member in object.members where !keys.contains(member.key) {
            throw Self.unknown(member.key, at: path, among: keys)
        }
    }

    static func unknown(_ key: String, at path: String, among keys: [String]) -> ScriptError {
        let advice =
            NearestWord.to(key, in: keys).map { ", did you mean \($0)?" } ?? "; known: \(keys.joined(separator: ", "))"
        return ScriptError(path: "\(path).\(key)", reason: "unknown key\(advice)")
    }

    subscript(key: String) -> JSONValue? {
        guard let value = object[key], value != .null else { return nil }
        return value
    }

    func place(_ key: String) -> String { "\(path).\(key)" }

    func text(_ key: String) throws(ScriptError) -> String? {
        guard let value = self[key] else { return nil }
        return try Self.text(value, at: place(key))
    }

    func flag(_ key: String) throws(ScriptError) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let flag = value.bool else { throw Self.mismatch(value, at: place(key), expected: "true or false") }
        return flag
    }

    func whole(_ key: String, in range: ClosedRange<Int>) throws(ScriptError) -> Int? {
        guard let value = self[key] else { return nil }
        return try Self.whole(value, at: place(key), in: range)
    }

    func duration(_ key: String) throws(ScriptError) -> Duration? {
        guard let value = self[key] else { return nil }
        return try Self.duration(value, at: place(key))
    }

    func bytes(_ key: String) throws(ScriptError) -> Int? {
        guard let value = self[key] else { return nil }
        let text = value.string ?? (value.int == 0 ? "0" : nil)
        guard let text else { throw Self.mismatch(value, at: place(key), expected: "a size such as 600MB") }
        do { return try Quantity.bytes(text) } catch {
            throw ScriptError(path: place(key), reason: error.description)
        }
    }

    /// One value or a list of them.
    func list(_ key: String) -> [(value: JSONValue, path: String)] {
        guard let value = self[key] else { return [] }
        guard let elements = value.array else { return [(value, place(key))] }
        return elements.enumerated().map { ($0.element, "\(place(key))[\($0.offset)]") }
    }

    static func text(_ value: JSONValue, at path: String) throws(ScriptError) -> String {
        guard let text = scalarText(value) else { throw mismatch(value, at: path, expected: "a string") }
        return text
    }

    /// The text of a scalar as it was spelt: a field that holds text takes `42` and `true` for words.
    static func scalarText(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    static func whole(_ value: JSONValue, at path: String, in range: ClosedRange<Int>) throws(ScriptError) -> Int {
        guard let number = value.int, range.contains(number) else {
            let limits = "a whole number from \(range.lowerBound) to \(range.upperBound)"
            throw mismatch(value, at: path, expected: limits)
        }
        return number
    }

    static func duration(_ value: JSONValue, at path: String) throws(ScriptError) -> Duration {
        guard let text = value.string ?? (value.int == 0 ? "0" : nil) else {
            throw mismatch(value, at: path, expected: "a duration such as 300s or 250ms")
        }
        do { return try Quantity.duration(text) } catch {
            throw ScriptError(path: path, reason: error.description)
        }
    }

    static func signal(_ text: String, at path: String) throws(ScriptError) -> Signal {
        if let signal = Signal(name: text) { return signal }
        let advice = NearestWord.to(text, in: Signal.allNames).map { ", did you mean \($0)?" } ?? ""
        throw ScriptError(path: path, reason: "unknown signal \(text)\(advice)")
    }

    static func mismatch(_ value: JSONValue, at path: String, expected: String) -> ScriptError {
        let found = value.string.map { "\"\($0)\"" } ?? (value.double != nil ? value.text : value.kind)
        return ScriptError(path: path, reason: "expected \(expected), found \(found)")
    }
}
