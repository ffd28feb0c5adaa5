/// The results of one scenario file.
public struct ReportSuite: Sendable, Hashable {
    /// The scenario's name.
    public var name: String
    /// Where the file belongs, in the manner of a class name: `Scenarios.timeouts`.
    public var package: String
    /// The arm that ran it: `simulated`, `fake` or `live`; written as the suite's property `host`.
    public var host: String
    /// The scenario file's path; only the rich dialect has a place for it.
    public var file: String?
    /// What is true of all cases.
    public var properties: [ReportProperty]
    /// One case per run of the file, in the order of the runs.
    public var cases: [ReportCase]

    /// The results of one scenario file on one arm.
    public init(
        name: String, package: String, host: String, file: String? = nil, properties: [ReportProperty] = [],
        cases: [ReportCase] = []
    ) {
        self.name = name
        self.package = package
        self.host = host
        self.file = file
        self.properties = properties
        self.cases = cases
    }

    /// The arm and the other properties, as every dialect lists them.
    var allProperties: [ReportProperty] { [ReportProperty("host", host)] + properties }
}
