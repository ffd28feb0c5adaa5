import Determinism

/// Compares when things happened, and in what chunks.
public enum TimingComparison {
    /// The report on two recordings: equal where the same events follow each other at the same distances.
    ///
    /// - Parameter tolerance: how much a distance may differ.
    public static func report(_ one: Recording, _ other: Recording, tolerance: Duration) -> ComparisonReport {
        let (before, after) = (one.events.filter(isTimed), other.events.filter(isTimed))
        var lines: [String] = []
        var headline: String?
        var worst: (difference: Int64, place: Int)?
        var late = 0
        for place in 0..<min(before.count, after.count) {
            let (old, new) = (before[place], after[place])
            guard kind(old) == kind(new) else {
                headline = headline ?? "event \(place + 1) is another one: \(words(old)) → \(words(new))"
                lines += ["- \(words(old))", "+ \(words(new))"]
                break
            }
            let difference = interval(after, place) - interval(before, place)
            if abs(difference) > abs(worst?.difference ?? 0) { worst = (difference, place) }
            guard abs(difference) > tolerance.microseconds else { continue }
            late += 1
            let text =
                "event \(place + 1) (\(words(old))): \(ms(interval(before, place))) → \(ms(interval(after, place)))"
            headline = headline ?? "first at \(text)"
            if lines.count < ComparisonReport.linesMax { lines.append("  \(text)") }
        }
        if before.count != after.count {
            headline = headline ?? "\(before.count) events became \(after.count)"
        }
        let (end, otherEnd) = (before.last?.at ?? .zero, after.last?.at ?? .zero)
        guard let headline else {
            let largest = worst.map { ", the largest difference of a pause \(ms(abs($0.difference)))" } ?? ""
            return .equal("the same timing of \(before.count) events within \(ms(tolerance.microseconds))\(largest)")
        }
        lines.append(
            "  in all: \(before.count) events in \(end) s → \(after.count) in \(otherEnd) s, \(late) pauses differ")
        return .different(headline, lines)
    }

    private static func isTimed(_ event: RecordedEvent) -> Bool {
        switch event.content {
        case .sample, .note, .marker: false
        default: true
        }
    }

    private static func interval(_ events: [RecordedEvent], _ place: Int) -> Int64 {
        (events[place].at - (place > 0 ? events[place - 1].at : .zero)).microseconds
    }

    /// What must be alike for two events to be the same one: their sort, and the size of their chunk.
    private static func kind(_ event: RecordedEvent) -> String { "\(event.content.code) \(event.bytes?.count ?? 0)" }

    private static func words(_ event: RecordedEvent) -> String {
        if let stream = event.stream, let bytes = event.bytes {
            return "\(bytes.count) B of \(stream.rawValue) at \(event.at) s"
        }
        return "\(event.content.code) at \(event.at) s"
    }

    private static func ms(_ microseconds: Int64) -> String {
        "\(microseconds / 1_000).\(abs(microseconds) % 1_000 / 100) ms"
    }
}
