import Text

/// Holds the input of a call against the recorded one (`UNDERSTUDY_STRICT=1`), as it comes.
///
/// Lines of stream-json are compared by what they say, since clients invent identifiers; anything else byte for byte.
struct StrictInput {
    private let recorded: [UInt8]
    private let isStreamJSON: Bool
    /// Where the recorded input goes on.
    private var position = 0
    /// A line that has no end yet.
    private var line: [UInt8] = []
    private var lineNumber = 0
    /// The last bytes that were compared, for messages.
    private var past: [UInt8] = []

    /// How much of what agreed is shown in front of a difference, in bytes.
    private static let pastBytesMax = 20
    /// How much is shown from a difference on, in bytes.
    private static let rest = 40

    init(recorded: [UInt8], isStreamJSON: Bool) {
        self.recorded = recorded
        self.isStreamJSON = isStreamJSON
    }

    /// What differs first; `nil`: nothing so far.
    ///
    /// - Parameter hasEnded: whether this is all: what was recorded besides is missing then.
    mutating func difference(after bytes: [UInt8], hasEnded: Bool) -> String? {
        isStreamJSON
            ? lineDifference(after: bytes, hasEnded: hasEnded) : byteDifference(after: bytes, hasEnded: hasEnded)
    }

    // MARK: Bytes

    private mutating func byteDifference(after bytes: [UInt8], hasEnded: Bool) -> String? {
        let same = zip(recorded[position...], bytes).prefix { $0 == $1 }.count
        position += same
        past = (past + bytes[..<same]).suffix(Self.pastBytesMax)
        guard same < bytes.count || (hasEnded && position < recorded.count) else { return nil }
        return """
            the input differs from the recorded input at byte \(position)
              - \(shown(recorded[position...]))
              + \(shown(bytes[same...]))
            """
    }

    /// The line around the position, for people.
    private func shown(_ rest: ArraySlice<UInt8>) -> String {
        if rest.isEmpty { return "(end of input)" }
        let text = VisibleText.clean(past + rest.prefix(Self.rest))
        return (position > past.count ? "…" : "")
            + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "␊")
    }

    // MARK: Lines

    private mutating func lineDifference(after bytes: [UInt8], hasEnded: Bool) -> String? {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            line += rest[..<end]
            rest = rest[(end + 1)...]
            if let difference = lineDifference() { return difference }
        }
        line += rest
        guard hasEnded else { return nil }
        if !line.isEmpty, let difference = lineDifference() { return difference }
        guard let missing = nextRecordedLine() else { return nil }
        lineNumber += 1
        return words(InputComparison.difference(missing, nil) ?? "")
    }

    /// Compares the line that has come to its end; an empty one says nothing.
    private mutating func lineDifference() -> String? {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { return nil }
        lineNumber += 1
        return InputComparison.difference(nextRecordedLine(), Self.value(line)).map(words)
    }

    private func words(_ difference: String) -> String {
        "line \(lineNumber) of the input differs from the recorded one \(difference)"
    }

    private mutating func nextRecordedLine() -> JSONValue? {
        while position < recorded.count {
            let end = recorded[position...].firstIndex(of: UInt8(ascii: "\n")) ?? recorded.count
            let line = Array(recorded[position..<end])
            position = end + 1
            if line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) { return Self.value(line) }
        }
        return nil
    }

    /// A line as JSON, or as its own text where it is none.
    private static func value(_ line: [UInt8]) -> JSONValue {
        (try? JSONParser.parse(line)) ?? .string(String(decoding: line, as: UTF8.self))
    }
}
