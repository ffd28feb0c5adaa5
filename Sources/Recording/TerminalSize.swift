/// The size of a terminal in character cells.
public struct TerminalSize: Sendable, Hashable {
    /// The width, 1 to `cellsMax`.
    public let columns: Int
    /// The height, 1 to `cellsMax`.
    public let rows: Int

    /// The largest width or height, in cells; more is clamped, since programs that trust 65,535 columns draw for minutes.
    public static let cellsMax = 1_000

    /// A size; what is outside 1 to `cellsMax` is clamped.
    public init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 1), Self.cellsMax)
        self.rows = min(max(rows, 1), Self.cellsMax)
    }

    /// The size from the text of an `r` event, `80x24`; `nil` where it is none.
    public init?(text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let columns = Int(parts[0]), let rows = Int(parts[1]) else { return nil }
        self.init(columns: columns, rows: rows)
    }

    /// 80 columns, 24 rows.
    public static let standard = TerminalSize(columns: 80, rows: 24)
}

extension TerminalSize: CustomStringConvertible {
    /// The text of an `r` event: `80x24`.
    public var description: String { "\(columns)x\(rows)" }
}
