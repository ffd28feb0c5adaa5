/// The dialect that three strict schemas accept at once.
///
/// What they have in common: a root without attributes; in each suite all of Ant's attributes, at least one property,
/// and output even if empty; in each case at most one element, which tells the outcome; skipped without attributes.
struct JenkinsLayout: JUnitLayout {
    private let stream: XMLStream
    private let report: Report
    private var suites = 0

    /// Begins the document.
    init(file: ReportFile, report: Report) throws(ReportError) {
        stream = try .document(into: file.sink, path: file.path)
        self.report = report
        try stream.open("testsuites")
    }

    mutating func write(_ suite: ReportSuite) throws(ReportError) {
        try stream.open("testsuite")
        try writeAttributes(suite)
        try writeProperties(suite)
        for reported in suite.cases {
            try stream.open("testcase")
            try stream.caseAttributes(reported)
            try stream.outcome(reported.outcome, reason: .text)
            try stream.close()
        }
        try writeOutput("system-out", suite, \.standardOutput)
        try writeOutput("system-err", suite, \.standardError)
        try stream.close()
        suites += 1
    }

    mutating func finish() throws(ReportError) {
        try stream.close()
        try stream.finish()
    }

    private func writeAttributes(_ suite: ReportSuite) throws(ReportError) {
        var totals = ReportTotals()
        totals.add(suite)
        try stream.attribute("id", String(suites))
        try stream.attribute("name", Excerpt.name(suite.name))
        try stream.attribute("package", Excerpt.name(suite.package))
        try stream.attribute("hostname", Excerpt.hostname(report.hostname))
        try stream.attribute("timestamp", ReportTime.timestamp(report.timestamp))
        try stream.counts(totals)
        try stream.attribute("time", ReportTime.seconds(totals.wallTime))
    }

    private func writeProperties(_ suite: ReportSuite) throws(ReportError) {
        let own = suite.allProperties
        try stream.open("properties")
        for property in own { try stream.property(property.name, property.value) }
        for (index, reported) in suite.cases.enumerated() {
            for property in CaseProperties.renamed(reported.properties, number: index + 1, besides: own) {
                try stream.property(property.name, property.value)
            }
        }
        try stream.close()
    }

    /// All cases' output, which has its place in the suite; above the limit cases are left out, and counted.
    private func writeOutput(
        _ name: String, _ suite: ReportSuite, _ bytes: KeyPath<ReportCase, [UInt8]>
    ) throws(ReportError) {
        try stream.open(name)
        var room = ReportLimits.suiteOutputBytesMax
        var leftOut = 0
        for reported in suite.cases where !reported[keyPath: bytes].isEmpty {
            let text = leftOut == 0 ? output(reported[keyPath: bytes], of: reported, in: suite) : ""
            guard leftOut == 0, text.utf8.count <= room else {
                leftOut += 1
                continue
            }
            room -= text.utf8.count
            try stream.text(text)
        }
        if leftOut > 0 { try stream.text("[... output of \(leftOut) more cases left out ...]\n") }
        try stream.close()
    }

    /// A case's output, under the case's name where there are several.
    private func output(_ bytes: [UInt8], of reported: ReportCase, in suite: ReportSuite) -> String {
        let text = Excerpt.lines(bytes, limit: ReportLimits.outputBytesMax)
        guard suite.cases.count > 1 else { return text }
        return "--- \(Excerpt.name(reported.name)) ---\n" + text + (text.hasSuffix("\n") ? "" : "\n")
    }
}
