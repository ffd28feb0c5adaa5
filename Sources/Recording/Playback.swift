public import Determinism

/// A recording as it is shown again: which event is due when, on a clock that can run faster, stand still, or jump.
///
/// Deadlines are absolute: each follows from the recording's own time and one origin, so that no lateness adds up. Pure:
/// the caller owns the clock, in nanoseconds of any monotonic kind.
public struct Playback: Sendable {
    /// How fast the recording's time passes.
    public enum Speed: Sendable, Hashable {
        /// So many seconds of the recording in one second, above 0.
        case times(Double)
        /// Everything at once.
        case instant
    }

    /// One thing to show.
    public struct Item: Sendable, Hashable {
        /// When, in the recording's time with pauses cut to the limit.
        public let at: Instant
        /// When, as it was recorded.
        public let recordedAt: Instant
        /// What: output, error output, a marker or a size.
        public let content: RecordedEvent.Content
    }

    /// All that is shown, in order.
    public let items: [Item]
    /// How fast.
    public let speed: Speed
    /// Whether time stands still.
    public private(set) var isPaused = false

    private var next = 0
    /// The clock's reading at the recording's start; while paused, the recording's time in nanoseconds instead.
    private var origin: Int64 = 0

    /// The range of a speed that a person can mean.
    public static let speedRange = 0.001...1_000_000.0

    /// A playback that has not begun.
    ///
    /// - Parameter idleLimit: the longest pause between two things that are shown; `nil`: as recorded.
    public init(_ events: [RecordedEvent], speed: Speed = .times(1), idleLimit: Duration? = nil) {
        self.speed = speed
        var items: [Item] = []
        var previous = Instant.zero
        var at = Instant.zero
        for event in events where Self.isShown(event.content) {
            let pause = event.at.microseconds - previous.microseconds
            at.microseconds += min(pause, idleLimit?.microseconds ?? .max)
            previous = event.at
            items.append(Item(at: at, recordedAt: event.at, content: event.content))
        }
        self.items = items
    }

    private static func isShown(_ content: RecordedEvent.Content) -> Bool {
        switch content {
        case .output, .error, .marker, .resize: true
        default: false
        }
    }

    /// Whether everything was shown.
    public var isOver: Bool { next == items.count }

    /// Begins with the recording, or at once with a later item; what stands before that is the caller's to show.
    public mutating func begin(at place: Int = 0, now: Int64) {
        next = place
        let start = place == 0 ? Instant.zero : place < items.count ? items[place].at : items.last?.at ?? .zero
        origin = now - nanoseconds(start)
    }

    /// The first item that stands at or behind a time of the recording.
    public func place(at time: Instant) -> Int { items.firstIndex { $0.recordedAt >= time } ?? items.count }

    /// The first item behind a marker of this name, or whose number it is, counted from 1; `nil`: there is none.
    public func place(behindMarker name: String) -> Int? {
        let markers = items.indices.filter { if case .marker = items[$0].content { true } else { false } }
        if let named = markers.first(where: { items[$0].content == .marker(name) }) { return named + 1 }
        guard let number = Int(name), markers.indices.contains(number - 1) else { return nil }
        return markers[number - 1] + 1
    }

    /// The clock's reading at which the next item is due; `nil` while paused and at the end.
    public var deadline: Int64? {
        guard !isPaused, next < items.count else { return nil }
        return origin + nanoseconds(items[next].at)
    }

    /// Takes the next item if it is due.
    public mutating func takeDue(_ now: Int64) -> Item? {
        guard let deadline, deadline <= now else { return nil }
        next += 1
        return items[next - 1]
    }

    /// Stops time, or lets it go on.
    public mutating func pause(_ now: Int64) {
        // Either way what was the clock's becomes the recording's, and the other way round.
        isPaused.toggle()
        origin = now - origin
    }

    /// Takes the next item whether it is due or not, and stops time there.
    public mutating func step(_ now: Int64) -> Item? {
        guard next < items.count else { return nil }
        if !isPaused { pause(now) }
        origin = nanoseconds(items[next].at)
        next += 1
        return items[next - 1]
    }

    /// Takes all up to and with the next marker, where time goes on, or stands still if it did.
    public mutating func takeToMarker(_ now: Int64) -> [Item] {
        let rest = items[next...]
        let end = rest.firstIndex { if case .marker = $0.content { true } else { false } } ?? items.count - 1
        guard end >= next else { return [] }
        defer { next = end + 1 }
        let time = nanoseconds(items[end].at)
        origin = isPaused ? time : now - time
        return Array(items[next...end])
    }

    /// An instant on the clock, counted from the origin.
    private func nanoseconds(_ instant: Instant) -> Int64 {
        switch speed {
        case .instant: 0
        case .times(1): instant.microseconds * 1_000
        case .times(let factor): Int64((Double(instant.microseconds) * 1_000 / factor).rounded())
        }
    }
}
