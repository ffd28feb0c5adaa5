/// Reads the text of a pattern: RE2's syntax, and the flag `x` of most other engines.
///
/// Source: the syntax page of RE2.
struct PatternParser {
    private(set) var groups = 0
    private(set) var names: [String?] = [nil]
    /// Whether `\\C` stands in it: a match can then begin or end inside of a character.
    private(set) var takesSingleBytes = false
    private var text: [Unicode.Scalar]
    private var position = 0
    private var flags: Pattern.Flags
    private var depth = 0

    init(_ source: String, flags: Pattern.Flags) {
        text = Array(source.unicodeScalars)
        self.flags = flags
    }

    /// The tree of the whole pattern.
    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try alternatives()
        if position < text.count { throw PatternError(.unexpectedParenthesis, offset: position, expected: "`\\)`") }
        return node
    }

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        if depth > Pattern.nestingMax { throw PatternError(.tooDeep, offset: position) }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while true {
            skipBlanks()
            guard let next = peek, next != "|", next != ")" else { break }
            if takeAll("\\Q") {
                nodes += quoted()
                if let last = nodes.popLast() { nodes.append(try quantified(last)) }
                continue
            }
            // Flags that are set for the rest of a group are no atom.
            guard let atom = try atom() else { continue }
            nodes.append(try quantified(atom))
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    /// The literals from `\Q` to `\E`, or to the end.
    private mutating func quoted() -> [PatternNode] {
        var nodes: [PatternNode] = []
        while let next = peek, !takeAll("\\E") {
            position += 1
            nodes.append(literal(next.value))
        }
        return nodes
    }

    private mutating func atom() throws(PatternError) -> PatternNode? {
        let start = position
        let next = text[position]
        position += 1
        switch next {
        case "(": return try group(from: start)
        case "[": return set(try PatternClassParser.parse(text, &position, flags: flags))
        case ".": return set(flags.contains(.dotMatchesLineFeed) ? .all : .notLineFeed)
        case "^": return .assertion(flags.contains(.multiline) ? .lineStart : .textStart)
        case "$": return .assertion(flags.contains(.multiline) ? .lineEnd : .textEnd)
        case "*", "+", "?": throw PatternError(.nothingToRepeat, offset: start, expected: "something before `\(next)`")
        case "\\": return try escape(from: start)
        default: return literal(next.value)
        }
    }

    /// One character of a set, or one byte where characters are bytes.
    private func set(_ set: ScalarSet) -> PatternNode { flags.contains(.bytes) ? .bytes(set) : .scalars(set) }

    /// A character that stands for itself.
    private func literal(_ value: UInt32) -> PatternNode {
        let set = ScalarSet(value...value)
        guard flags.contains(.bytes) else { return .scalars(flags.contains(.caseInsensitive) ? set.folded : set) }
        guard value >= 0x80 else { return .bytes(flags.contains(.caseInsensitive) ? set.foldedASCII : set) }
        let bytes = Unicode.Scalar(value).flatMap { UTF8.encode($0) }.map(Array.init) ?? []
        return .sequence(bytes.map { .bytes(ScalarSet(UInt32($0)...UInt32($0))) })
    }

    private mutating func escape(from start: Int) throws(PatternError) -> PatternNode? {
        if takeAll("E") { return nil }
        if take("A") { return .assertion(.textStart) }
        if take("z") { return .assertion(.textEnd) }
        if take("b") { return .assertion(.wordBoundary) }
        if take("B") { return .assertion(.notWordBoundary) }
        if take("C") {
            takesSingleBytes = true
            return .bytes(ScalarSet(0...255))
        }
        switch try PatternEscape.parse(text, &position, from: start, flags: flags) {
        case .scalar(let value):
            // By its number a character up to 255 is that byte where characters are bytes.
            if flags.contains(.bytes), 0x80...0xFF ~= value { return .bytes(ScalarSet(value...value)) }
            return literal(value)
        case .set(let set): return self.set(set)
        }
    }

    /// Steps over white space and comments where they mean nothing.
    private mutating func skipBlanks() {
        guard flags.contains(.extended) else { return }
        while let next = peek {
            if next == "#" {
                while let other = peek, other != "\n" { position += 1 }
            } else if !next.properties.isPatternWhitespace {
                return
            } else {
                position += 1
            }
        }
    }

    // MARK: Repetition

    private mutating func quantified(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        skipBlanks()
        let start = position
        guard let (least, most) = try quantifier() else { return atom }
        let isLazy = take("?")
        if take("+") { throw PatternError(.atomicGroup, offset: position - 1, expected: "no possessive `+`") }
        let end = position
        if try quantifier() != nil { throw PatternError(.repeatedTwice, offset: end, expected: "a group around it") }
        if let most, most < least { throw PatternError(.badCount, offset: start, expected: "the smaller count first") }
        return .repetition(atom, least: least, most: most, isGreedy: isLazy == flags.contains(.swapGreed))
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{"), let least = try count() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = peek == "}" ? nil : try count() ?? -1 }
        guard take("}"), most != -1 else {
            // Braces that are no count mean themselves.
            position = start
            return nil
        }
        return (least, most)
    }

    private mutating func count() throws(PatternError) -> Int? {
        let start = position
        var value = 0
        while let next = peek, ("0"..."9").contains(next) {
            value = value * 10 + Int(next.value - 0x30)
            if value > Pattern.repeatMax {
                throw PatternError(.badCount, offset: start, expected: "at most \(Pattern.repeatMax)")
            }
            position += 1
        }
        return position > start ? value : nil
    }

    // MARK: Groups

    private mutating func group(from start: Int) throws(PatternError) -> PatternNode? {
        let outer = flags
        var number: Int?
        if take("?") {
            if takeAll("P<") || peek == "<" && !isNext("<=") && !isNext("<!") && take("<") {
                number = newGroup(named: try name())
            } else if try groupFlags(from: start) {
                return nil
            }
        } else {
            number = newGroup(named: nil)
        }
        let node = try alternatives()
        guard take(")") else { throw PatternError(.missingParenthesis, offset: start, expected: "`)` at the end") }
        flags = outer
        return number.map { .capture($0, node) } ?? (isEmptyNode(node) ? .sequence([]) : node)
    }

    private func isEmptyNode(_ node: PatternNode) -> Bool {
        if case .empty = node { return true }
        return false
    }

    private mutating func newGroup(named name: String?) -> Int {
        groups += 1
        names.append(name)
        return groups
    }

    /// Reads flags up to `:` or `)`; true if they hold for the rest of the group around them.
    private mutating func groupFlags(from start: Int) throws(PatternError) -> Bool {
        try refuseOtherGroups(from: start)
        var isOn = true
        var isUsed = false
        while let next = peek {
            position += 1
            switch next {
            case ":" where isOn || isUsed: return false
            case ")" where isUsed: return true
            case "-" where isOn:
                isOn = false
                isUsed = false
                continue
            default:
                guard let flag = Pattern.Flags(letter: next) else {
                    throw PatternError(.badFlags, offset: position - 1, expected: "flags of i, m, s, U, x")
                }
                if isOn { flags.insert(flag) } else { flags.remove(flag) }
                isUsed = true
            }
        }
        throw PatternError(.missingParenthesis, offset: start, expected: "`)` at the end")
    }

    private func refuseOtherGroups(from start: Int) throws(PatternError) {
        for opening in ["=", "!", "<=", "<!"] where isNext(opening) { throw PatternError(.lookAround, offset: start) }
        if isNext(">") { throw PatternError(.atomicGroup, offset: start) }
        if isNext("P=") || isNext("P>") { throw PatternError(.backReference, offset: start) }
    }

    private mutating func name() throws(PatternError) -> String {
        let start = position
        var name = String.UnicodeScalarView()
        while let next = peek, next != ">" {
            guard next.isASCII, UInt8(ascii: next).isWordByte else {
                throw PatternError(.badName, offset: position, expected: "letters, digits or `_`")
            }
            name.append(next)
            position += 1
        }
        guard take(">"), !name.isEmpty else { throw PatternError(.badName, offset: start, expected: "a name and `>`") }
        if names.contains(String(name)) { throw PatternError(.badName, offset: start, expected: "another name") }
        return String(name)
    }

    // MARK: Characters

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private func isNext(_ word: String) -> Bool { text[position...].starts(with: word.unicodeScalars) }

    private mutating func takeAll(_ word: String) -> Bool {
        guard isNext(word) else { return false }
        position += word.unicodeScalars.count
        return true
    }
}
