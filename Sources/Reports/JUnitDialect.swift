/// Which readers a JUnit report is for; its raw value is what `--dialect` takes.
///
/// There is no standard: each of these is what a schema, or a well-known reader, accepts.
public enum JUnitDialect: String, Sendable, Hashable, CaseIterable {
    /// Valid under the Jenkins schemas (junit-10, junit-4) and Ant's (windyroad) at once.
    ///
    /// What these have no place for moves to the suite: a case's properties (the second case's as `seed.2`) and output.
    case jenkins
    /// Everything where it belongs: properties and output in the case, totals and the run's name at the root.
    ///
    /// GitLab, GitHub actions and most dashboards read this; no schema allows it.
    case rich
    /// Valid under Maven Surefire's schema: one suite with all cases.
    ///
    /// The suites' own properties are told apart by the suite's name (`NAME: arm`), the cases' by their number.
    case surefire
}
