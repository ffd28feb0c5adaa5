import Determinism
import Text

/// What stands above a timeline: gathered event by event, in flat memory.
public struct TimelineSummary: Sendable {
    /// The most values of a curve that are kept; then two neighbours become the larger of them.
    static let curveMax = 4_096

    private var counts = RecordingClosing()
    private var last = Instant.zero
    private var memory: [Int] = []
    private var lowest: Int?
    private var share = 1
    private var waiting: [Int] = []
    private var statistics = RecordingStatistics()

    /// No events yet.
    public init() {}

    /// Adds an event.
    public mutating func add(_ event: RecordedEvent) {
        counts.count(event)
        last = max(last, event.at)
        statistics.add(event)
        if case .sample(let sample) = event.content, let value = sample.memory { add(memory: value) }
    }

    /// The lines, each at most `width` cells wide (at least `RecordingTimeline.widthMin`).
    public func lines(
        header: RecordingHeader, warnings: [RecordingWarning], isComplete: Bool, width: Int
    ) -> [String] {
        let width = max(width, RecordingTimeline.widthMin)
        var lines = RecordingTimeline.origin(of: header) + [sizes]
        if let conversation { lines.append(conversation) }
        lines += warnings.map { "warning: \($0)" }
        if header.understudy != nil, !isComplete {
            lines.append("not complete: the end is missing, or the file was changed")
        }
        if let curve = curve(width: width) { lines.append(curve) }
        return lines.filter { !$0.isEmpty }.map { RecordingTimeline.fitted($0, width: width) }
    }

    private var sizes: String {
        var facts = ["\(last) s", counts.events == 1 ? "1 event" : "\(counts.events) events"]
        for (name, bytes) in [("stdin", counts.stdin), ("stdout", counts.stdout), ("stderr", counts.stderr)]
        where bytes > 0 {
            facts.append("\(name) \(ByteCount.text(bytes))")
        }
        return facts.joined(separator: " · ")
    }

    /// What the messages say of the session; `nil` where there are none.
    private var conversation: String? {
        guard statistics.hasMessages else { return nil }
        let turns = statistics.results
        var facts = [turns == 1 ? "1 result" : "\(turns) results"]
        if statistics.failures > 0 { facts[0] += " (\(statistics.failures) failed)" }
        if !statistics.tools.isEmpty {
            let tools = statistics.tools.all.map { $0.count == 1 ? $0.name : "\($0.name) ×\($0.count)" }
            facts.append("tools \(tools.joined(separator: ", "))")
        }
        let tokens = statistics.usage.all.reduce(into: (read: 0, written: 0)) { sum, item in
            if item.name == "output_tokens" { sum.written += item.count } else { sum.read += item.count }
        }
        if tokens.read + tokens.written > 0 { facts.append("\(tokens.read) tokens in, \(tokens.written) out") }
        if let cost = statistics.cost { facts.append("$\(cost)") }
        return facts.joined(separator: " · ")
    }

    private mutating func add(memory value: Int) {
        lowest = min(lowest ?? value, value)
        waiting.append(value)
        guard waiting.count == share else { return }
        memory.append(waiting.max() ?? value)
        waiting.removeAll()
        guard memory.count == Self.curveMax else { return }
        memory = stride(from: 0, to: memory.count, by: 2).map { max(memory[$0], memory[$0 + 1]) }
        share *= 2
    }

    private func curve(width: Int) -> String? {
        let values = memory + (waiting.max().map { [$0] } ?? [])
        guard let lowest, let high = values.max() else { return nil }
        let range = " \(ByteCount.text(lowest)) to \(ByteCount.text(high))"
        return "memory " + Sparkline.text(of: values, width: width - 7 - range.count) + range
    }
}
