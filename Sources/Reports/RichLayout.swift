/// The dialect that says everything where it belongs, for readers that hold to no schema.
///
/// The totals at the root are known last, so the suites wait in a file without a name.
struct RichLayout: JUnitLayout {
    private let stream: XMLStream
    private let suites: XMLStream
    private let report: Report
    private var totals = ReportTotals()

    /// Begins the document.
    init(file: ReportFile, report: Report) throws(ReportError) {
        stream = try .document(into: file.sink, path: file.path)
        suites = try .fragment(into: file.makeSpool(), path: file.path, depth: 1)
        self.report = report
    }

    mutating func write(_ suite: ReportSuite) throws(ReportError) {
        totals.add(suite)
        try suites.open("testsuite")
        try writeAttributes(suite)
        try writeProperties(suite.allProperties)
        for reported in suite.cases { try write(reported, of: suite) }
        try suites.close()
    }

    mutating func finish() throws(ReportError) {
        try stream.open("testsuites")
        try stream.attribute("name", Excerpt.name(report.name))
        try stream.attribute("timestamp", ReportTime.timestamp(report.timestamp))
        try stream.counts(totals)
        try stream.attribute("time", ReportTime.seconds(totals.wallTime))
        try stream.insert(suites)
        try stream.close()
        try stream.finish()
    }

    private func writeAttributes(_ suite: ReportSuite) throws(ReportError) {
        var totals = ReportTotals()
        totals.add(suite)
        try suites.attribute("name", Excerpt.name(suite.name))
        try suites.attribute("package", Excerpt.name(suite.package))
        try writeFile(of: suite)
        try suites.attribute("hostname", Excerpt.hostname(report.hostname))
        try suites.attribute("timestamp", ReportTime.timestamp(report.timestamp))
        try suites.counts(totals)
        try suites.attribute("time", ReportTime.seconds(totals.wallTime))
    }

    private func write(_ reported: ReportCase, of suite: ReportSuite) throws(ReportError) {
        try suites.open("testcase")
        try suites.caseAttributes(reported)
        try writeFile(of: suite)
        try writeProperties(reported.properties)
        try suites.outcome(reported.outcome, reason: .attribute)
        try suites.output(of: reported)
        try suites.close()
    }

    private func writeFile(of suite: ReportSuite) throws(ReportError) {
        if let file = suite.file { try suites.attribute("file", Excerpt.line(file)) }
    }

    private func writeProperties(_ properties: [ReportProperty]) throws(ReportError) {
        guard !properties.isEmpty else { return }
        try suites.open("properties")
        for property in properties { try suites.property(property.name, property.value) }
        try suites.close()
    }
}

extension XMLStream {
    /// A case's output, as its own elements where there is any.
    func output(of reported: ReportCase) throws(ReportError) {
        let limit = ReportLimits.outputBytesMax
        for (name, bytes) in [("system-out", reported.standardOutput), ("system-err", reported.standardError)]
        where !bytes.isEmpty {
            try element(name, text: Excerpt.lines(bytes, limit: limit))
        }
    }
}
