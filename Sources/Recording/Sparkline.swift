/// A curve in one line of text.
enum Sparkline {
    private static let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The curve of these values, each character the largest of its share; the lowest value has the lowest bar.
    static func text(of values: [Int], width: Int) -> String {
        guard let low = values.min(), let high = values.max(), width > 0 else { return "" }
        let count = min(values.count, width)
        return (0..<count).map { place in
            let share = values[(place * values.count / count)..<((place + 1) * values.count / count)]
            let value = share.max() ?? low
            guard high > low else { return bars[0] }
            // In floating point, since the product of two sizes in bytes may not fit.
            let level = Double(value - low) / Double(high - low) * Double(bars.count - 1)
            return bars[min(Int(level + 0.5), bars.count - 1)]
        }.joined()
    }
}
