/// The agents that a label can mean, with the other names that people write for them.
///
/// Case, spaces, `_`, `-` and the word Agent at the end do not matter: "Version Control Agent" is `version-control`.
public struct AgentNames: Sendable {
    /// The canonical names, in the order of the registry.
    public let names: [String]
    private let canonicalBySquashed: [String: String]
    /// How the known names, and the word Agent, end: tells most other words apart at once.
    let endings: WordEndings
    /// The same with all other words that stand before the colon of a pattern.
    let triggers: WordEndings

    /// The eight agents that are always there, with their aliases.
    public static let core = AgentNames(
        names: [
            "engineer", "documentation", "qa", "research", "ops", "security", "version-control", "data-engineer",
        ], aliases: coreAliases)

    /// Other names of the core agents: alias to canonical name.
    public static let coreAliases: [String: String] = [
        "doc": "documentation", "docs": "documentation", "documenter": "documentation",
        "eng": "engineer", "dev": "engineer", "developer": "engineer",
        "test": "qa", "testing": "qa", "quality": "qa",
        "researcher": "research", "investigate": "research",
        "devops": "ops", "operations": "ops",
        "sec": "security",
        "git": "version-control", "vcs": "version-control", "versioner": "version-control",
        "data": "data-engineer", "database": "data-engineer",
    ]

    /// Names and the aliases that lead to them; a name wins over an alias, an alias of no name is left out.
    public init(names: [String], aliases: [String: String] = coreAliases) {
        var table: [String: String] = [:]
        for name in names where table[Self.squashed(name.utf8)] == nil { table[Self.squashed(name.utf8)] = name }
        let known = table
        for (alias, target) in aliases.sorted(by: { $0.key < $1.key }) {
            guard let name = known[Self.squashed(target.utf8)] else { continue }
            if table[Self.squashed(alias.utf8)] == nil { table[Self.squashed(alias.utf8)] = name }
        }
        var endings = WordEndings()
        for word in Array(table.keys) + ["agent"] { endings.insert(word) }
        var triggers = endings
        for word in TicketHead.words + ErrorMention.words + ["should", "to"] { triggers.insert(word) }
        self.triggers = triggers
        self.names = names
        self.canonicalBySquashed = table
        self.endings = endings
    }

    /// The canonical name of the agent that a label means, or `nil` if it means none.
    public func canonical(_ label: String) -> String? { canonical(label.utf8) }

    /// The name to show for an agent: "Engineer", "QA", "Version Control".
    public func displayName(_ canonical: String) -> String {
        let words = canonical.split { $0 == "-" || $0 == "_" || $0 == " " }.map { word in
            Self.acronyms.contains(word.lowercased())
                ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
        }
        return words.joined(separator: " ")
    }

    private static let acronyms: Set<String> = ["qa", "api", "ui", "ux", "ai", "ml", "ci"]

    /// The same for the bytes of a label.
    func canonical(_ label: some Sequence<UInt8>) -> String? { canonicalBySquashed[Self.squashed(label)] }

    /// The canonical form of a name that is in no registry: "Release Notes" is `release-notes`.
    public static func slug(_ label: some Sequence<UInt8>) -> String {
        var words = label.map(\.asciiLowercased).split(whereSeparator: \.isLabelSeparator)
        while words.count > 1, let last = words.last, last.elementsEqual("agent".utf8) { words.removeLast() }
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// The canonical form of a name that is in no registry.
    public static func slug(_ label: String) -> String { slug(label.utf8) }

    /// Lower case without separators and without the word Agent at the end.
    private static func squashed(_ label: some Sequence<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in label where !byte.isLabelSeparator { result.append(byte.asciiLowercased) }
        while result.count > 5, result.suffix(5).elementsEqual("agent".utf8) { result.removeLast(5) }
        return String(decoding: result, as: UTF8.self)
    }
}
