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
            guard let range = Self.place(of: old, in: bytes) else { continue }
            bytes.replaceSubrange(range, with: Array(new.utf8))
        }
        return bytes
    }

    private static let key = Array("\"request_id\"".utf8)

    /// Where a name stands as that of a request, without its quotes; programs differ in the blanks around the colon.
    private static func place(of name: String, in bytes: [UInt8]) -> Range<Int>? {
        let word = Array("\"\(name)\"".utf8)
        var rest = bytes[...]
        while let range = ByteSearch.firstRange(of: word, in: rest) {
            var before = bytes[..<range.lowerBound]
            while before.last == UInt8(ascii: " ") { before.removeLast() }
            if before.popLast() == UInt8(ascii: ":") {
                while before.last == UInt8(ascii: " ") { before.removeLast() }
                if before.suffix(key.count) == key[...] { return (range.lowerBound + 1)..<(range.upperBound - 1) }
            }
            rest = bytes[range.upperBound...]
        }
        return nil
    }

    /// The name of the request that a line is; `nil`: it is none.
    static func name(in line: [UInt8]) -> String? {
        guard let message = try? JSONParser.parse(line), message["type"]?.string == "control_request" else {
            return nil
        }
        return message["request_id"]?.string
    }
}
