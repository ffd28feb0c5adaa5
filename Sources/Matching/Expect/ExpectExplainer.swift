import Terminal
import Text

/// Finds out why a pattern has not matched: the nearest thing to it that is there.
struct ExpectExplainer {
    let text: ByteSpan
    /// The offset in `text` from which on it was searched.
    let window: Int
    let exitCode: Int32?
    let hasEnded: Bool
    let silence: Duration
    let elapsed: Duration
    let retainedBytesMax: Int
    let screen: Screen?

    /// How many of the last bytes are looked at for what is near, in bytes.
    static let nearBytesMax = 256 * 1024

    /// The reason in words.
    func reason(for pattern: ExpectPattern) -> String {
        switch pattern.kind {
        case .literal(let bytes): literalReason(bytes)
        case .regex(let pattern): regexReason(pattern)
        case .json(let condition): jsonReason(condition)
        case .screen(let condition): screen.map(condition.reason) ?? "the settings ask for no screen"
        case .fullBuffer: "only \(text.count) of \(retainedBytesMax) bytes are there"
        case .idle(let duration): "\(silence.seconds) s of silence, \(duration.seconds) s are wanted"
        case .endOfOutput: "somebody can still write"
        case .exit: exitCode.map { "the program has ended with status \($0)" } ?? "the program runs"
        case .timeout: "only \(elapsed.seconds) s are over"
        }
    }

    private var searched: ByteSpan { text.part(max(window, text.count - Self.nearBytesMax), text.count) }

    // MARK: Text

    private func literalReason(_ literal: [UInt8]) -> String {
        if text.isEmpty { return "nothing was printed" }
        if let place = LiteralSearch.first(literal, in: text, from: 0), place < window {
            return outsideWindow(place)
        }
        if let reason = reasonIfChanged(
            literal.asciiLowercased, in: searched.map(\.asciiLowercased), "upper and lower case")
        {
            return reason
        }
        let unix = searched.filter { $0 != UInt8(ascii: "\r") }
        if let reason = reasonIfChanged(
            literal.filter { $0 != UInt8(ascii: "\r") }, in: unix, "line ends: a terminal prints \\r\\n")
        {
            return reason
        }
        let plain = EscapeStripper.strip(searched)
        if let reason = reasonIfChanged(literal, in: plain, "the escape sequences between its characters") {
            return reason
        }
        return longestPart(of: literal)
    }

    private func reasonIfChanged(_ literal: [UInt8], in bytes: [UInt8], _ difference: String) -> String? {
        let isThere = bytes.withUnsafeBufferPointer { LiteralSearch.first(literal, in: $0, from: 0) != nil }
        return isThere ? "it is there but for \(difference)" : nil
    }

    /// How much of the start of the literal is there, and what stands behind that.
    private func longestPart(of literal: [UInt8]) -> String {
        var (length, place) = (0, 0)
        let bytes = searched
        for start in bytes.indices {
            var count = 0
            while count < literal.count, start + count < bytes.count, bytes[start + count] == literal[count] {
                count += 1
            }
            if count > length { (length, place) = (count, start) }
        }
        guard length > 0 else { return "not even its first character is there" }
        let offset = place + text.count - bytes.count
        let part = "\"\(VisibleText.clean(literal[..<length]))\" at byte \(offset)"
        guard place + length < bytes.count else { return "the output ends within it, after \(part)" }
        let end = min(place + length + 8, bytes.count)
        return "the most of it is \(part), then comes \"\(VisibleText.clean(bytes[place + length..<end]))\""
    }

    private func regexReason(_ pattern: Pattern) -> String {
        if text.isEmpty { return "nothing was printed" }
        if let match = pattern.firstMatch(in: text), match.range.lowerBound < window {
            return outsideWindow(match.range.lowerBound)
        }
        if let loose = try? Pattern(pattern.source, flags: pattern.flags.union(.caseInsensitive)),
            let match = loose.firstMatch(in: searched)
        {
            return "it would match \(shown(match.range, of: searched)) but for upper and lower case"
        }
        let plain = EscapeStripper.strip(searched)
        if let match = pattern.firstMatch(in: plain) {
            return
                "it would match \(plain.withUnsafeBufferPointer { shown(match.range, of: $0) }) without the escape sequences"
        }
        if pattern.program.prefilter.isUseful, let start = earliestStart(of: pattern), start < text.count {
            return "a match could begin at byte \(start): \(shown(start..<text.count, of: text))"
        }
        return "nothing of the \(text.count) bytes matches or begins a match"
    }

    /// Where a match could start that the text has not decided; the machine knows the byte, and the automaton does not.
    private func earliestStart(of pattern: Pattern) -> Int? {
        var machine = PatternMachine(pattern.program, at: 0, behind: -1)
        for byte in text where !machine.isSettled { machine.advance(Int(byte)) }
        return machine.isSettled ? nil : machine.earliestStart
    }

    private func outsideWindow(_ place: Int) -> String {
        "it stands at byte \(place), but only the last \(text.count - window) bytes are searched"
    }

    private func shown(_ range: Range<Int>, of bytes: ByteSpan) -> String {
        let end = min(range.upperBound, range.lowerBound + 40)
        return "\"\(VisibleText.clean(bytes.part(range.lowerBound, end)))\"\(end < range.upperBound ? "…" : "")"
    }

    // MARK: JSON

    private func jsonReason(_ condition: JSONCondition) -> String {
        let lines = searched.split(separator: UInt8(ascii: "\n"))
        let values = lines.compactMap { JSONLineSearch.parse(ByteSpan(rebasing: $0)) }
        guard let last = values.last else { return "none of \(lines.count) lines is a JSON object or array" }
        guard let (path, _) = condition.comparison else { return "none of \(values.count) JSON lines is such" }
        let found = JSONCondition.value(of: last, at: path).map(\.text) ?? "missing"
        return "none of \(values.count) JSON lines; in the last one \(path.joined(separator: ".")) is \(found)"
    }
}

extension [UInt8] {
    fileprivate var asciiLowercased: [UInt8] { map(\.asciiLowercased) }
}

extension Duration {
    /// The duration in seconds, to the millisecond.
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds * 1000 + attoseconds / 1_000_000_000_000_000) / 1000
    }
}
