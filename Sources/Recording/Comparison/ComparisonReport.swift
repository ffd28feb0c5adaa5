/// What two recordings differ in, for people: one line that says it all, then a short excerpt to review.
public struct ComparisonReport: Sendable, Hashable {
    /// What changed first; where nothing did, that nothing did.
    public let headline: String
    /// The differences, a line each: `- ` before, `+ ` after, `  ` for what stands around them.
    public let lines: [String]
    /// Whether nothing differs.
    public let isEqual: Bool

    /// A report of no difference.
    public static func equal(_ headline: String) -> ComparisonReport {
        ComparisonReport(headline: headline, lines: [], isEqual: true)
    }

    /// A report of differences.
    public static func different(_ headline: String, _ lines: [String]) -> ComparisonReport {
        ComparisonReport(headline: headline, lines: lines, isEqual: false)
    }

    /// How many lines of differences are shown; the rest is counted.
    public static let linesMax = 200
}
