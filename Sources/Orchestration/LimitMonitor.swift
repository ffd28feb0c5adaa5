public import Recording

/// Holds one child against its limits of silence and memory.
public struct LimitMonitor: Sendable {
    /// How much memory a child uses, as a person is told.
    public enum Level: Int, Sendable, Hashable, Comparable {
        /// Below every limit.
        case normal
        /// At or above the warning level.
        case warning
        /// At or above the critical level.
        case critical
        /// At or above the hard limit.
        case hard

        /// Whether this is less serious.
        public static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    /// What a sample means.
    public struct Verdict: Sendable, Hashable {
        /// A level that was reached for the first time since it was last left.
        public var crossed: Level?
        /// The child has to end: the memory used, in bytes.
        public var exceeded: Int?
    }

    /// How many readings in a row above the hard limit end a child: one alone may be a fork that shares its pages.
    public static let readingsBeforeEnd = 2

    private let memory: MemoryLimits
    private var level = Level.normal
    private var readingsAbove = 0

    /// The most memory seen, in bytes.
    public private(set) var peak = 0

    /// A monitor of a child that has just started.
    public init(memory: MemoryLimits) { self.memory = memory }

    /// Takes a measurement.
    public mutating func take(_ sample: ResourceSample) -> Verdict {
        var verdict = Verdict()
        guard let used = sample.memory else { return verdict }
        peak = max(peak, used)
        let reached: Level =
            used >= memory.hard
            ? .hard : used >= memory.critical ? .critical : used >= memory.warning ? .warning : .normal
        if reached > level { verdict.crossed = reached }
        level = reached
        readingsAbove = reached == .hard ? readingsAbove + 1 : 0
        if readingsAbove == Self.readingsBeforeEnd { verdict.exceeded = used }
        return verdict
    }
}
