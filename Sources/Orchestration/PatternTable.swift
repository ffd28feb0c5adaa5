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
    /// How long a line may become that patterns wait for, in bytes; a longer one is looked at as it comes.
    static let lineBytesMax = 65_536

    private let names: [String]
    private let captureNames: [[String?]]
    private let isByLine: Bool
    private var stream: PatternStream
    /// The start of a line whose end has not come.
    private var line: [UInt8] = []

    init(patterns: [(name: String, pattern: Pattern)], isByLine: Bool) {
        names = patterns.map(\.name)
        captureNames = patterns.map(\.pattern.captureNames)
        stream = PatternStream(patterns.map(\.pattern))
        self.isByLine = isByLine
    }

    /// The names of patterns whose match became too long to be kept, since this was last asked.
    private(set) var lost: [String] = []

    /// How many bytes wait for the end of their line.
    var bufferedBytes: Int { line.count }

    mutating func takeLost() -> [String] {
        defer { lost = [] }
        return lost
    }

    mutating func feed(_ bytes: [UInt8], into matches: inout [PatternMatch]) {
        guard isByLine else { return read(bytes, into: &matches) }
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
            line += bytes
            if line.count > Self.lineBytesMax { flush(into: &matches) }
            return
        }
        line += bytes[...end]
        flush(into: &matches)
        line += bytes[(end + 1)...]
    }

    mutating func finish(into matches: inout [PatternMatch]) {
        flush(into: &matches)
        var findings: [PatternFinding] = []
        stream.finish(into: &findings)
        take(findings, into: &matches)
    }

    private mutating func flush(into matches: inout [PatternMatch]) {
        read(line, into: &matches)
        line.removeAll(keepingCapacity: line.count <= Self.lineBytesMax)
    }

    private mutating func read(_ bytes: [UInt8], into matches: inout [PatternMatch]) {
        var findings: [PatternFinding] = []
        stream.feed(bytes, into: &findings)
        take(findings, into: &matches)
    }

    private mutating func take(_ findings: [PatternFinding], into matches: inout [PatternMatch]) {
        for finding in findings {
            guard case .match(let match) = finding.kind else {
                lost.append(names[finding.pattern])
                continue
            }
            let groups = match.captures.indices.map { finding.text(ofGroup: $0) }
            var named: [String: String] = [:]
            for (number, name) in captureNames[finding.pattern].enumerated() {
                if let name, let group = groups[number] { named[name] = group }
            }
            matches.append(
                PatternMatch(
                    name: names[finding.pattern], text: groups[0] ?? "", groups: groups, named: named,
                    range: match.range))
        }
    }
}
