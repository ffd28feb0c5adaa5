import Yams

/// Reads YAML into positioned values and refuses what makes YAML dangerous: aliases, merge keys, odd keys, depth.
enum YAMLReader {
    /// The largest file, in bytes.
    static let fileBytesMax = 16_777_216

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
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw sourceError(error, file: file, lines: lineCount(text)) }
        guard let node else { return nil }
        var walk = Walk(file: file)
        return try walk.value(of: node, depth: 0)
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

    private static func sourceError(_ error: any Error, file: String, lines: Int) -> SourceError {
        guard let error = error as? YamlError else { return SourceError(file: file, "\(error)") }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let place = SourcePosition(line: min(mark.line, lines), column: mark.column)
            return SourceError(file: file, position: place, "not YAML: \(problem)")
        case .reader(let problem, let offset, _, _):
            return SourceError(file: file, "not YAML: \(problem)" + (offset.map { " at byte \($0)" } ?? ""))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let place = SourcePosition(line: context.mark.line, column: context.mark.column)
            let keys = duplicates.sorted().map { "'\($0)'" }.joined(separator: ", ")
            return SourceError(file: file, position: place, "duplicate key \(keys) in the mapping that starts here")
        default: return SourceError(file: file, "not YAML: \(error)")
        }
    }
}

/// One pass over a composed tree in the order of the text.
private struct Walk {
    let file: String
    private var last = SourcePosition(line: 0, column: 0)
    private var mayShareMark = false
    private var count = 0

    init(file: String) { self.file = file }

    mutating func value(of node: Node, depth: Int) throws(SourceError) -> YAMLValue {
        let position = try visit(node, depth: depth)
        switch node {
        case .scalar(let scalar):
            let isQuoted = ![.plain, .any].contains(scalar.style)
            return YAMLValue(content: .scalar(scalar.string, isQuoted: isQuoted), position: position)
        case .sequence(let sequence):
            mayShareMark = true
            var elements: [YAMLValue] = []
            for element in sequence { elements.append(try value(of: element, depth: depth + 1)) }
            return YAMLValue(content: .sequence(elements), position: position)
        case .mapping(let mapping):
            mayShareMark = true
            var members: [YAMLValue.Member] = []
            for (key, element) in mapping { members.append(try member(key, element, depth: depth)) }
            return YAMLValue(content: .mapping(members), position: position)
        case .alias: throw aliasError(at: position)
        }
    }

    private mutating func member(_ key: Node, _ element: Node, depth: Int) throws(SourceError) -> YAMLValue.Member {
        let place = try visit(key, depth: depth + 1)
        guard case .scalar(let scalar) = key else {
            throw SourceError(file: file, position: place, "a key has to be a word, not a list or a mapping")
        }
        guard scalar.string != "<<" else {
            throw SourceError(file: file, position: place, "merge keys ('<<') are not supported; write the keys out")
        }
        return YAMLValue.Member(key: scalar.string, position: place, value: try value(of: element, depth: depth + 1))
    }

    /// Checks the limits, and that this node was written here: composing resolves an alias to the node that its anchor
    /// stands at, and that one was visited before.
    private mutating func visit(_ node: Node, depth: Int) throws(SourceError) -> SourcePosition {
        let mark = node.mark.map { SourcePosition(line: $0.line, column: $0.column) } ?? last
        guard mark > last || mayShareMark && mark == last else { throw aliasError(at: last) }
        last = mark
        mayShareMark = false
        count += 1
        guard count <= YAMLReader.valuesMax else {
            throw SourceError(file: file, position: mark, "more than \(YAMLReader.valuesMax) values")
        }
        guard depth <= YAMLReader.depthMax else {
            throw SourceError(file: file, position: mark, "nested deeper than \(YAMLReader.depthMax) levels")
        }
        return mark
    }

    private func aliasError(at position: SourcePosition) -> SourceError {
        SourceError(
            file: file, position: position, "aliases ('*name') are not supported, since a few can expand to millions of "
                + "values; write the value out after this place")
    }
}
