import Text

/// Looks for the text patterns of one list in a text that grows, each byte once.
///
/// The earliest match wins; of those that start together, the first of the list. What is there decides: a match that
/// more text could have made longer, or an earlier start that more text could have completed, does not wait for it.
struct TextSearch: Sendable {
    /// A match in offsets of the whole output.
    struct Found: Sendable {
        let index: Int
        let range: Range<Int>
        var captures: [Range<Int>?] = []
        var names: [String?] = []
        var json: JSONValue?
    }

    fileprivate enum Search: Sendable {
        case literal(LiteralSearch)
        case regex(RegexSearch)
        case json(JSONLineSearch)
    }

    fileprivate struct Part: Sendable {
        let index: Int
        let names: [String?]
        var search: Search
        /// A match that more text can't change.
        var found: Found?

        /// Where something could start that is still open.
        var position: Int {
            if found != nil { return .max }
            return switch search {
            case .literal(let search): search.position
            case .regex(let search): search.position
            case .json(let search): search.position
            }
        }
    }

    private var parts: [Part] = []
    /// How far all parts have looked.
    private var scanned: Int

    /// How many bytes all parts look at before they are compared.
    private static let blockBytes = 16 * 1024

    init(_ patterns: [ExpectPattern], from position: Int) {
        scanned = position
        for (index, pattern) in patterns.enumerated() {
            switch pattern.kind {
            case .literal(let bytes):
                let search = LiteralSearch(bytes, from: position)
                parts.append(Part(index: index, names: [], search: .literal(search)))
            case .regex(let pattern):
                let search = RegexSearch(pattern, from: position)
                parts.append(Part(index: index, names: pattern.captureNames, search: .regex(search)))
            case .json(let condition):
                let search = JSONLineSearch(condition, from: position)
                parts.append(Part(index: index, names: [], search: .json(search)))
            default: break
            }
        }
    }

    /// Whether there is anything to look for.
    var isEmpty: Bool { parts.isEmpty }

    /// The first place where a match could still start, given what was looked at.
    var position: Int { min(parts.map(\.position).min() ?? .max, scanned) }

    /// Looks at the new text and decides.
    ///
    /// - Parameter base: the offset of the first byte of `text`, all that may be looked at.
    mutating func run(in text: ByteSpan, base: Int) -> Found? {
        let end = base + text.count
        repeat {
            scanned = min(scanned + Self.blockBytes, end)
            let block = text.part(0, scanned - base)
            for place in parts.indices { parts[place].run(in: block, base: base) }
            if let best = best, parts.allSatisfy({ $0.position > best.range.lowerBound }) { return best }
        } while scanned < end
        return bestAtEnd(of: text, base: base)
    }

    /// The match that wins if nothing more comes: also a last line without its line feed.
    func matchAtEndOfOutput(in text: ByteSpan, base: Int) -> Found? {
        var winner: Found?
        for part in parts {
            guard case .json(let search) = part.search, let last = search.last(in: text, base: base) else { continue }
            let found = Found(index: part.index, range: last.range, json: last.value)
            if winner.map({ found.precedes($0) }) ?? true { winner = found }
        }
        return winner
    }

    private var best: Found? {
        var winner: Found?
        for case let found? in parts.map(\.found) where winner.map({ found.precedes($0) }) ?? true { winner = found }
        return winner
    }

    private mutating func bestAtEnd(of text: ByteSpan, base: Int) -> Found? {
        var winner = best
        for place in parts.indices {
            guard let found = parts[place].foundAtEnd(of: text, base: base) else { continue }
            if winner.map({ found.precedes($0) }) ?? true { winner = found }
        }
        return winner
    }
}

extension TextSearch.Found {
    func precedes(_ other: Self) -> Bool {
        (range.lowerBound, index) < (other.range.lowerBound, other.index)
    }
}

extension TextSearch.Part {
    mutating func run(in text: ByteSpan, base: Int) {
        guard found == nil else { return }
        switch search {
        case .literal(var literal):
            found = literal.next(in: text, base: base).map { TextSearch.Found(index: index, range: $0) }
            search = .literal(literal)
        case .json(var line):
            found = line.next(in: text, base: base).map {
                TextSearch.Found(index: index, range: $0.range, json: $0.value)
            }
            search = .json(line)
        case .regex(var regex):
            // The search moves out and back, so that it is not copied.
            search = .literal(LiteralSearch([], from: 0))
            regex.run(in: text, base: base)
            found = regex.settled.map {
                TextSearch.Found(index: index, range: $0.range, captures: $0.captures, names: names)
            }
            search = .regex(regex)
        }
    }

    /// The regular expression's match if the text ended here, while that is open.
    mutating func foundAtEnd(of text: ByteSpan, base: Int) -> TextSearch.Found? {
        guard found == nil, case .regex(var regex) = search else { return nil }
        search = .literal(LiteralSearch([], from: 0))
        let match = regex.matchAtEnd(of: text, base: base)
        search = .regex(regex)
        return match.map {
            TextSearch.Found(index: index, range: $0.range, captures: $0.captures, names: names)
        }
    }
}
