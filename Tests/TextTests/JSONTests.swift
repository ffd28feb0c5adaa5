import Determinism
import Testing
import Text

private func failure(_ bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) { _ = try JSONParser.parse(bytes) } catch { return error }
    return nil
}

private func failure(_ text: String) -> JSONError? { failure(Array(text.utf8)) }

@Suite("JSON")
struct JSONTests {
    @Test(
        "Order of keys and spelling of numbers stay",
        arguments: [
            #"{"z":1.10,"a":1e2,"z":-0,"nested":[{"":null},[],{},true,false]}"#,
            "[0.1E-7,123456789012345678901234567890]",
        ])
    func spelling(text: String) throws {
        #expect(try JSONParser.parse(text).text == text)
    }

    @Test("Of equal keys the last one counts")
    func equalKeys() throws {
        #expect(try JSONParser.parse(#"{"a":1,"a":2}"#)["a"] == 2)
    }

    @Test(
        "Every scalar survives as text and as an escape",
        arguments: [
            "\u{0}", "\u{1F}", "\"", "\\", "/", "\u{7F}", "\u{80}", "é", "€", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "😀",
            "\u{10FFFF}",
        ])
    func scalars(text: String) throws {
        #expect(try JSONParser.parse(JSONValue.string(text).encoded) == .string(text))
        let escaped = text.utf16.map { unit in
            "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
        }
        #expect(try JSONParser.parse("\"\(escaped.joined())\"") == .string(text))
    }

    @Test(
        "Lone halves of a pair become U+FFFD and take nothing with them",
        arguments: [
            (#""\ud800""#, "\u{FFFD}"), (#""\udc00x""#, "\u{FFFD}x"), (#""\ud800\n""#, "\u{FFFD}\n"),
            (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud800\u0041""#, "\u{FFFD}A"),
            (#""\ud800x\udc00""#, "\u{FFFD}x\u{FFFD}"),
        ])
    func loneSurrogates(text: String, expected: String) throws {
        #expect(try JSONParser.parse(text).string == expected)
    }

    @Test("Random values survive writing and reading", arguments: 0..<100 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        let value = randomValue(&choices, depth: 4)
        #expect(try JSONParser.parse(value.encoded) == value)
    }

    @Test("Nesting is accepted up to the limit and refused beyond it, without using up the stack")
    func depth() {
        let most = JSONParser.depthMax
        #expect(failure(String(repeating: "[", count: most) + String(repeating: "]", count: most)) == nil)
        #expect(failure([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) == JSONError(.tooDeep, byte: most))
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        #expect(failure(objects)?.code == .tooDeep)
    }

    @Test(
        "Errors name the byte",
        arguments: [
            ("", JSONError(.unexpectedEnd, byte: 0)), ("[1,]", JSONError(.unexpectedByte, byte: 3)),
            ("[1 2]", JSONError(.unexpectedByte, byte: 3)), ("nul", JSONError(.unexpectedEnd, byte: 3)),
            ("nulL", JSONError(.unexpectedByte, byte: 3)), ("1.", JSONError(.badNumber, byte: 2)),
            ("1.x", JSONError(.badNumber, byte: 2)), ("01", JSONError(.trailingText, byte: 1)),
            (#""a\x""#, JSONError(.badEscape, byte: 2)), ("\"a\u{1}\"", JSONError(.controlCharacter, byte: 2)),
            (#"{"a" 1}"#, JSONError(.unexpectedByte, byte: 5)), ("{a:1}", JSONError(.unexpectedByte, byte: 1)),
            ("[1] x", JSONError(.trailingText, byte: 4)), ("\"abc", JSONError(.unexpectedEnd, byte: 4)),
        ])
    func errors(text: String, error: JSONError) {
        #expect(failure(text) == error)
    }

    @Test("Invalid UTF-8 in a string is refused, with and without escapes")
    func invalidUTF8() {
        #expect(failure([0x22, 0xFF, 0x22])?.code == .invalidUTF8)
        #expect(failure([0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22])?.code == .invalidUTF8)
    }

    @Test("Any bytes are parsed or refused within their bounds", arguments: 0..<200 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var choices = Choices(seed: seed)
        let alphabet = Array(#"{}[]":,\u00dD8 etrfalsn-+.19"#.utf8) + [0x00, 0xC3, 0xA9, 0xFF]
        let bytes = (0..<choices.below(40, "length")).map { _ in alphabet[choices.below(alphabet.count, "byte")] }
        if let error = failure(bytes) { #expect((0...bytes.count).contains(error.byte)) }
    }

    @Test(
        "Doubles are written so that they read back the same",
        arguments: [0, -0.0, 0.1, 1e300, .leastNonzeroMagnitude, 1e15, -2.5, 123_456_789])
    func doubles(value: Double) throws {
        #expect(try JSONParser.parse(JSONValue.double(value).encoded).double == value)
        #expect(JSONValue.double(.nan) == .null)
        #expect(JSONValue.double(.infinity) == .null)
    }

    @Test(
        "Doubles are spelt as JavaScript spells them",
        arguments: [
            (0.000024, "0.000024"), (1e-6, "0.000001"), (1.5e-7, "1.5e-7"), (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (123_456.75, "123456.75"), (-2.5e-10, "-2.5e-10"), (.leastNonzeroMagnitude, "5e-324"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
            (100, "100"), (0.1, "0.1"), (-0.0, "0"), (1e15, "1000000000000000"), (12e-5, "0.00012"),
        ])
    func spelling(value: Double, text: String) { #expect(JSONValue.double(value).text == text) }

    @Test("Any double reads back the same", arguments: 0..<50 as Range<UInt64>)
    func anyDouble(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        for _ in 0..<200 {
            let value = Double(bitPattern: choices.bits("bits"))
            guard value.isFinite else { continue }
            #expect(try JSONParser.parse(JSONValue.double(value).encoded).double == value)
        }
    }

    private func randomValue(_ choices: inout Choices, depth: Int) -> JSONValue {
        switch choices.below(depth > 0 ? 7 : 5, "kind") {
        case 0: return .null
        case 1: return .bool(choices.below(2, "bool") == 0)
        case 2: return .int(choices.below(1_000_000, "number") - 500_000)
        case 3: return .double(Double(choices.below(1_000, "number")) / 7)
        case 4: return .string(randomText(&choices))
        case 5: return .array((0..<choices.below(4, "count")).map { _ in randomValue(&choices, depth: depth - 1) })
        default:
            let members = (0..<choices.below(4, "count")).map { _ in
                JSONObject.Member(key: randomText(&choices), value: randomValue(&choices, depth: depth - 1))
            }
            return .object(JSONObject(members: members))
        }
    }

    private func randomText(_ choices: inout Choices) -> String {
        let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\u{1B}", "\u{7F}", "é", "漢", "😀", "\u{0}", "/", " "]
        return String(
            String.UnicodeScalarView(
                (0..<choices.below(20, "length")).map { _ in scalars[choices.below(scalars.count, "scalar")] }))
    }
}
