import Text

/// How often each rule has struck, by name.
///
/// A recorder knows the counts at the end only, when the header has long been written: they stand in a comment before
/// the closing line, `# redactions github-token=2 env:API_TOKEN=1`. What was replaced in the header itself, and what
/// `understudy redact` has replaced, is in the header's `redactions`. `Recording.redactions` gives the sum.
public enum RedactionCounts {
    private static let start = "# redactions "

    /// Counts by name, without those that are 0.
    public static func named(_ counts: [Int], _ rules: RedactionRules) -> [(rule: String, count: Int)] {
        zip(rules.names, counts).filter { $0.1 > 0 }.map { (rule: $0.0, count: $0.1) }
    }

    /// The counts of several lists, in the order in which rules come first.
    public static func sum(_ lists: [[(rule: String, count: Int)]]) -> [(rule: String, count: Int)] {
        var sum: [(rule: String, count: Int)] = []
        for (rule, count) in lists.joined() {
            if let index = sum.firstIndex(where: { $0.rule == rule }) {
                sum[index].count += count
            } else {
                sum.append((rule, count))
            }
        }
        return sum
    }

    /// The text of the comment, without `# `; blanks and `=` in names become `_`.
    static func comment(_ counts: [(rule: String, count: Int)]) -> String {
        let words = counts.map { rule, count in
            "\(String(rule.map { $0 == " " || $0 == "=" || $0.isNewline ? "_" : $0 }))=\(count)"
        }
        return String(start.dropFirst(2)) + words.joined(separator: " ")
    }

    /// The counts of a comment; `nil` where it is another one.
    static func counts(ofComment line: [UInt8]) -> [(rule: String, count: Int)]? {
        guard line.starts(with: start.utf8) else { return nil }
        let words = String(decoding: line.dropFirst(start.utf8.count), as: UTF8.self).split(
            whereSeparator: \.isWhitespace)
        var counts: [(rule: String, count: Int)] = []
        for word in words {
            guard let sign = word.lastIndex(of: "="), let count = Int(word[word.index(after: sign)...]), count >= 0
            else {
                return nil
            }
            counts.append((String(word[..<sign]), count))
        }
        return counts
    }
}

extension Recording {
    /// How often each redaction rule has struck, in the header and while it was recorded.
    public var redactions: [(rule: String, count: Int)] {
        RedactionCounts.sum(
            [header.understudy?.redactions ?? []] + comments.compactMap { RedactionCounts.counts(ofComment: $0.line) })
    }
}
