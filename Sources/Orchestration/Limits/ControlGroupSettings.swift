public import Hosting

/// Whether and how each child's tree gets a control group of its own (`control_group`; cgroups(7), version 2).
public struct ControlGroupSettings: Sendable, Hashable {
    /// Whether there is one.
    public enum Use: String, Sendable, Hashable, CaseIterable {
        /// There is none: trees are measured and ended from outside.
        case off
        /// There is one as far as this machine lets us.
        case auto
        /// There is one, with all that was asked for, or nothing starts.
        case required
    }

    /// Whether there is one (`use`).
    public var use = Use.off
    /// Where the tree is slowed down, in bytes (`memory_high_mb`); `nil`: at the limit of memory.
    public var memoryHigh: Int?
    /// Where the kernel kills the tree, in bytes (`memory_max_mb`); `nil`: a quarter above the limit of memory.
    public var memoryMax: Int?
    /// The most threads and processes of the tree (`pids_max`); `nil`: no limit.
    public var tasksMax: Int?

    /// None.
    public init() {}
}

extension Configuration {
    /// The control group of each child; `nil`: none.
    ///
    /// The kernel kills where two readings would come too late, and above the limit: below it, the readings end the child
    /// by the stop ladder, and say what it used.
    public var confinement: Confinement? {
        guard controlGroup.use != .off else { return nil }
        let max = controlGroup.memoryMax ?? memory.hard + memory.hard / 4
        return Confinement(
            isRequired: controlGroup.use == .required, memoryHigh: min(controlGroup.memoryHigh ?? memory.hard, max),
            memoryMax: max, tasksMax: controlGroup.tasksMax)
    }
}
