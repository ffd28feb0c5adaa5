/// What stands once in a report: which run it was, when and where.
///
/// The results come in as a stream of `ReportSuite`, so a report of any size needs the memory of its largest suite.
public struct Report: Sendable, Hashable {
    /// The name of the whole run, as `understudy`; the Jenkins dialect has no place for it.
    public var name: String
    /// When the run began: seconds since 1970-01-01 00:00:00 UTC; reports show the years 1970 to 9999.
    public var timestamp: Int64
    /// The machine that ran it; empty: `localhost`.
    public var hostname: String

    /// A run that is about to be reported.
    public init(name: String, timestamp: Int64, hostname: String) {
        self.name = name
        self.timestamp = timestamp
        self.hostname = hostname
    }
}

/// A name with a value, as a seed or a trace hash.
public struct ReportProperty: Sendable, Hashable {
    /// What is told, as `seed`.
    public var name: String
    /// What it is.
    public var value: String

    /// A named value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
