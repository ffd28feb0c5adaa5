import Text

/// The names of a client's requests: its own in the recording, and those that the client that is here has given.
///
/// A client invents them anew each time, so that a recorded answer is for the request at the same place.
struct RequestNames {
    private let recorded: [String]
    private var live: [String] = []
    private var line: [UInt8] = []

    init(recordedInput: [UInt8]) {
        recorded = recordedInput.split(separator: UInt8(ascii: "\n")).compactMap { Self.name(in: Array($0)) }
    }

    /// Whether the recorded client asked for anything.
    var isEmpty: Bool { recorded.isEmpty }

    /// Goes on with the names that the client that is here has given so far.
    mutating func goOn(from other: RequestNames) {
        live = other.live
        line = other.line
    }

    /// Takes input of the client that is here.
    mutating func take(_ bytes: [UInt8]) {
        guard !isEmpty else { return }
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if let name = Self.name(in: line) { live.append(name) }
            line = []
        }
    }

    /// Recorded output with the names of the client that is here.
    func renamed(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty, ByteSearch.firstRange(of: Array("\"control_response\"".utf8), in: bytes[...]) != nil else {
            return bytes
        }
        var bytes = bytes
        for (old, new) in zip(recorded, live) where old != new {
            let mark = Array("\"request_id\":\"\(old)\"".utf8)
            guard let range = ByteSearch.firstRange(of: mark, in: bytes[...]) else { continue }
            bytes.replaceSubrange(range, with: Array("\"request_id\":\"\(new)\"".utf8))
        }
        return bytes
    }

    private static func name(in line: [UInt8]) -> String? {
        guard let message = try? JSONParser.parse(line), message["type"]?.string == "control_request" else {
            return nil
        }
        return message["request_id"]?.string
    }
}
