import Text

/// What is new in every run of the same session, so that a comparison passes over it.
///
/// Identifiers become numbers in the order in which they first stand in a recording, so that it still shows where a
/// message names the wrong one; times and durations become nothing.
struct VolatileValues {
    /// Keys whose values are times, durations or figures of the machine.
    static let keys: Set<String> = [
        "timestamp", "duration_ms", "duration_api_ms", "ttft_ms", "ttft_stream_ms", "time_to_request_ms",
        "first_content_frame_ms", "thinking_duration_ms", "durationMs", "totalDurationMs", "messaging_socket_path",
    ]
    /// What identifiers of the API begin with.
    private static let prefixes = ["toolu_", "msg_", "req_"].map { Array($0.utf8) }

    private let ignored: Set<String>
    private let isStrict: Bool
    private var numbers: [String: Int] = [:]

    /// A view of one recording.
    ///
    /// - Parameters:
    ///   - ignored: more keys to pass over.
    ///   - isStrict: whether everything counts, volatile or not, but for `ignored`.
    init(ignoring ignored: Set<String> = [], isStrict: Bool = false) {
        self.ignored = ignored
        self.isStrict = isStrict
    }

    /// A value without what is volatile in it.
    mutating func stable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): return .string(stable(text))
        case .array(let elements):
            var result: [JSONValue] = []
            for element in elements { result.append(stable(element)) }
            return .array(result)
        case .object(let object):
            var result = JSONObject()
            for member in object.members where !ignored.contains(member.key) {
                guard isStrict || !Self.keys.contains(member.key) else { continue }
                result.members.append(JSONObject.Member(key: member.key, value: stable(member.value)))
            }
            // The order of keys is not stable, not even within one version of the CLI.
            if !isStrict { result.members.sort { $0.key < $1.key } }
            return .object(result)
        default: return value
        }
    }

    /// A text with numbers for identifiers.
    mutating func stable(_ text: String) -> String {
        guard !isStrict else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        var start = 0
        while index < bytes.count {
            guard let length = Self.identifierLength(bytes, at: index) else {
                index += 1
                continue
            }
            result += bytes[start..<index]
            let name = String(decoding: bytes[index..<index + length], as: UTF8.self)
            let number = numbers[name] ?? numbers.count + 1
            numbers[name] = number
            result += "id#\(number)".utf8
            index += length
            start = index
        }
        guard start > 0 else { return text }
        result += bytes[start...]
        return String(decoding: result, as: UTF8.self)
    }

    /// The length of an identifier that begins here: a UUID, or a word of the API with its prefix.
    private static func identifierLength(_ bytes: [UInt8], at start: Int) -> Int? {
        if start > 0, isWord(bytes[start - 1]) { return nil }
        if isUUID(bytes, at: start) { return 36 }
        for prefix in prefixes where bytes[start...].starts(with: prefix) {
            let length = bytes[start...].prefix(while: isWord).count
            if length >= prefix.count + 6 { return length }
        }
        return nil
    }

    private static func isUUID(_ bytes: [UInt8], at start: Int) -> Bool {
        guard start + 36 <= bytes.count, isHexadecimal(bytes[start]) else { return false }
        for place in 0..<36 {
            let byte = bytes[start + place]
            let isDash = [8, 13, 18, 23].contains(place)
            guard isDash ? byte == UInt8(ascii: "-") : isHexadecimal(byte) else { return false }
        }
        return start + 36 == bytes.count || !isWord(bytes[start + 36])
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F
    }
}
