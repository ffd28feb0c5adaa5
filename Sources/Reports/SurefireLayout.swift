/// Maven Surefire's dialect: one suite, which has all properties first and then all cases.
///
/// Counts and properties are known last, so both lists wait in files without names.
struct SurefireLayout: JUnitLayout {
    private let stream: XMLStream
    private let properties: XMLStream
    private let cases: XMLStream
    private let report: Report
    private var totals = ReportTotals()

    /// Begins the document.
    init(file: ReportFile, report: Report) throws(ReportError) {
        stream = try .document(into: file.sink, path: file.path)
        properties = try .fragment(into: file.makeSpool(), path: file.path, depth: 2)
        cases = try .fragment(into: file.makeSpool(), path: file.path, depth: 1)
        self.report = report
        try properties.property("hostname", Excerpt.hostname(report.hostname))
    }

    mutating func write(_ suite: ReportSuite) throws(ReportError) {
        for property in suite.allProperties {
            try properties.property("\(suite.name): \(property.name)", property.value)
        }
        for reported in suite.cases {
            totals.add(reported)
            for property in CaseProperties.renamed(reported.properties, number: totals.tests) {
                try properties.property(property.name, property.value)
            }
            try cases.open("testcase")
            try cases.caseAttributes(reported)
            try cases.outcome(reported.outcome, reason: .attribute)
            try cases.output(of: reported)
            try cases.close()
        }
    }

    mutating func finish() throws(ReportError) {
        try stream.open("testsuite")
        try stream.attribute("name", Excerpt.name(report.name))
        try stream.attribute("timestamp", ReportTime.timestamp(report.timestamp))
        try stream.counts(totals)
        try stream.attribute("time", ReportTime.seconds(totals.wallTime))
        try stream.open("properties")
        try stream.insert(properties)
        try stream.close()
        try stream.insert(cases)
        try stream.close()
        try stream.finish()
    }
}
