import Matching

/// Compiled patterns by their source, the least recently used forgotten first.
struct PatternCache: Sendable {
    private struct Entry: Sendable {
        let source: String
        let flags: Pattern.Flags
        let pattern: Pattern
    }

    /// Oldest use first.
    private var entries: [Entry] = []
    private var countMax: Int

    /// How often a pattern had to be compiled.
    private(set) var compilations = 0

    init(_ configuration: Configuration) { countMax = Self.countMax(configuration) }

    /// How many are kept.
    var count: Int { entries.count }

    private static func countMax(_ configuration: Configuration) -> Int {
        configuration.patternCompileCache ? configuration.patternCacheSize : 0
    }

    /// Takes the limits of another configuration.
    mutating func adapt(to configuration: Configuration) {
        countMax = Self.countMax(configuration)
        trim()
    }

    mutating func clear() { entries = [] }

    /// The compiled pattern, from the cache where it is there.
    mutating func pattern(_ source: String, flags: Pattern.Flags) throws(PatternError) -> Pattern {
        if let index = entries.firstIndex(where: { $0.source == source && $0.flags == flags }) {
            let entry = entries.remove(at: index)
            entries.append(entry)
            return entry.pattern
        }
        let pattern = try Pattern(source, flags: flags)
        compilations += 1
        entries.append(Entry(source: source, flags: flags, pattern: pattern))
        trim()
        return pattern
    }

    private mutating func trim() { entries.removeFirst(max(0, entries.count - countMax)) }
}
