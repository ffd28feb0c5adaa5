public import Determinism
public import Recording

/// Holds one child's tree against its limits of memory, processor, disk, network and descriptors.
///
/// One reading alone ends nobody: a fork that shares its pages, or a burst, is over by the next.
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

    /// Which limit was reached, with what was measured in the limit's own unit.
    public struct Excess: Sendable, Hashable {
        /// The resource; `nil`: memory.
        public var resource: Resource?
        /// What was measured: bytes, bytes a second, per cent, or descriptors.
        public var used: Int
        /// The limit, in the same unit.
        public var limit: Int
    }

    /// What a sample means.
    public struct Verdict: Sendable, Hashable {
        /// A level that was reached for the first time since it was last left.
        public var crossed: Level?
        /// The child has to end.
        public var exceeded: Excess?
        /// Limits that this host can't measure, each said once.
        public var unmeasured: [Resource] = []
    }

    /// How many readings in a row above a limit end a child.
    public static let readingsBeforeEnd = 2

    private let memory: MemoryLimits
    private let resources: ResourceLimits
    private var level = Level.normal
    private var readingsAbove: [Resource?: Int] = [:]
    private var previous: (sample: ResourceSample, at: Instant)?
    private var saidUnmeasured: Set<Resource> = []

    /// The most memory seen, in bytes.
    public private(set) var peak = 0

    /// How many processes of the tree the kernel has killed for memory.
    public private(set) var kills = 0

    /// A monitor of a child that has just started.
    public init(memory: MemoryLimits, resources: ResourceLimits = ResourceLimits()) {
        self.memory = memory
        self.resources = resources
    }

    /// Takes a measurement.
    public mutating func take(_ sample: ResourceSample, at now: Instant) -> Verdict {
        var verdict = Verdict()
        if let kills = sample.memoryKills { self.kills = max(self.kills, kills) }
        // Of a tree that has just been killed there is nothing else to know.
        guard sample.isMeasured else { return verdict }
        if let used = sample.memory { takeMemory(used, into: &verdict) }
        for resource in Resource.allCases { take(resource, sample, at: now, into: &verdict) }
        previous = (sample, now)
        return verdict
    }

    private mutating func takeMemory(_ used: Int, into verdict: inout Verdict) {
        peak = max(peak, used)
        let reached: Level =
            used >= memory.hard
            ? .hard : used >= memory.critical ? .critical : used >= memory.warning ? .warning : .normal
        if reached > level { verdict.crossed = reached }
        level = reached
        count(nil, isAbove: reached == .hard, used: used, limit: memory.hard, into: &verdict)
    }

    private mutating func take(
        _ resource: Resource, _ sample: ResourceSample, at now: Instant, into verdict: inout Verdict
    ) {
        guard let limit = limit(of: resource) else { return }
        guard Self.total(of: resource, in: sample) != nil else {
            // A network is measured for the whole machine at best, so mostly not at all: said, never silent.
            if saidUnmeasured.insert(resource).inserted { verdict.unmeasured.append(resource) }
            return
        }
        guard let used = use(of: resource, sample, at: now) else { return }
        count(resource, isAbove: used > limit, used: used, limit: limit, into: &verdict)
    }

    private mutating func count(
        _ resource: Resource?, isAbove: Bool, used: Int, limit: Int, into verdict: inout Verdict
    ) {
        let readings = isAbove ? (readingsAbove[resource] ?? 0) + 1 : 0
        readingsAbove[resource] = readings
        guard readings == Self.readingsBeforeEnd, verdict.exceeded == nil else { return }
        verdict.exceeded = Excess(resource: resource, used: used, limit: limit)
    }

    private func limit(of resource: Resource) -> Int? {
        switch resource {
        case .processor: resources.processorPercent
        case .disk: resources.diskBytesPerSecond
        case .network: resources.networkBytesPerSecond
        case .descriptors: resources.descriptors
        }
    }

    private static func total(of resource: Resource, in sample: ResourceSample) -> Int? {
        switch resource {
        case .processor: sample.processorTime
        case .disk: sample.diskBytes
        case .network: sample.networkBytes
        case .descriptors: sample.descriptors
        }
    }

    /// What is held against the limit: descriptors as they are, the others as a rate since the last reading.
    private func use(of resource: Resource, _ sample: ResourceSample, at now: Instant) -> Int? {
        guard let total = Self.total(of: resource, in: sample) else { return nil }
        if resource == .descriptors { return total }
        guard let previous, let before = Self.total(of: resource, in: previous.sample) else { return nil }
        let microseconds = Int((now - previous.at).microseconds)
        guard microseconds > 0 else { return nil }
        // A process that has left the tree takes its share of the total with it: that is no negative use.
        let difference = max(0, total - before)
        let scale = resource == .processor ? 100 : 1_000_000
        let (product, isOver) = difference.multipliedReportingOverflow(by: scale)
        return isOver ? .max : product / microseconds
    }
}
