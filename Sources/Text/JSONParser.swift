/// A strict JSON reader over bytes that keeps key order and number spelling and never recurses beyond a limit.
///
/// Source: RFC 8259. A lone surrogate escape becomes U+FFFD, since a Swift string can't hold one.
public struct JSONParser: ~Copyable {
    /// How deep arrays and objects may nest, in levels.
    public static let depthMax = 512

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private var depth = 0
    /// What a string with escapes is put together in.
    private var scratch: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Reads exactly one value from `bytes`, with white space around it.
    ///
    /// - Throws: `JSONError` with the offset of the first byte that can't be.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        if parser.position < bytes.count { throw JSONError(.trailingText, byte: parser.position) }
        return value
    }

    /// Reads exactly one value from an array of bytes.
    ///
    /// - Throws: `JSONError` with the offset of the first byte that can't be.
    public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try parse(buffer) }
    }

    /// Reads exactly one value from a string.
    ///
    /// - Throws: `JSONError` with the offset of the first byte that can't be.
    public static func parse(_ text: String) throws(JSONError) -> JSONValue { try parse(Array(text.utf8)) }

    mutating func value() throws(JSONError) -> JSONValue {
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, byte: position) }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    /// Room for so many members is made at once.
    private static let membersUsual = 8

    private mutating func object() throws(JSONError) -> JSONValue {
        try descend()
        var members: [JSONObject.Member] = []
        members.reserveCapacity(Self.membersUsual)
        if take(UInt8(ascii: "}")) {
            depth -= 1
            return .object(JSONObject())
        }
        while true {
            skipSpace()
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, byte: position) }
            guard bytes[position] == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, byte: position) }
            let key = try string()
            guard take(UInt8(ascii: ":")) else { throw unexpected() }
            skipSpace()
            members.append(JSONObject.Member(key: key, value: try value()))
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw unexpected() }
            depth -= 1
            return .object(JSONObject(members: members))
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try descend()
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) {
            depth -= 1
            return .array([])
        }
        while true {
            skipSpace()
            elements.append(try value())
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw unexpected() }
            depth -= 1
            return .array(elements)
        }
    }

    mutating func descend() throws(JSONError) {
        guard depth < Self.depthMax else { throw JSONError(.tooDeep, byte: position) }
        depth += 1
        position += 1
    }

    /// Leaves an array or object.
    mutating func ascend() { depth -= 1 }

    mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, byte: position) }
            guard bytes[position] == word.utf8Start[index] else { throw JSONError(.unexpectedByte, byte: position) }
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        try skipNumber()
        return .number(JSONNumber(text: String(decoding: slice(from: start), as: UTF8.self)))
    }

    /// Goes to the end of a number (RFC 8259, section 6).
    mutating func skipNumber() throws(JSONError) {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        guard let first = peek() else { throw JSONError(.unexpectedEnd, byte: position) }
        switch first {
        case UInt8(ascii: "0"): position += 1
        case UInt8(ascii: "1")...UInt8(ascii: "9"): digits()
        default: throw JSONError(start == position ? .unexpectedByte : .badNumber, byte: position)
        }
        if peek() == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { throw JSONError(.badNumber, byte: position) }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw JSONError(.badNumber, byte: position) }
        }
    }

    /// The bytes from a place up to the position.
    func slice(from start: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    @discardableResult private mutating func digits() -> Int {
        let start = position
        while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        return position - start
    }

    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        skipPlain()
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, byte: position) }
        if bytes[position] == UInt8(ascii: "\"") {
            let text = try Self.decode(slice(from: start), at: start)
            position += 1
            return text
        }
        return try escapedString(from: start)
    }

    /// Begins to put a string together.
    mutating func forgetText() { scratch.removeAll(keepingCapacity: true) }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        forgetText()
        scratch.append(contentsOf: slice(from: start))
        while true {
            let run = position
            skipPlain()
            scratch.append(contentsOf: slice(from: run))
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, byte: position) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return try scratch.withUnsafeBufferPointer { buffer throws(JSONError) in
                    try Self.decode(buffer, at: start)
                }
            case UInt8(ascii: "\\"): try escape()
            default: throw JSONError(.controlCharacter, byte: position)
            }
        }
    }

    /// Moves to the next quote, backslash or control character.
    mutating func skipPlain() { position = JSONRun.end(in: bytes, from: position) }

    /// Takes one escape, and puts what it stands for to what is being put together.
    mutating func escape() throws(JSONError) {
        let start = position
        position += 1
        guard let letter = peek() else { throw JSONError(.unexpectedEnd, byte: position) }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(letter)
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try scalar()
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { scratch.append(byte) }
        default: throw JSONError(.badEscape, byte: start)
        }
    }

    /// The scalar of a `\uXXXX` escape, with its second half where it is a pair.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        let isHigh = first < 0xDC00
        guard isHigh, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let back = position
        position += 2
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second) else {
            position = back
            return "\u{FFFD}"
        }
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw JSONError(.unexpectedEnd, byte: position) }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: throw JSONError(.badEscape, byte: position)
            }
            position += 1
        }
        return value
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONError) -> String {
        guard UTF8Check.isValid(text) else { throw JSONError(.invalidUTF8, byte: start) }
        return String(decoding: text, as: UTF8.self)
    }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    func unexpected() -> JSONError {
        position < bytes.count
            ? JSONError(.unexpectedByte, byte: position) : JSONError(.unexpectedEnd, byte: position)
    }

    /// Skips space, then takes `byte` if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
