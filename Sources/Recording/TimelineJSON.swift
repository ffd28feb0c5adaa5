import Determinism
import Text

/// An event as one JSON object, for programs that read `show --json`.
enum TimelineJSON {
    /// The object, on one line without a line end and without a raw control character.
    static func line(of event: RecordedEvent) -> [UInt8] {
        var object = JSONObject()
        object["time"] = .number(JSONNumber(text: event.at.description))
        let (code, key, value) = fields(of: event.content)
        object["code"] = .string(code)
        object[key] = value
        return escapingC1(JSONValue.object(object).encoded)
    }

    private static func fields(of content: RecordedEvent.Content) -> (code: String, key: String, value: JSONValue) {
        switch content {
        case .output(let bytes): bytesFields("o", bytes)
        case .error(let bytes): bytesFields("e", bytes)
        case .input(let bytes): bytesFields("i", bytes)
        case .resize(let size): ("r", "text", .string(size.description))
        case .marker(let text): ("m", "text", .string(text))
        case .exit(let status): ("x", "text", .string(String(status.code)))
        case .closed(let stream): ("c", "text", .string(stream.rawValue))
        case .signal(let signal): ("s", "text", .string(signal.name))
        case .sample(let sample): ("g", "text", .string(sample.text))
        case .fault(let text): ("f", "text", .string(text))
        case .note(let text): ("n", "text", .string(text))
        case .unknown(let code, let data): (code, "data", data)
        }
    }

    private static func bytesFields(_ code: String, _ bytes: [UInt8]) -> (code: String, key: String, value: JSONValue) {
        guard UTF8Check.isValid(bytes) else { return (code, "base64", .string(Base64.encode(bytes))) }
        return (code, "text", .string(String(decoding: bytes, as: UTF8.self)))
    }

    /// The same JSON with the controls from U+0080 to U+009F escaped: a terminal would obey them.
    private static func escapingC1(_ line: [UInt8]) -> [UInt8] {
        guard line.contains(0xC2) else { return line }
        var result: [UInt8] = []
        var index = 0
        while index < line.count {
            let isC1 = line[index] == 0xC2 && index + 1 < line.count && line[index + 1] < 0xA0
            if isC1 {
                result += Array("\\u00\(String(line[index + 1], radix: 16))".utf8)
            } else {
                result.append(line[index])
            }
            index += isC1 ? 2 : 1
        }
        return result
    }
}
