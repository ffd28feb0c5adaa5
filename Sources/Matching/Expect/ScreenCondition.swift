public import Terminal

/// What the screen of a program has to look like.
///
/// The screen is looked at after each read, not after each byte: what a program draws and wipes at once is not seen.
///
/// ```swift
/// .screen(.row(23, contains: "-- INSERT --"))
/// .screen(.where("a dialog") { $0.isAlternate && $0.text.contains("Continue?") })
/// ```
public struct ScreenCondition: Sendable, CustomStringConvertible {
    /// The condition in words, as explanations name it.
    public let description: String
    private let predicate: @Sendable (Screen) -> Bool
    private let shown: @Sendable (Screen) -> String

    /// A text anywhere on the screen, within one row.
    public static func contains(_ text: String) -> ScreenCondition {
        ScreenCondition(
            description: "a screen with \"\(text)\"", predicate: { $0.lines.contains { $0.contains(text) } },
            shown: { screen in
                let rows = screen.lines.count { !$0.isEmpty }
                return rows == 0 ? "the screen is empty" : "none of \(rows) rows has it"
            })
    }

    /// A text in one row, counted from 0.
    public static func row(_ row: Int, contains text: String) -> ScreenCondition {
        ScreenCondition(
            description: "\"\(text)\" in row \(row) of the screen",
            predicate: { $0.lines.indices.contains(row) && $0.lines[row].contains(text) },
            shown: { $0.lines.indices.contains(row) ? "the row is \"\($0.lines[row])\"" : "there is no such row" })
    }

    /// The cursor in a cell, both counted from 0.
    public static func cursor(row: Int, column: Int) -> ScreenCondition {
        ScreenCondition(
            description: "the cursor in row \(row), column \(column)",
            predicate: { $0.cursor.row == row && $0.cursor.column == column },
            shown: { "it is in row \($0.cursor.row), column \($0.cursor.column)" })
    }

    /// A screen for which a closure says so.
    ///
    /// - Parameter description: the condition in words, for explanations.
    public static func `where`(
        _ description: String, _ predicate: @escaping @Sendable (Screen) -> Bool
    ) -> ScreenCondition {
        ScreenCondition(description: description, predicate: predicate, shown: { _ in "the screen is another" })
    }

    func holds(for screen: Screen) -> Bool { predicate(screen) }

    /// What the screen has in place of it.
    func reason(for screen: Screen) -> String { shown(screen) }
}
