import Matching

/// The user's own patterns, compiled, with what their matches do.
struct PatternTable: Sendable {
    private struct Entry: Sendable {
        let definition: PatternDefinition
        let pattern: Pattern
    }

    private var entries: [Entry] = []

    /// Compiles patterns.
    ///
    /// - Throws: `ConfigurationProblem` with the pattern's name and the place in the expression.
    init(_ definitions: [PatternDefinition], cache: inout PatternCache) throws(ConfigurationProblem) {
        for definition in definitions { try add(definition, cache: &cache) }
    }

    /// Adds a pattern, or replaces the one of its name.
    mutating func add(_ definition: PatternDefinition, cache: inout PatternCache) throws(ConfigurationProblem) {
        let pattern: Pattern
        do { pattern = try cache.pattern(definition.regex, flags: definition.flags) } catch {
            throw ConfigurationProblem(key: "patterns", reason: "'\(definition.name)': \(error)")
        }
        entries.removeAll { $0.definition.name == definition.name }
        entries.append(Entry(definition: definition, pattern: pattern))
    }

    /// Takes over the patterns with closures, which no configuration file can name.
    mutating func keepClosures(of other: PatternTable) {
        let names = Set(entries.map(\.definition.name))
        entries += other.entries.filter { $0.definition.closure != nil && !names.contains($0.definition.name) }
    }

    /// What a match of a pattern does.
    func action(of name: String) -> PatternDefinition.Action { definition(name)?.action ?? .report }

    /// Who is called for a match of a pattern.
    func handler(of name: String) -> HookDefinition? {
        definition(name)?.closure.map { HookDefinition(event: .patternDetected, kind: .closure($0)) }
    }

    private func definition(_ name: String) -> PatternDefinition? {
        entries.first { $0.definition.name == name }?.definition
    }

    /// Something that looks for all of them in one child's text; `nil` where there are none.
    func watch(isByLine: Bool) -> PatternWatch? {
        guard !entries.isEmpty else { return nil }
        return PatternWatch(patterns: entries.map { ($0.definition.name, $0.pattern) }, isByLine: isByLine)
    }
}

/// Looks for the user's own patterns in the text of one child while it arrives.
struct PatternWatch: Sendable {
    /// The most text that is kept while a match may still be under way, in bytes; a match that would be longer is lost.
    static let retainedBytesMax = 1_048_576

    private let patterns: [(name: String, pattern: Pattern)]
    private let isByLine: Bool
    private var text: [UInt8] = []
    /// Where `text` begins in the child's text.
    private var offset = 0
    /// Behind what each pattern has matched, in the child's text.
    private var searched: [Int]

    init(patterns: [(name: String, pattern: Pattern)], isByLine: Bool) {
        self.patterns = patterns
        self.isByLine = isByLine
        searched = patterns.map { _ in 0 }
    }

    mutating func feed(_ bytes: [UInt8], into matches: inout [PatternMatch]) {
        text.append(contentsOf: bytes)
        guard !isByLine || bytes.contains(UInt8(ascii: "\n")) else { return }
        search(isFinal: false, into: &matches)
    }

    mutating func finish(into matches: inout [PatternMatch]) { search(isFinal: true, into: &matches) }

    /// A match counts once no more text can change it: it ends before the text does, or nothing more comes.
    private mutating func search(isFinal: Bool, into matches: inout [PatternMatch]) {
        var found: [PatternMatch] = []
        let end = isFinal || !isByLine ? text.count : (text.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        text.withUnsafeBufferPointer { all in
            let part = UnsafeBufferPointer(rebasing: all[..<end])
            for index in patterns.indices {
                var start = max(0, searched[index] - offset)
                while start <= end, let match = patterns[index].pattern.firstMatch(in: part, from: start) {
                    guard isFinal || match.range.upperBound < end else { break }
                    found.append(Self.match(match, of: patterns[index], in: part, offset: offset))
                    start = max(match.range.upperBound, match.range.lowerBound + 1)
                    searched[index] = offset + start
                }
            }
        }
        found.sort { $0.range.lowerBound < $1.range.lowerBound }
        matches += found
        let surplus = text.count - Self.retainedBytesMax
        guard surplus > 0 else { return }
        text.removeFirst(surplus)
        offset += surplus
    }

    private static func match(
        _ match: Match, of entry: (name: String, pattern: Pattern), in text: UnsafeBufferPointer<UInt8>, offset: Int
    ) -> PatternMatch {
        let groups = match.captures.map { range in range.map { String(decoding: text[$0], as: UTF8.self) } }
        var named: [String: String] = [:]
        for (number, name) in entry.pattern.captureNames.enumerated() {
            if let name, let group = groups[number] { named[name] = group }
        }
        return PatternMatch(
            name: entry.name, text: groups[0] ?? "", groups: groups, named: named,
            range: match.range.lowerBound + offset..<match.range.upperBound + offset)
    }
}
