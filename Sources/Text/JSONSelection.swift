/// Which members of a JSON text are wanted: all others are checked, but not kept, which is several times as fast.
///
/// ```swift
/// let wanted = JSONSelection(["type": .everything, "event": JSONSelection(["delta": .everything])])
/// let value = try JSONParser.parse(line, keeping: wanted)
/// ```
public struct JSONSelection: Sendable {
    /// A wanted member with the wanted parts of its value.
    struct Part: Sendable {
        let key: [UInt8]
        let selection: JSONSelection
    }

    /// The wanted members of each object; `nil`: everything.
    let parts: [Part]?

    /// All of a value.
    public static let everything = JSONSelection(parts: nil)

    private init(parts: [Part]?) { self.parts = parts }

    /// These members of an object, or of each object of a list; scalars are kept.
    public init(_ members: KeyValuePairs<String, JSONSelection>) {
        parts = members.map { Part(key: Array($0.key.utf8), selection: $0.value) }
    }

    /// What is wanted of the member with this key; `nil`: nothing.
    func part(for key: UnsafeBufferPointer<UInt8>) -> JSONSelection? {
        guard let parts else { return .everything }
        for part in parts where part.key.count == key.count && part.key.elementsEqual(key) { return part.selection }
        return nil
    }
}

extension JSONParser {
    /// Reads exactly one value and keeps the wanted parts of it.
    ///
    /// - Throws: `JSONError` with the offset of the first byte that can't be, also in a part that is not wanted.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, keeping wanted: JSONSelection
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        parser.skipSpace()
        let value = try parser.value(keeping: wanted)
        parser.skipSpace()
        if parser.position < bytes.count { throw JSONError(.trailingText, byte: parser.position) }
        return value
    }

    private mutating func value(keeping wanted: JSONSelection) throws(JSONError) -> JSONValue {
        guard wanted.parts != nil else { return try value() }
        switch peek() {
        case UInt8(ascii: "{"): return try object(keeping: wanted)
        case UInt8(ascii: "["): return try array(keeping: wanted)
        default: return try value()
        }
    }

    private mutating func object(keeping wanted: JSONSelection) throws(JSONError) -> JSONValue {
        try descend()
        var members: [JSONObject.Member] = []
        while !take(UInt8(ascii: "}")) {
            if let part = try key(in: wanted) {
                members.append(JSONObject.Member(key: part.key, value: try value(keeping: part.wanted)))
            } else {
                try skipValue()
            }
            try separate(before: UInt8(ascii: "}"))
        }
        ascend()
        return .object(JSONObject(members: members))
    }

    /// Takes a key and its colon; `nil`: nobody wants the value behind it.
    private mutating func key(in wanted: JSONSelection) throws(JSONError) -> (key: String, wanted: JSONSelection)? {
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, byte: position) }
        guard bytes[position] == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, byte: position) }
        let start = position
        try skipString()
        let raw = UnsafeBufferPointer(rebasing: bytes[start + 1..<position - 1])
        var part: (key: String, wanted: JSONSelection)?
        if let selection = wanted.part(for: raw) {
            part = (String(decoding: raw, as: UTF8.self), selection)
        } else if raw.contains(UInt8(ascii: "\\")) {
            // A key may be spelt with escapes.
            let end = position
            position = start
            let key = try string()
            position = end
            let selection = Array(key.utf8).withUnsafeBufferPointer(wanted.part(for:))
            part = selection.map { (key, $0) }
        }
        guard take(UInt8(ascii: ":")) else { throw unexpected() }
        skipSpace()
        return part
    }

    private mutating func array(keeping wanted: JSONSelection) throws(JSONError) -> JSONValue {
        try descend()
        var elements: [JSONValue] = []
        while !take(UInt8(ascii: "]")) {
            elements.append(try value(keeping: wanted))
            try separate(before: UInt8(ascii: "]"))
        }
        ascend()
        return .array(elements)
    }

    /// Takes the comma between two elements, or leaves what ends them.
    private mutating func separate(before end: UInt8) throws(JSONError) {
        skipSpace()
        guard peek() != end else { return }
        guard take(UInt8(ascii: ",")) else { throw unexpected() }
        skipSpace()
        if peek() == end { throw JSONError(.unexpectedByte, byte: position) }
    }

    // MARK: What is checked only

    private mutating func skipValue() throws(JSONError) {
        guard let byte = peek() else { throw JSONError(.unexpectedEnd, byte: position) }
        switch byte {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipElements(byte)
        case UInt8(ascii: "t"): _ = try word("true", .null)
        case UInt8(ascii: "f"): _ = try word("false", .null)
        case UInt8(ascii: "n"): _ = try word("null", .null)
        default: try skipNumber()
        }
    }

    private mutating func skipElements(_ start: UInt8) throws(JSONError) {
        let end = start + 2
        try descend()
        while !take(end) {
            if start == UInt8(ascii: "{") {
                guard peek() == UInt8(ascii: "\"") else { throw unexpected() }
                try skipString()
                guard take(UInt8(ascii: ":")) else { throw unexpected() }
                skipSpace()
            }
            try skipValue()
            try separate(before: end)
        }
        ascend()
    }

    private mutating func skipString() throws(JSONError) {
        position += 1
        let start = position
        while true {
            skipPlain()
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, byte: position) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard UTF8Check.isValid(slice(from: start)) else { throw JSONError(.invalidUTF8, byte: start) }
                position += 1
                return
            case UInt8(ascii: "\\"):
                forgetText()
                try escape()
            default: throw JSONError(.controlCharacter, byte: position)
            }
        }
    }
}
