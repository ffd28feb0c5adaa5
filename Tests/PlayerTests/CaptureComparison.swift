import Text

/// Compares what the genuine CLI wrote with what the player wrote: texts byte for byte, messages by their kinds, keys in
/// their order and values, but for values that a table names with the reason.
struct CaptureComparison {
    /// Values that may differ, by the end of their path, and why.
    static let allowances: [(path: String, reason: String)] = [
        ("timestamp", "wall clock"), ("end_time", "wall clock"), ("request_sent_wall_ms", "wall clock"),
        ("duration_ms", "measured time"), ("duration_api_ms", "measured time"), ("ttft_ms", "measured time"),
        ("ttft_stream_ms", "measured time"), ("time_to_request_ms", "measured time"),
        ("first_content_frame_ms", "measured time"), ("retry_delay_ms", "drawn, within a quarter"),
        ("thinking_duration_ms", "measured time"), ("totalDurationMs", "measured time"),
        ("input_tokens", "tokens are the model's"), ("output_tokens", "tokens are the model's"),
        ("thinking_tokens", "tokens are the model's"), ("inputTokens", "tokens are the model's"),
        ("outputTokens", "tokens are the model's"), ("thinkingTokens", "tokens are the model's"),
        ("estimated_tokens", "tokens are the model's"), ("estimated_tokens_delta", "tokens are the model's"),
        ("total_tokens", "tokens are the model's"), ("totalTokens", "tokens are the model's"),
        ("first_request_input_tokens", "tokens are the model's"),
        ("total_cost_usd", "tokens are the model's"), ("costUSD", "tokens are the model's"),
        ("message.content.content.text", "words for the model, which are our own"),
        ("partial_json", "pieces are cut otherwise"),
        ("delta.text", "pieces are cut otherwise"),
        ("messaging_socket_path", "has the number of the process"), ("pid", "the number of the process"),
        ("slash_commands", "our own list"), ("agents", "our own list"),
        ("skills", "our own list"), ("plugins", "our own list"), ("capabilities", "our own list"),
        ("commands", "our own list"), ("models", "our own list"), ("available_output_styles", "our own list"),
        ("terminal_slash_commands", "our own list"), ("harnessSectionHash", "a hash of words that are not ours"),
        ("categories", "our own list"), ("gridRows", "a drawing of our own"),
        ("slashCommands", "our own list"),
        ("percentage", "follows our own tokens"), ("unattributedTokens", "tokens are the model's"),
    ]

    /// Allowances that were needed, by their place in the list.
    private(set) var needed: Set<Int> = []
    /// Identifiers of the capture and those that stand for them.
    private var names: [String: String] = [:]
    private var originals: [String: String] = [:]

    /// What differs first between two outputs; `nil`: nothing.
    mutating func difference(expected: String, actual: String) -> String? {
        let (wanted, found) = (Self.parts(expected), Self.parts(actual))
        let (kinds, others) = (wanted.map(Self.kind), found.map(Self.kind))
        for (index, pair) in zip(wanted, found).enumerated() {
            let (one, other) = (kinds[index], others[index])
            if one != other { return "line \(index) is \(other), not \(one); lines are \(others), not \(kinds)" }
            if let difference = difference(pair.0, pair.1, at: one) { return difference }
        }
        if kinds != others { return "lines are \(others), not \(kinds)" }
        return nil
    }

