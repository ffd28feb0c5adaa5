import Text

/// The fast way through the lines that nearly all recordings are made of: `[0.001000, "o", "text"]`.
///
/// It understands plain decimals, one-letter codes and strings without surrogate pairs; anything else, and everything
/// that is wrong, goes to the JSON parser, which also says where.
struct EventLine {
    /// The interval, or the absolute time in version 2.
    let time: DecimalSeconds
    /// The letter of the code.
    let code: UInt8
    /// The string, decoded: valid UTF-8.
    let text: [UInt8]

    /// Takes a line apart; `nil` where the JSON parser has to look at it.
    static func scan(_ line: UnsafeBufferPointer<UInt8>) -> EventLine? {
        var scanner = EventLineScanner(line)
        guard scanner.take(UInt8(ascii: "[")), let time = scanner.time(), scanner.take(UInt8(ascii: ",")),
            let code = scanner.letter(), scanner.take(UInt8(ascii: ",")), let text = scanner.string(),
            scanner.take(UInt8(ascii: "]")), scanner.isAtEnd
        else { return nil }
        return EventLine(time: time, code: code, text: text)
    }
}

private struct EventLineScanner {
    private let line: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ line: UnsafeBufferPointer<UInt8>) { self.line = line }

    /// Whether only white space is left.
    var isAtEnd: Bool { line[position...].allSatisfy(Self.isSpace) }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private mutating func skipSpace() {
        while position < line.count, Self.isSpace(line[position]) { position += 1 }
    }

    /// Takes a byte that must come next, after white space.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < line.count, line[position] == byte else { return false }
        position += 1
        return true
    }

    /// A decimal with at most nine digits before and six behind the point.
    mutating func time() -> DecimalSeconds? {
        skipSpace()
        let start = position
        guard let whole = digits(atMost: 9), position - start == 1 || line[start] != UInt8(ascii: "0") else {
            return nil
        }
        guard position < line.count, line[position] == UInt8(ascii: ".") else {
            return isNumberGoingOn ? nil : DecimalSeconds(microseconds: whole * 1_000_000)
        }
        position += 1
        let point = position
        guard var fraction = digits(atMost: 6), !isNumberGoingOn else { return nil }
        for _ in (position - point)..<6 { fraction *= 10 }
        return DecimalSeconds(microseconds: whole * 1_000_000 + fraction)
    }

    private var isNumberGoingOn: Bool {
        guard position < line.count else { return false }
        return line[position] != UInt8(ascii: ",") && !Self.isSpace(line[position])
    }

    private mutating func digits(atMost most: Int) -> Int64? {
        let start = position
        var value: Int64 = 0
        while position < line.count, position - start < most {
            let digit = line[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + Int64(digit)
            position += 1
        }
        return position > start ? value : nil
    }

    /// A string of one ASCII letter.
    mutating func letter() -> UInt8? {
        skipSpace()
        guard position + 2 < line.count, line[position] == UInt8(ascii: "\""),
            line[position + 2] == UInt8(ascii: "\"")
        else { return nil }
        let byte = line[position + 1]
        guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "\"") else { return nil }
        position += 3
        return byte
    }

    /// A string, decoded into an array of exactly its size: the first pass finds its end and counts, the second copies.
    mutating func string() -> [UInt8]? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var saved = 0
        var isASCII = true
        while true {
            let run = position
            position = JSONRun.end(in: line, from: position)
            if isASCII { isASCII = JSONRun.isASCII(line, run..<position) }
            guard position < line.count else { return nil }
            if line[position] == UInt8(ascii: "\"") { break }
            guard line[position] == UInt8(ascii: "\\"), let (read, made, _) = escape(at: position) else { return nil }
            position += read
            saved += read - made
        }
        let raw = start..<position
        position += 1
        let text = saved == 0 ? Array(line[raw]) : decoded(raw, count: raw.count - saved)
        return isASCII || UTF8Check.isValid(text) ? text : nil
    }

    private func decoded(_ raw: Range<Int>, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { output, filled in
            var index = raw.lowerBound
            while index < raw.upperBound {
                guard line[index] == UInt8(ascii: "\\"), let (read, made, value) = escape(at: index) else {
                    let end = JSONRun.end(in: line, from: index)
                    for byte in line[index..<end] {
                        output[filled] = byte
                        filled += 1
                    }
                    index = end
                    continue
                }
                if made == 1 { output[filled] = UInt8(truncatingIfNeeded: value) }
                if made == 2 {
                    output[filled] = 0xC0 | UInt8(truncatingIfNeeded: value >> 6)
                    output[filled + 1] = 0x80 | UInt8(truncatingIfNeeded: value & 63)
                }
                if made == 3 {
                    output[filled] = 0xE0 | UInt8(truncatingIfNeeded: value >> 12)
                    output[filled + 1] = 0x80 | UInt8(truncatingIfNeeded: value >> 6 & 63)
                    output[filled + 2] = 0x80 | UInt8(truncatingIfNeeded: value & 63)
                }
                filled += made
                index += read
            }
        }
    }

    /// An escape sequence: the bytes it takes, the bytes it stands for, the character; `nil` for what is rare or wrong.
    private func escape(at index: Int) -> (read: Int, made: Int, value: UInt16)? {
        guard index + 1 < line.count else { return nil }
        switch line[index + 1] {
        case UInt8(ascii: "n"): return (2, 1, 0x0A)
        case UInt8(ascii: "r"): return (2, 1, 0x0D)
        case UInt8(ascii: "t"): return (2, 1, 0x09)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return (2, 1, UInt16(line[index + 1]))
        case UInt8(ascii: "b"): return (2, 1, 0x08)
        case UInt8(ascii: "f"): return (2, 1, 0x0C)
        case UInt8(ascii: "u"):
            guard let value = hexadecimal(at: index + 2), !(0xD800...0xDFFF).contains(value) else { return nil }
            return (6, value < 0x80 ? 1 : value < 0x800 ? 2 : 3, value)
        default: return nil
        }
    }

    private func hexadecimal(at index: Int) -> UInt16? {
        guard index + 4 <= line.count else { return nil }
        var value: UInt16 = 0
        for byte in line[index..<index + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
