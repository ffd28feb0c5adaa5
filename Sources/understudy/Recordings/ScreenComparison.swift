import Recording
import Terminal
import Text

/// Compares what a person saw: the text on the screen at every marker and at the end.
enum ScreenComparison {
    /// How many pictures are shown in full.
    private static let shownMax = 3

    /// The report on two recordings.
    static func report(_ one: Recording, _ other: Recording) -> ComparisonReport {
        let (before, after) = (ScreenPlayback.pictures(of: one), ScreenPlayback.pictures(of: other))
        guard before.count == after.count else {
            return .different(
                "\(before.count - 1) markers became \(after.count - 1): the screens between them can't be paired", [])
        }
        let pairs = Array(zip(before, after))
        let different = pairs.filter { $0.screen.lines != $1.screen.lines || $0.screen.size != $1.screen.size }
        guard let (first, firstAfter) = different.first else {
            return .equal("the same on the screen: \(pairs.count) pictures of it")
        }
        let rows = changedRows(first.screen, firstAfter.screen)
        let count = different.count > 1 ? " and in \(different.count - 1) more pictures" : ""
        let headline = "the screen differs at \(VisibleText.clean(first.name)), row \((rows.first ?? 0) + 1)\(count)"
        let lines = different.prefix(shownMax).flatMap { pair in
            ["at \(VisibleText.clean(pair.0.name)):"] + excerpt(pair.0.screen, pair.1.screen)
        }
        return .different(headline, lines)
    }

    private static func changedRows(_ one: Screen, _ other: Screen) -> [Int] {
        let (before, after) = (one.lines, other.lines)
        return (0..<max(before.count, after.count)).filter { row in
            (row < before.count ? before[row] : nil) != (row < after.count ? after[row] : nil)
        }
    }

    private static func excerpt(_ one: Screen, _ other: Screen) -> [String] {
        changedRows(one, other).flatMap { row in
            [(one, "-"), (other, "+")].map { screen, sign in
                let text = row < screen.lines.count ? VisibleText.clean(screen.lines[row]) : "(no such row)"
                return "\(sign) \(String(row + 1).count < 2 ? " " : "")\(row + 1)  \(text)"
            }
        }
    }
}
