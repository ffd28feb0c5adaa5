import Text

/// Takes secrets, folders and names out of a header.
struct HeaderRedaction {
    private let rules: RedactionRules
    /// How often each rule has struck.
    private(set) var counts: [Int]

    init(_ rules: RedactionRules) {
        self.rules = rules
        counts = [Int](repeating: 0, count: rules.names.count)
    }

    /// The header without them; what was counted goes to its `redactions`.
    mutating func redacted(_ header: RecordingHeader) -> RecordingHeader {
        guard !rules.isEmpty || rules.hidesVariables else { return header }
        var header = header
        let old = header.understudy?.redactions ?? []
        let members = header.json.members
        header.json.members = members.map { member in
            switch member.key {
            case "env": JSONObject.Member(key: member.key, value: redactedVariables(member.value))
            case "title":
                JSONObject.Member(key: member.key, value: member.value.mappingStrings { redacted(words: redacted($0)) })
            default: JSONObject.Member(key: member.key, value: member.value.mappingStrings { redacted($0) })
            }
        }
        let sum = RedactionCounts.sum([old, RedactionCounts.named(counts, rules)])
        if !sum.isEmpty {
            var details = header.understudy ?? RecordingDetails()
            details.redactions = sum
            header.understudy = details
        }
        return header
    }

    private mutating func redactedVariables(_ value: JSONValue) -> JSONValue {
        guard let object = value.object else { return value }
        let members = object.members.map { member in
            guard let text = member.value.string else { return member }
            if rules.hidesVariables, RedactionRequest.isSecret(variable: member.key), !text.isEmpty {
                if let rule = rules.names.firstIndex(of: RedactionRequest.environmentRule) { counts[rule] += 1 }
                return JSONObject.Member(key: member.key, value: .string(Self.hidden))
            }
            return JSONObject.Member(key: member.key, value: .string(redacted(words: redacted(text))))
        }
        return .object(JSONObject(members: members))
    }

    /// What stands for a value that nobody needs to see, not even its length.
    private static let hidden = "***"

    /// A text without secrets; the home folder is `~`, names in paths are gone.
    private mutating func redacted(_ text: String) -> String {
        var text = text
        for (index, rule) in rules.names.enumerated() where rule == "home" {
            for name in rules.personalNames where name.rule == "home" {
                let parts = text.split(separator: name.text, omittingEmptySubsequences: false)
                guard parts.count > 1 else { continue }
                text = parts.dropFirst().reduce(String(parts[0])) { text, part in
                    guard part.utf8.first.map({ !ByteSet.word.contains($0) }) ?? true else {
                        return text + name.text + part
                    }
                    counts[index] += 1
                    return text + "~" + part
                }
            }
        }
        return String(decoding: Redactor.redacted(Array(text.utf8), rules, &counts), as: UTF8.self)
    }

    /// A text in which names are gone wherever they are words of their own.
    private mutating func redacted(words text: String) -> String {
        var bytes = Array(text.utf8)
        for name in rules.personalNames where name.rule != "home" {
            guard let rule = rules.names.firstIndex(of: name.rule) else { continue }
            let wanted = Array(name.text.utf8)
            var start = 0
            while let range = ByteSearch.firstRange(of: wanted, in: bytes[start...]) {
                start = range.upperBound
                let isWord = [range.lowerBound - 1, range.upperBound].allSatisfy { place in
                    !bytes.indices.contains(place) || !ByteSet.word.contains(bytes[place])
                }
                guard isWord else { continue }
                for place in range { bytes[place] = RedactionRules.alias }
                counts[rule] += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONValue {
    /// The value with each string replaced; keys stay.
    func mappingStrings(_ transform: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): .string(transform(text))
        case .array(let elements): .array(elements.map { $0.mappingStrings(transform) })
        case .object(let object):
            .object(
                JSONObject(
                    members: object.members.map {
                        JSONObject.Member(key: $0.key, value: $0.value.mappingStrings(transform))
                    }))
        case .null, .bool, .number: self
        }
    }
}
