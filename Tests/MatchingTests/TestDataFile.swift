/// A file of regular expressions with their verdicts, in the part of TOML that the test data use.
struct TestDataFile {
    /// A value of a key.
    indirect enum Value {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Value])
        case table([String: Value])
    }

    private var bytes: [UInt8]
    private var position = 0

    /// The tests of a file, each as its keys and values; `nil` if the file can't be read.
    static func tests(in bytes: [UInt8]) -> [[String: Value]]? {
        var file = TestDataFile(bytes: bytes)
        var tests: [[String: Value]] = []
        while true {
            file.skipSpace()
            guard file.position < file.bytes.count else { return tests }
            if file.take("[[test]]") {
                tests.append([:])
            } else {
                let key = file.word()
                file.skipSpace()
                guard !key.isEmpty, file.take("="), !tests.isEmpty, let value = file.value() else { return nil }
                tests[tests.count - 1][key] = value
            }
        }
    }

    private mutating func value() -> Value? {
        skipSpace()
        for quote in ["'''", "\"\"\"", "'", "\""] where take(quote) { return text(until: quote).map(Value.text) }
        if take("[") { return list() }
        if take("{") { return table() }
        let word = word()
        if word == "true" || word == "false" { return .flag(word == "true") }
        return Int(word).map(Value.number)
    }

    private mutating func list() -> Value? {
        var values: [Value] = []
        while true {
            skipSpace()
            if take("]") { return .list(values) }
            guard let value = value() else { return nil }
            values.append(value)
            skipSpace()
            _ = take(",")
        }
    }

    private mutating func table() -> Value? {
        var values: [String: Value] = [:]
        while true {
            skipSpace()
            if take("}") { return .table(values) }
            let key = word()
            skipSpace()
            guard take("="), let value = value() else { return nil }
            values[key] = value
            skipSpace()
            _ = take(",")
        }
    }

    private mutating func text(until quote: String) -> String? {
        let start = position
        let isEscaped = quote.hasPrefix("\"")
        var result: [UInt8] = []
        while position < bytes.count {
            if take(quote) {
                let text = String(
                    decoding: isEscaped ? result : Array(bytes[start..<position - quote.utf8.count]), as: UTF8.self)
                return quote.count == 3 && text.hasPrefix("\n") ? String(text.dropFirst()) : text
            }
            if isEscaped, bytes[position] == UInt8(ascii: "\\") {
                position += 1
                result += escape()
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return nil
    }

    private mutating func escape() -> [UInt8] {
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let length = letter == UInt8(ascii: "u") ? 4 : 8
            let digits = String(decoding: bytes[position..<position + length], as: UTF8.self)
            position += length
            let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            return scalar.map { Array(String(Character($0)).utf8) } ?? []
        default: return [letter]
        }
    }

    private mutating func word() -> String {
        let start = position
        while position < bytes.count,
            bytes[position] == UInt8(ascii: "-") || Character(Unicode.Scalar(bytes[position])).isLetter
                || Character(Unicode.Scalar(bytes[position])).isNumber
        {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "#") {
                while position < bytes.count, bytes[position] != 10 { position += 1 }
            } else if [9, 10, 13, 32].contains(bytes[position]) {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func take(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }
}