    /// Messages, and lines that are none; a row of pieces counts as one, since their number is a question of time.
    private static func parts(_ output: String) -> [JSONValue] {
        var parts: [JSONValue] = []
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let value = try? JSONParser.parse(String(line)), value.object != nil || value.array != nil else {
                parts.append(.string(String(line)))
                continue
            }
            for message in value.array ?? [value] {
                if kind(message).hasSuffix("content_block_delta"), parts.last.map(kind) == kind(message) { continue }
                parts.append(message)
            }
        }
        return parts
    }

    private static func kind(_ message: JSONValue) -> String {
        if message.string != nil { return "text" }
        let event = message["event"]?["type"]?.string ?? message["message"]?["content"]?.array?.first?["type"]?.string
        let request = message["request"]?["subtype"]?.string ?? message["response"]?["subtype"]?.string
        return [message["type"]?.string, message["subtype"]?.string, event ?? request].compactMap { $0 }
            .joined(separator: "/")
    }

    private mutating func difference(_ wanted: JSONValue, _ found: JSONValue, at path: String) -> String? {
        if let one = wanted.object, let other = found.object {
            var (keys, others) = (one.members.map(\.key), other.members.map(\.key))
            if isAllowed(path) { return nil }
            // The CLI writes the input of a tool again in the order of the tool's own schema.
            if path.contains(".request.input") { (keys, others) = (keys.sorted(), others.sorted()) }
            if keys != others {
                // Names of models are keys, too.
                let (missing, extra) = (keys.filter { !others.contains($0) }, others.filter { !keys.contains($0) })
                return "\(path) lacks the keys \(missing), has \(extra) besides, or in another order: \(others)"
            }
            for member in one.members {
                guard let value = other[member.key] else { continue }
                if let difference = difference(member.value, value, at: "\(path).\(member.key)") { return difference }
            }
            return nil
        }
        if let one = wanted.array, let other = found.array {
            if one == other || isAllowed(path) { return nil }
            if one.count != other.count { return "\(path) is \(found.text), not \(wanted.text)" }
            for (index, pair) in zip(one, other).enumerated() {
                if let difference = difference(pair.0, pair.1, at: "\(path)[\(index)]") { return difference }
            }
            return nil
        }
        if let one = wanted.string, let other = found.string, Self.isName(path) { add(one, other) }
        if wanted.kind != found.kind { return "\(path) is \(found.text), not \(wanted.text)" }
        if wanted == found { return nil }
        if let one = wanted.string, let other = found.string, isSame(one, other) { return nil }
        if isAllowed(path) { return nil }
        return "\(path) is \(found.text), not \(wanted.text)"
    }

    private mutating func isAllowed(_ path: String) -> Bool {
        let plain = path.split(separator: "[").map {
            $0.drop { $0 != "]" }.isEmpty ? $0 : $0.drop { $0 != "]" }.dropFirst()
        }
        .joined()
        let place = Self.allowances.firstIndex { plain.hasSuffix(".\($0.path)") }
        if let place { needed.insert(place) }
        return place != nil
    }

    // MARK: Texts

    /// Whether two texts are equal but for identifiers, which stand for each other everywhere.
    private mutating func isSame(_ wanted: String, _ found: String) -> Bool {
        // The captures leave long texts out.
        if wanted.contains("…"), wanted.hasSuffix("…") || wanted.contains("chars elided") { return true }
        let (one, other) = (Self.pieces(wanted), Self.pieces(found))
        guard one.count == other.count else { return false }
        for (first, second) in zip(one, other) {
            if first.isIdentifier != second.isIdentifier { return false }
            guard first.isIdentifier || names[first.text] != nil else {
                if first.text != second.text { return false }
                continue
            }
            if let name = names[first.text], name != second.text { return false }
            if let original = originals[second.text], original != first.text { return false }
            names[first.text] = second.text
            originals[second.text] = first.text
        }
        return true
    }

    private static func pieces(_ text: String) -> [(text: String, isIdentifier: Bool)] {
        var pieces: [(text: String, isIdentifier: Bool)] = []
        var word = ""
        func add(_ piece: String, to pieces: inout [(text: String, isIdentifier: Bool)]) {
            if !piece.isEmpty { pieces.append((piece, isIdentifier(piece))) }
        }
        for character in text {
            if character.isASCII, character.isLetter || character.isNumber || character == "-" || character == "_" {
                word.append(character)
            } else {
                add(word, to: &pieces)
                word = ""
                pieces.append((String(character), false))
            }
        }
        add(word, to: &pieces)
        return pieces
    }

    /// Whether a value is the name of a task: random, and the same everywhere.
    private static func isName(_ path: String) -> Bool {
        [".task_id", ".run_id", ".agent_id"].contains { path.hasSuffix($0) }
    }

    private mutating func add(_ one: String, _ other: String) {
        guard names[one] == nil, originals[other] == nil else { return }
        names[one] = other
        originals[other] = one
    }

    private static func isIdentifier(_ word: String) -> Bool {
        for start in ["msg_", "toolu_", "req_"] where word.hasPrefix(start) { return true }
        return word.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
    }
}
