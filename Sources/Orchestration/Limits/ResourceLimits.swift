/// The levels that a child's memory is held against, in bytes.
public struct MemoryLimits: Sendable, Hashable {
    /// A warning is reported (`memory_warning_mb`, default 512).
    public var warning = 512 * MemoryLimits.megabyte
    /// A critical level is reported (`memory_critical_mb`, default 1,024).
    public var critical = 1_024 * MemoryLimits.megabyte
    /// The child is ended after two readings (`memory_hard_limit_mb`, default 2,048).
    public var hardLimit = 2_048 * MemoryLimits.megabyte
    /// A further limit (`memory_limit_mb`); `nil`: none.
    public var limit: Int?
    /// A further limit (`resource_limits.memory_mb`); `nil`: none.
    public var resourceLimit: Int?

    /// What counts: the smallest of the three.
    public var hard: Int { min(hardLimit, limit ?? .max, resourceLimit ?? .max) }

    /// The document's megabyte: 1,048,576 bytes.
    public static let megabyte = 1_048_576

    /// The defaults.
    public init() {}
}

/// What a child's tree may use beside memory (`resource_limits`); `nil`: no limit.
public struct ResourceLimits: Sendable, Hashable {
    /// Processor time in per cent of one processor, between two readings (`cpu_percent`).
    public var processorPercent: Int?
    /// Bytes read from and written to disks, a second (`disk_io_mb_per_sec`).
    public var diskBytesPerSecond: Int?
    /// Bytes on networks, a second (`network_io_mb_per_sec`).
    public var networkBytesPerSecond: Int?
    /// Open descriptors (`max_file_descriptors`).
    public var descriptors: Int?

    /// No limits.
    public init() {}
}

/// A resource that a child's tree is held against, by the name of its key.
public enum Resource: String, Sendable, Hashable, CaseIterable {
    /// `cpu_percent`
    case processor = "cpu_percent"
    /// `disk_io_mb_per_sec`
    case disk = "disk_io_mb_per_sec"
    /// `network_io_mb_per_sec`
    case network = "network_io_mb_per_sec"
    /// `max_file_descriptors`
    case descriptors = "max_file_descriptors"
}
