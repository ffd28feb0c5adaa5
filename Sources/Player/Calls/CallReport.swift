/// What a suite has made of a folder of recordings, for those who keep them.
///
/// ```swift
/// let report = CallReport(folder: ["a.cast", "b.cast"], used: "a.cast\n", recorded: "")
/// report.unused          // ["b.cast"]
/// ```
public struct CallReport: Sendable, Hashable {
    /// Recordings that have answered a call, sorted.
    public let used: [String]
    /// Recordings that were made, sorted.
    public let recorded: [String]
    /// Recordings that nothing asked for, sorted.
    public let unused: [String]

    /// A report.
    ///
    /// - Parameters:
    ///   - folder: the names in the folder; only recordings among them count.
    ///   - used: the lines of `CallLog.used`, in any order and with repetitions.
    ///   - recorded: the lines of `CallLog.recorded`.
    public init(folder names: [String], used: String, recorded: String) {
        let known = names.filter { $0.hasSuffix(".cast") }.sorted()
        let usedNames = Set(used.split(separator: "\n").map(String.init))
        let madeNames = Set(recorded.split(separator: "\n").map(String.init))
        self.used = known.filter(usedNames.contains)
        self.recorded = known.filter(madeNames.contains)
        unused = known.filter { !usedNames.contains($0) && !madeNames.contains($0) }
    }
}
