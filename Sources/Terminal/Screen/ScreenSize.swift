/// The size of a screen in character cells.
public struct ScreenSize: Sendable, Hashable {
    /// The width, 1 to `cellsMax`.
    public let columns: Int
    /// The height, 1 to `cellsMax`.
    public let rows: Int

    /// The largest width or height, in cells; more is clamped, so that no output can ask for gigabytes.
    public static let cellsMax = 1_000

    /// A size; what is outside 1 to `cellsMax` is clamped.
    public init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 1), Self.cellsMax)
        self.rows = min(max(rows, 1), Self.cellsMax)
    }

    /// 80 columns, 24 rows.
    public static let standard = ScreenSize(columns: 80, rows: 24)
}
