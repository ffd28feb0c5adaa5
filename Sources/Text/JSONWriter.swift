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
        let growth = growth(of: utf8)
        if growth == 0 {
            bytes.append(contentsOf: utf8)
        } else {
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: utf8.count + growth))
            bytes.withUnsafeMutableBufferPointer { write(utf8, to: UnsafeMutableBufferPointer(rebasing: $0[start...])) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// How many bytes are looked at in one step.
    private typealias Block = SIMD16<UInt8>

    /// How many bytes escapes add.
    private static func growth(of utf8: UnsafeBufferPointer<UInt8>) -> Int {
        var growth = 0
        var index = 0
        while index + Block.scalarCount <= utf8.count {
            let block = block(utf8, at: index)
            let isControl = block .< 0x20 .| (block .== 0x7F)
            // \b, \t, \n, \f and \r: 8 to 13 but for 11.
            let isShort = (block &- 8 .<= 5) .& (block .!= 11) .| (block .== 0x22) .| (block .== 0x5C)
            let added = Block.zero.replacing(with: 5, where: isControl).replacing(with: 1, where: isShort)
            if added != .zero { growth += Int(added.wrappedSum()) }
            index += Block.scalarCount
        }
        while index < utf8.count {
            if JSONRun.needsEscape(utf8[index]) { growth += letter(for: utf8[index]) == nil ? 5 : 1 }
            index += 1
        }
        return growth
    }

    /// Writes the escaped text; the output has exactly the room for it.
    private static func write(_ utf8: UnsafeBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>) {
        var index = 0
        var place = 0
        while index + Block.scalarCount <= utf8.count {
            // All of the block is written; what follows the first byte to be escaped is then written over.
            let block = block(utf8, at: index)
            UnsafeMutableRawPointer(output.baseAddress.unsafelyUnwrapped + place)
                .storeBytes(of: block, as: Block.self)
            let plain = plainCount(block)
            index += plain
            place += plain
            guard plain < Block.scalarCount else { continue }
            place += writeEscape(utf8[index], to: output, at: place)
            index += 1
        }
        while index < utf8.count {
            let byte = utf8[index]
            if JSONRun.needsEscape(byte) {
                place += writeEscape(byte, to: output, at: place)
            } else {
                output[place] = byte
                place += 1
            }
            index += 1
        }
    }

    @inline(__always) private static func block(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> Block {
        UnsafeRawPointer(utf8.baseAddress.unsafelyUnwrapped + index).loadUnaligned(as: Block.self)
    }

    /// How many bytes of a block come before the first that must be escaped.
    @inline(__always) private static func plainCount(_ block: Block) -> Int {
        let mustEscape = block .< 0x20 .| (block .== 0x22) .| (block .== 0x5C) .| (block .== 0x7F)
        let bytes = Block.zero.replacing(with: 0xFF, where: mustEscape)
        let words = unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
        if words[0] != 0 { return words[0].littleEndian.trailingZeroBitCount / 8 }
        return 8 + (words[1] == 0 ? 8 : words[1].littleEndian.trailingZeroBitCount / 8)
    }

    private static func writeEscape(
        _ byte: UInt8, to output: UnsafeMutableBufferPointer<UInt8>, at place: Int
    ) -> Int {
        output[place] = UInt8(ascii: "\\")
        if let letter = letter(for: byte) {
            output[place + 1] = letter
            return 2
        }
        output[place + 1] = UInt8(ascii: "u")
        output[place + 2] = UInt8(ascii: "0")
        output[place + 3] = UInt8(ascii: "0")
        output[place + 4] = hexadecimalDigit(byte >> 4)
        output[place + 5] = hexadecimalDigit(byte & 15)
        return 6
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
