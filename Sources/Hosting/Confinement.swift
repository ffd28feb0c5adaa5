/// A control group of its own for a child's tree (cgroups(7), version 2), and what the kernel holds it to.
///
/// What is measured and limited from outside comes late: a tree can take all memory between two samples. The kernel can't
/// be late. A host that ends a tree for its memory says so by a sample with `memoryKills` before `Event.exited`.
public struct Confinement: Sendable, Hashable {
    /// Whether the child may not start without it; else it starts without what can't be had.
    public var isRequired: Bool
    /// Above so many bytes the tree is slowed down and its page cache taken (`memory.high`); `nil`: never.
    public var memoryHigh: Int?
    /// Above so many bytes the tree is killed (`memory.max`); `nil`: never.
    public var memoryMax: Int?
    /// The most tasks, which are threads, of the tree: it can't start more (`pids.max`); `nil`: no limit.
    public var tasksMax: Int?

    /// A group with its limits.
    public init(isRequired: Bool, memoryHigh: Int? = nil, memoryMax: Int? = nil, tasksMax: Int? = nil) {
        self.isRequired = isRequired
        self.memoryHigh = memoryHigh
        self.memoryMax = memoryMax
        self.tasksMax = tasksMax
    }
}
