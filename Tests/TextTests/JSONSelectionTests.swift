import Determinism
import TestMaterial
import Testing
import Text

/// The parts of a JSON text that are wanted, beside the whole of it.
@Suite("Wanted parts of a JSON text")
struct JSONSelectionTests {
    private static let wanted = JSONSelection(["a": .everything, "b": JSONSelection(["c": .everything])])

    /// What is kept of a whole value, by its definition.
    private func kept(_ value: JSONValue, isInside: Bool = false) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map { kept($0, isInside: isInside) })
        case .object(let object):
            let members = object.members.compactMap { member -> JSONObject.Member? in
                switch (member.key, isInside) {
                case ("a", false), ("c", true): member
                case ("b", false): JSONObject.Member(key: "b", value: kept(member.value, isInside: true))
                default: nil
                }
            }
            return .object(JSONObject(members: members))
        default: return value
        }
    }

    private func read(_ bytes: [UInt8], isWhole: Bool) -> Result<JSONValue, JSONError> {
        bytes.withUnsafeBufferPointer { buffer in
            do throws(JSONError) {
                let value =
                    isWhole ? try JSONParser.parse(buffer) : try JSONParser.parse(buffer, keeping: Self.wanted)
                return .success(isWhole ? kept(value) : value)
            } catch { return .failure(error) }
        }
    }

    @Test("Only what is named is kept, in objects of lists as well, and keys may be spelt with escapes")
    func named() throws {
        let text = #"[{"x":{"a":1},"a":{"x":[2]},"b":{"a":3,"c":"é\n"},"\u0061":4},5]"#
        #expect(try read(Array(text.utf8), isWhole: false).get().text == #"[{"a":{"x":[2]},"b":{"c":"é\n"},"a":4},5]"#)
    }

    @Test("The public parsing suite gets the same verdicts, at the same bytes")
    func suite() throws {
        guard let folder = Repository.shared("json-testsuite") else { return }
        for name in try FolderListing.names(in: folder, suffix: ".json") {
            let bytes = try PlainFile.read("\(folder)/\(name)")
            for text in [bytes, Array(#"{"x":"#.utf8) + bytes + Array("}".utf8), Array(#"{"b":["#.utf8) + bytes] {
                #expect(read(text, isWhole: false) == read(text, isWhole: true), "\(name)")
            }
        }
    }

    @Test("Any bytes are kept or refused as the whole is", arguments: 0..<400 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var choices = Choices(seed: seed)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"c\"", "\"x\"", "\"\\u0062\"", "1", "-0.5e3", "true",
            "nul",
            "null", "\"", "\\", " ", "é", "01",
        ]
        // Mostly well-formed beginnings, so that the inside is reached.
        var text = ["", "{\"b\":{", "{\"x\":[", "[{\"a\":"][choices.below(4, "start")]
        for _ in 0..<choices.below(16, "length") { text += pieces[choices.below(pieces.count, "piece")] }
        let bytes = Array(text.utf8)
        #expect(read(bytes, isWhole: false) == read(bytes, isWhole: true), "\(text)")
    }

    @Test("Nesting is refused beyond the limit, without using up the stack")
    func depth() {
        for start in ["[", "{\"x\":", "{\"b\":[", "{\"x\":["] {
            let bytes = Array(String(repeating: start, count: 100_000).utf8)
            #expect(read(bytes, isWhole: false) == read(bytes, isWhole: true))
        }
    }
}
