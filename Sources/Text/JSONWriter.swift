extension JSONValue {
    /// The value as compact JSON text in UTF-8, without a line end.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// Appends the value as compact JSON text.
    public func encode(into bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): JSONWriter.append(string: text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.encode(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONWriter.append(string: member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.encode(into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// The value as compact JSON text.
    public var text: String { String(decoding: encoded, as: UTF8.self) }
}

/// Writes JSON text byte by byte, for writers that need no tree.
public enum JSONWriter {
    /// Appends `text` as a JSON string with its quotes.
    public static func append(string text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(utf8: $0, to: &bytes) }
    }

    /// Appends UTF-8 that the caller has checked as a JSON string with its quotes.
    ///
    /// Quotes, backslashes, control characters and DEL are escaped; all else is written as it is.
    public static func append(utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // Piece by piece through room on the stack that is enough for any piece: nothing has to be counted before.
        withUnsafeTemporaryAllocation(byteCount: pieceBytes * escapeBytesMax + wordBytes, alignment: wordBytes) {
            room in
            var start = 0
            while start < utf8.count {
                let end = min(start + pieceBytes, utf8.count)
                let count = escape(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: utf8[start..<end])), into: room)
                bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<count]))
                start = end
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// How much is escaped in one go, in bytes.
    private static let pieceBytes = 4_096
    /// The longest escape, in bytes.
    private static let escapeBytesMax = 6
    /// How many bytes are looked at in one step.
    private static let wordBytes = 8

    /// Writes the escaped text, and returns how long it is. The output has room for a word more than that.
    private static func escape(_ utf8: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
        guard let input = utf8.baseAddress, let output = output.baseAddress else { return 0 }
        var index = 0
        var place = 0
        while index + wordBytes <= utf8.count {
            // All of the word is written; what follows the first byte to be escaped is then written over.
            let word = input.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            output.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
            let plain = JSONRun.writableCount(UInt64(littleEndian: word))
            index += plain
            place += plain
            guard plain < wordBytes else { continue }
            place += writeEscape(input.load(fromByteOffset: index, as: UInt8.self), to: output + place)
            index += 1
        }
        while index < utf8.count {
            let byte = input.load(fromByteOffset: index, as: UInt8.self)
            index += 1
            if JSONRun.needsEscape(byte) {
                place += writeEscape(byte, to: output + place)
            } else {
                output.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
                place += 1
            }
        }
        return place
    }

    private static func writeEscape(_ byte: UInt8, to output: UnsafeMutableRawPointer) -> Int {
        if let letter = letter(for: byte) {
            output.storeBytes(of: (UInt16(letter) << 8 | 0x5C).littleEndian, as: UInt16.self)
            return 2
        }
        // `\u00` and two digits.
        output.storeBytes(of: UInt32(0x3030_755C).littleEndian, as: UInt32.self)
        output.storeBytes(of: hexadecimalDigit(byte >> 4), toByteOffset: 4, as: UInt8.self)
        output.storeBytes(of: hexadecimalDigit(byte & 15), toByteOffset: 5, as: UInt8.self)
        return escapeBytesMax
    }

    /// The letter of a short escape.
    private static func letter(for byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        default: nil
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
