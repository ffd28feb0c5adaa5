import CLibXML2

/// Writes a JUnit report suite by suite; the file appears, whole, when it is finished.
///
/// ```swift
/// let writer = try JUnitWriter(path: "report.xml", report: report)
/// for suite in suites { try writer.write(suite) }
/// try writer.finish()
/// ```
/// Memory is bounded by the largest suite. All text may be anything: it is cleaned, bounded and escaped here.
/// After an error, or without `finish`, nothing is left behind, and an earlier report stays as it was.
public final class JUnitWriter {
    private let report: Report
    private let path: String
    private var open: (file: ReportFile, layout: any JUnitLayout)?

    /// Refuses a path that can't become a report, before any test has run.
    public init(path: String, report: Report, dialect: JUnitDialect = .jenkins) throws(ReportError) {
        self.path = path
        self.report = report
        open = try Self.quietly { () throws(ReportError) in
            let file = try ReportFile(path: path)
            let layout: any JUnitLayout =
                switch dialect {
                case .jenkins: try JenkinsLayout(file: file, report: report)
                case .rich: try RichLayout(file: file, report: report)
                case .surefire: try SurefireLayout(file: file, report: report)
                }
            return (file, layout)
        }
    }

    /// Adds the results of one scenario file.
    public func write(_ suite: ReportSuite) throws(ReportError) {
        try step { (layout, _) throws(ReportError) in try layout.write(suite) }
    }

    /// Completes the report and puts it in its place; nothing can be written afterwards.
    public func finish() throws(ReportError) {
        try step { (layout, file) throws(ReportError) in
            try layout.finish()
            try file.place()
        }
        open = nil
    }

    /// One step on the open report; the first error closes it.
    private func step(
        _ body: (inout any JUnitLayout, ReportFile) throws(ReportError) -> Void
    ) throws(ReportError) {
        guard var current = open else {
            throw ReportError(.closed, path: path, detail: "it was finished, or an earlier error has ended it.")
        }
        open = nil
        try Self.quietly { () throws(ReportError) in try body(&current.layout, current.file) }
        open = current
    }

    /// Prepares libxml2 for threads, once.
    private static let prepared: Void = xmlInitParser()

    /// Keeps libxml2 from printing on standard error; what it has to say comes back as return codes.
    private static func quietly<Result>(
        _ body: () throws(ReportError) -> Result
    ) throws(ReportError) -> Result {
        Self.prepared
        let previous = understudy_xml_listen(nil)
        defer { understudy_xml_restore(previous) }
        return try body()
    }
}
