import Yams

/// Reads YAML into positioned values and refuses what makes YAML dangerous: aliases, merge keys, odd keys, depth.
enum YAMLReader {
    /// The largest file, in bytes.
    static let fileBytesMax = 1_048_576

    /// How deep values may nest, in levels.
    static let depthMax = 64

    /// How many values one file may hold.
    static let valuesMax = 1_000_000

    /// Reads one document.
    ///
    /// - Returns: `nil` where the text holds no value at all.
    static func read(_ bytes: [UInt8], file: String) throws(SourceError) -> YAMLValue? {
        guard bytes.count <= fileBytesMax else {
            throw SourceError(file: file, "the file has \(bytes.count) bytes; a scenario may have \(fileBytesMax)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let place = invalidPlace(in: bytes)
            throw SourceError(file: file, position: place, "the text is not UTF-8; save the file as UTF-8")
        }
        try refuseControls(in: bytes, text, file: file)
        guard let node = try compose(text, bytes, file: file) else { return nil }
        var walk = Walk(file: file)
        return try walk.value(of: node, depth: 0)
    }

    private static func compose(_ text: String, _ bytes: [UInt8], file: String) throws(SourceError) -> Node? {
        if let trap = AliasTrap(bytes) {
            do { _ = try Yams.compose(yaml: trap.text) } catch {
                // Duplicate keys stop the second look at the same place, with the keys as they are written.
                guard case .duplicatedKeysInMapping? = error as? YamlError else {
                    throw sourceError(error, file: file, text) { trap.original($0) }
                }
            }
        }
        do { return try Yams.compose(yaml: text) } catch { throw sourceError(error, file: file, text) { $0 } }
    }

    /// YAML has no place for control characters, and libyaml does not say in which line it found one.
    private static func refuseControls(in bytes: [UInt8], _ text: String, file: String) throws(SourceError) {
        guard bytes.contains(where: isForbidden) else { return }
        var line = 1
        var column = 1
        for scalar in text.unicodeScalars {
            if let byte = UInt8(exactly: scalar.value), isForbidden(byte) {
                let code = String(scalar.value, radix: 16, uppercase: true)
                throw SourceError(
                    file: file, position: SourcePosition(line: line, column: column),
                    "the control character U+\(String(repeating: "0", count: 4 - code.count))\(code); write it as an "
                        + "escape in double quotes")
            }
            column += 1
            if scalar == "\n" { (line, column) = (line + 1, 1) }
        }
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0D: false
        default: byte < 0x20 || byte == 0x7F
        }
    }

    private static func invalidPlace(in bytes: [UInt8]) -> SourcePosition {
        var line = 1
        for row in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: row, as: UTF8.self) == nil {
                let valid = String(decoding: row, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
                return SourcePosition(line: line, column: valid.count + 1)
            }
            line += 1
        }
        return SourcePosition(line: line, column: 1)
    }

    private static func lineCount(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } + 1 }

    private static func sourceError(
        _ error: any Error, file: String, _ text: String, place: (SourcePosition) -> SourcePosition
    ) -> SourceError {
        guard let error = error as? YamlError else { return SourceError(file: file, "\(error)") }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let found = place(SourcePosition(line: mark.line, column: mark.column))
            let position = SourcePosition(line: min(found.line, lineCount(text)), column: found.column)
            if problem == AliasTrap.problem { return SourceError(file: file, position: position, AliasTrap.message) }
            return SourceError(file: file, position: position, "not YAML: \(problem)")
        case .reader(let problem, let offset, _, _):
            return SourceError(file: file, "not YAML: \(problem)" + (offset.map { " at character \($0 + 1)" } ?? ""))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let position = SourcePosition(line: context.mark.line, column: context.mark.column)
            let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            return SourceError(file: file, position: position, "duplicate key \(keys); the first one stands here")
        default: return SourceError(file: file, "not YAML: \(error)")
        }
    }
}

/// One pass over a composed tree in the order of the text.
private struct Walk {
    let file: String
    private var count = 0

    /// What the tags that Yams finds by itself begin with.
    private static let coreTag = "tag:yaml.org,2002:"

    /// The tags that Yams gives to keys without one, by YAML 1.1.
    private static let keyTags: Set<String> = Set(
        ["str", "bool", "int", "float", "null", "timestamp", "merge", "value"].map { coreTag + $0 })

    init(file: String) { self.file = file }

    mutating func value(of node: Node, depth: Int) throws(SourceError) -> YAMLValue {
        let position = try visit(node, depth: depth)
        switch node {
        case .scalar(let scalar):
            let isQuoted = ![.plain, .any].contains(scalar.style)
            // Quoted text counts as tagged `!!str`, which it is.
            try refuse(scalar.tag, unless: isQuoted ? [Self.coreTag + "str"] : [], at: position)
            return YAMLValue(content: .scalar(scalar.string, isQuoted: isQuoted), position: position)
        case .sequence(let sequence):
            try refuse(sequence.tag, unless: [], at: position)
            var elements: [YAMLValue] = []
            for element in sequence { elements.append(try value(of: element, depth: depth + 1)) }
            return YAMLValue(content: .sequence(elements), position: position)
        case .mapping(let mapping):
            try refuse(mapping.tag, unless: [], at: position)
            return YAMLValue(content: .mapping(try members(of: mapping, depth: depth)), position: position)
        case .alias: throw SourceError(file: file, position: position, AliasTrap.message)
        }
    }

    private mutating func members(of mapping: Node.Mapping, depth: Int) throws(SourceError) -> [YAMLValue.Member] {
        var members: [YAMLValue.Member] = []
        var keys: Set<String> = []
        for (key, element) in mapping {
            let member = try member(key, element, depth: depth)
            // Yams compares keys with their types: to it `1` and `"1"` differ.
            guard keys.insert(member.key).inserted else {
                throw SourceError(file: file, position: member.position, "duplicate key '\(member.key)'")
            }
            members.append(member)
        }
        return members
    }

    private mutating func member(_ key: Node, _ element: Node, depth: Int) throws(SourceError) -> YAMLValue.Member {
        let place = try visit(key, depth: depth + 1)
        guard case .scalar(let scalar) = key else {
            throw SourceError(file: file, position: place, "a key has to be a word, not a list or a mapping")
        }
        guard scalar.string != "<<" else {
            throw SourceError(file: file, position: place, "merge keys ('<<') are not supported; write the keys out")
        }
        try refuse(scalar.tag, unless: Self.keyTags, at: place)
        return YAMLValue.Member(key: scalar.string, position: place, value: try value(of: element, depth: depth + 1))
    }

    private func refuse(_ tag: Tag, unless known: Set<String>, at position: SourcePosition) throws(SourceError) {
        let name = tag.description
        guard !name.isEmpty, !known.contains(name) else { return }
        let shown = name.hasPrefix(Self.coreTag) ? "!!" + name.dropFirst(Self.coreTag.count) : name
        throw SourceError(
            file: file, position: position, "tags ('\(shown)') are not supported; the key decides what its value is")
    }

    private mutating func visit(_ node: Node, depth: Int) throws(SourceError) -> SourcePosition {
        let mark = SourcePosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        count += 1
        guard count <= YAMLReader.valuesMax else {
            throw SourceError(file: file, position: mark, "more than \(YAMLReader.valuesMax) values")
        }
        guard depth <= YAMLReader.depthMax else {
            throw SourceError(file: file, position: mark, "nested deeper than \(YAMLReader.depthMax) levels")
        }
        return mark
    }
}
