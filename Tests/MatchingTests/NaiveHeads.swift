import Matching

/// The table of delegation patterns as regular expressions, tried at every position of a line.
enum NaiveHeads {
    private static let word = "[A-Za-z0-9_][A-Za-z0-9_-]*"
    private static let gap = "[ \\t*]+"
    private static let label = "(\(word)(?:\(gap)\(word)){0,3})"
    private static let article = "(?:[Tt]he\(gap))"
    private static let colon = "[ \\t*]*:"

    private static var table: [(DelegationPattern, String)] {
        [
            (.boldLabel, "\\*\\*\(label)(?:\\*\\*\(colon)|\(colon)(?=\\*\\*))"),
            (.taskCall, "Task\\([ \\t*]*\(label)\(colon)"),
            (.delegatingTo, "[Dd]elegating\(gap)to\(gap)\(label)\(colon)"),
            (.delegatingTo, "[Dd]elegating\(gap)to\(gap)\(article)\(label)\(colon)"),
            (.taskTool, "Task [Tt]ool[ \\t*_-]{0,8}?(?:→|->)[ \\t*]*\(label)\(colon)"),
            (.delegateTo, "[Dd]elegate\(gap)to\(gap)\(label)\(colon)"),
            (.delegateTo, "[Dd]elegate\(gap)to\(gap)\(article)\(label)\(colon)"),
            (.arrow, "→[ \\t*]*\(label)\(colon)"),
            (.taskFor, "[Tt]ask\(gap)for\(gap)\(label)\(colon)"),
            (.taskFor, "[Tt]ask\(gap)for\(gap)\(article)\(label)\(colon)"),
            (.agentShould, "\(article)?\(label)\(gap)[Aa]gent\(gap)should\(colon)"),
            (.agentShould, "\(label)\(gap)[Aa]gent\(gap)should\(colon)"),
            (.ask, "[Aa]sk\(gap)\(label)\(gap)to\(colon)"),
            (.ask, "[Aa]sk\(gap)\(article)\(label)\(gap)to\(colon)"),
            (.mention, "@\(label)\(colon)"),
        ]
    }

    nonisolated(unsafe) private static let compiled: [(DelegationPattern, Regex<AnyRegexOutput>)] = table.compactMap {
        entry in
        (try? Regex(entry.1)).map { (entry.0, $0.matchingSemantics(.unicodeScalar)) }
    }

    /// The head that starts first, then the longest one, from a byte offset of the line.
    static func first(in line: String, from lowerBound: Int) -> NaiveScanner.Head? {
        precondition(compiled.count == table.count)
        let bytes = Array(line.utf8)
        var best: NaiveScanner.Head?
        let scalars = line.unicodeScalars
        for index in scalars.indices {
            let start = scalars.utf8Offset(of: index, in: line)
            guard start >= lowerBound else { continue }
            for (pattern, regex) in compiled where isBoundary(bytes, start, lowerBound, pattern) {
                guard let match = line[index...].prefixMatch(of: regex), let range = match.output[1].range else {
                    continue
                }
                var end = line.utf8.distance(from: line.startIndex, to: match.range.upperBound)
                if end < bytes.count, bytes[end] == UInt8(ascii: ":") || bytes[end] == UInt8(ascii: "/") { continue }
                // A dash before the colon ends no name.
                let last = bytes[..<(end - 1)].last { !" \t*".utf8.contains($0) }
                if last == UInt8(ascii: "-") || last == UInt8(ascii: "_") { continue }
                let written = String(line[range])
                guard let agent = AgentNames.core.canonical(written) else { continue }
                let isClosed = bytes[end - 2] == UInt8(ascii: "*")
                if !isClosed, bytes[end...].starts(with: "**".utf8) {
                    end += bytes[end...].starts(with: "***".utf8) ? 3 : 2
                }
                let marked = pattern == .boldLabel ? start + 2 : start
                var first = marked
                while first > lowerBound, marked - first < 3, bytes[first - 1] == UInt8(ascii: "*") { first -= 1 }
                if let best, (best.start, -best.end) <= (first, -end) { continue }
                best = NaiveScanner.Head(
                    pattern: pattern, agent: agent, label: withoutAgent(written), start: first, end: end)
            }
        }
        return best
    }

    private static func withoutAgent(_ label: String) -> String {
        guard let match = label.firstMatch(of: /(?:[ \t*]+[Aa]gent)+$/.matchingSemantics(.unicodeScalar)) else {
            return label
        }
        return String(label[..<match.range.lowerBound])
    }

    private static func isBoundary(_ bytes: [UInt8], _ start: Int, _ lowest: Int, _ pattern: DelegationPattern) -> Bool
    {
        guard start > lowest, pattern != .arrow, pattern != .boldLabel else { return true }
        let before = bytes[start - 1]
        let isWord = Character(Unicode.Scalar(before)).isLetter || Character(Unicode.Scalar(before)).isNumber
        if before < 0x80, isWord || before == UInt8(ascii: "_") { return false }
        let isName = pattern != .mention && pattern != .taskCall && pattern != .taskTool
        return !(isName && before == UInt8(ascii: "-"))
    }
}

extension String.UnicodeScalarView {
    fileprivate func utf8Offset(of index: Index, in text: String) -> Int {
        text.utf8.distance(from: text.startIndex, to: index)
    }
}
