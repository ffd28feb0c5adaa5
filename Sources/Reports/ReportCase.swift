/// One run of a scenario, and how it ended.
public struct ReportCase: Sendable, Hashable {
    /// What tells this run from the others; servers show it.
    public var name: String
    /// What groups the case on servers, as `Scenarios.timeouts.One agent hangs`.
    public var classname: String
    /// How long it took on the wall; virtual time is a property.
    public var wallTime: Duration
    /// How it ended.
    public var outcome: ReportOutcome
    /// What is true of this run alone: `seed`, `trace`, `virtual_seconds`, `host`.
    public var properties: [ReportProperty]
    /// What the run printed; any bytes, made harmless when written.
    public var standardOutput: [UInt8]
    /// What the run complained about; any bytes, made harmless when written.
    public var standardError: [UInt8]

    /// One run of a scenario.
    public init(
        name: String, classname: String, wallTime: Duration, outcome: ReportOutcome = .passed,
        properties: [ReportProperty] = [], standardOutput: [UInt8] = [], standardError: [UInt8] = []
    ) {
        self.name = name
        self.classname = classname
        self.wallTime = wallTime
        self.outcome = outcome
        self.properties = properties
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}
