import Glibc
import Reports
import TestMaterial
import Testing

@Suite("A report of any size")
struct LargeReportTests {
    @Test("Memory does not grow with the number of suites", arguments: JUnitDialect.allCases)
    func memory(_ dialect: JUnitDialect) async {
        // A process of its own, since the peak is the process's.
        await #expect(processExitsWith: .success) { [name = dialect.rawValue as String] in
            let dialect = try #require(JUnitDialect(rawValue: name))
            let folder = try TemporaryFolder()
            let path = folder.path("report.xml")
            let writer = try JUnitWriter(path: path, report: Samples.report, dialect: dialect)
            let suite = Self.suite
            for _ in 0..<10 { try writer.write(suite) }
            let before = Self.peakBytes
            for _ in 0..<300 { try writer.write(suite) }
            try writer.finish()
            let growth = Self.peakBytes - before
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_size > 20_000_000)
            #expect(growth < 4_000_000, "the peak grew by \(growth) bytes")
        }
    }

    /// 100 cases of which each tenth fails with a long text.
    static let suite: ReportSuite = {
        let text = String(repeating: "expected this, got that\n", count: 300)
        let failure = ReportOutcome.failed([ReportFailure(message: "differs", type: "result", text: text)])
        return ReportSuite(
            name: "suite", package: "p", host: "simulated",
            cases: (0..<100).map { index in
                ReportCase(
                    name: "case \(index)", classname: "c", wallTime: .milliseconds(index),
                    outcome: index.isMultiple(of: 10) ? failure : .passed,
                    properties: [ReportProperty("seed", String(index))])
            })
    }()

    /// The most memory that this process has had, in bytes.
    static var peakBytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
