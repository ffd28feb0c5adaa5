import CLibXML2

/// Makes one JUnit report of the shards of a run, in flat memory.
///
/// Suites are taken over as they are; only their `id` is counted anew where it is a number, since schemas want it so.
/// A root says totals where one of the shards does: the sums of the suites.
public enum JUnitMerge {
    /// What was merged.
    public struct Outcome: Sendable, Hashable {
        /// Reports, suites and cases.
        public var reports = 0
        /// Suites directly below the roots.
        public var suites = 0
        /// Cases.
        public var cases = 0
        /// Cases that failed or ended in an error.
        public var bad = 0
        /// Cases that were skipped.
        public var skipped = 0
        /// What is odd, but no reason to refuse.
        public var notes: [String] = []
    }

    /// Why nothing was merged.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// A shard can't be read or taken over.
        case shard([MergeError])
        /// The merged report can't be written.
        case target(ReportError)

        /// One line for each problem.
        public var description: String {
            switch self {
            case .shard(let errors): errors.map(\.description).joined(separator: "\n")
            case .target(let error): error.description
            }
        }
    }

    /// Merges reports into a file, which appears whole or not at all.
    ///
    /// - Throws: `Failure` for a shard that is no report, and for a case that stands in two of them.
    public static func merge(_ paths: [String], into target: String) throws(Failure) -> Outcome {
        var survey = ReportSurvey()
        for path in paths {
            do throws(MergeError) { try survey.add(path) } catch { throw .shard([error]) }
        }
        try refuseTwins(survey)
        do throws(ReportError) { try write(paths, survey, target) } catch { throw .target(error) }
        return Outcome(
            reports: paths.count, suites: survey.suites, cases: survey.cases, bad: survey.bad,
            skipped: survey.skipped, notes: survey.notes)
    }

    private static func refuseTwins(_ survey: ReportSurvey) throws(Failure) {
        guard let first = survey.twins.first else { return }
        var errors = survey.twins.map { twin in
            MergeError(
                path: twin.path, line: twin.line,
                reason: "the case \"\(twin.name)\" is in \(ReportError.shown(twin.earlierPath)) too")
        }
        if survey.twinsLeftOut > 0 {
            errors.append(MergeError(path: first.path, reason: "\(survey.twinsLeftOut) more cases are in two reports"))
        }
        throw .shard(errors)
    }

    private static func write(_ paths: [String], _ survey: ReportSurvey, _ target: String) throws(ReportError) {
        let previous = understudy_xml_listen(nil)
        defer { understudy_xml_restore(previous) }
        let file = try ReportFile(path: target)
        let stream = try XMLStream.document(into: file.sink, path: target)
        try stream.open("testsuites")
        if survey.hasTotals {
            if let name = survey.rootName { try stream.attribute("name", name) }
            for key in ReportSurvey.summed {
                if let sum = survey.sums[key] { try stream.attribute(key, String(sum)) }
            }
            if let time = survey.time { try stream.attribute("time", ReportTime.seconds(.microseconds(time))) }
        }
        var copy = SuiteCopy(stream: stream)
        for path in paths { try copy.add(path, target: target) }
        try stream.close()
        try stream.finish()
        try file.place()
    }
}

/// Takes suites over from one report into another.
private struct SuiteCopy {
    let stream: XMLStream
    private var suites = 0

    init(stream: XMLStream) { self.stream = stream }

    /// Elements whose own text is only the white space between their children.
    private static let structural: Set = ["testsuites", "testsuite", "testcase", "properties"]

    mutating func add(_ path: String, target: String) throws(ReportError) {
        do throws(MergeError) {
            let input = try XMLInput(path)
            guard case .open(let root, let attributes) = try ReportSurvey.firstElement(input) else { return }
            if root == "testsuite" {
                try carry(input, root, attributes)
            } else {
                while let node = try input.next() {
                    guard case .open(let name, let attributes) = node else { continue }
                    try carry(input, name, attributes)
                }
            }
        } catch {
            // It was read whole a moment ago.
            throw ReportError(.cannotWrite, path: target, detail: "a shard changed while it was merged: \(error)")
        }
    }

    /// Copies an element, whose start tag was read, up to its end.
    private mutating func carry(
        _ input: XMLInput, _ name: String, _ attributes: [(name: String, value: String)]
    ) throws(MergeError) {
        var open: [String] = []
        var node: XMLInput.Node? = .open(name, attributes)
        while let current = node {
            do throws(ReportError) {
                switch current {
                case .open(let name, let attributes):
                    try stream.open(name)
                    for (key, value) in attributes {
                        try stream.attribute(key, renumbered(key, value, name, open.isEmpty))
                    }
                    if open.isEmpty, name == "testsuite" { suites += 1 }
                    open.append(name)
                case .text(let text):
                    if let last = open.last, !Self.structural.contains(last) { try stream.text(text) }
                case .close:
                    try stream.close()
                    open.removeLast()
                }
            } catch {
                throw MergeError(path: error.path, reason: error.detail)
            }
            if open.isEmpty { return }
            node = try input.next()
        }
    }

    private func renumbered(_ key: String, _ value: String, _ name: String, _ isTop: Bool) -> String {
        key == "id" && name == "testsuite" && isTop && Int(value) != nil ? String(suites) : value
    }
}
