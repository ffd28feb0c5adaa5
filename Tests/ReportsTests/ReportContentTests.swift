import Reports
import TestMaterial
import Testing

@Suite("Counts, times and properties")
struct ReportContentTests {
    @Test("Suites and root count each outcome once", arguments: JUnitDialect.allCases)
    func counts(_ dialect: JUnitDialect) throws {
        let failure = ReportFailure(message: "m", type: "t")
        let outcomes: [ReportOutcome] = [
            .passed, .failed([failure, failure]), .failed([failure]), .failed([]), .errored(failure), .errored(failure),
            .skipped(reason: "r"),
        ]
        let cases = outcomes.map { ReportCase(name: "n", classname: "c", wallTime: .seconds(1), outcome: $0) }
        let suites = [
            ReportSuite(name: "a", package: "p", host: "h", cases: cases),
            ReportSuite(name: "b", package: "p", host: "h", cases: cases + cases),
        ]
        let root = try read(suites, dialect)
        let counted = dialect == .jenkins ? [] : [(root, 3)]
        for (element, factor) in counted + zip(root.all("testsuite"), [1, 2]) {
            #expect(element["tests"] == String(7 * factor))
            #expect(element["failures"] == String(3 * factor))
            #expect(element["errors"] == String(2 * factor))
            #expect(element["skipped"] == String(factor))
            #expect(element["time"] == "\(7 * factor).000")
        }
        #expect(root.all("testsuite").compactMap { $0["id"] } == (dialect == .jenkins ? ["0", "1"] : []))
        #expect(root.attributes.isEmpty == (dialect == .jenkins))
    }

    @Test(
        "Times are seconds with three decimals, rounded, never negative",
        arguments: [
            (Duration.zero, "0.000"), (.microseconds(499), "0.000"), (.microseconds(500), "0.001"),
            (.microseconds(999_600), "1.000"), (.seconds(-5), "0.000"), (.seconds(86_400), "86400.000"),
        ])
    func times(_ duration: Duration, _ text: String) throws {
        let reported = ReportCase(name: "n", classname: "c", wallTime: duration)
        let suite = try read([ReportSuite(name: "s", package: "p", host: "h", cases: [reported])]).children[0]
        #expect(suite.first("testcase")?["time"] == text)
        #expect(suite["time"] == text)
    }

    @Test(
        "Timestamps are UTC dates, leap days and ends of years included",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00"), (951_782_400, "2000-02-29T00:00:00"),
            (951_868_799, "2000-02-29T23:59:59"), (4_107_542_400, "2100-03-01T00:00:00"),
            (1_798_761_599, "2026-12-31T23:59:59"), (253_402_300_799, "9999-12-31T23:59:59"),
            (.max, "9999-12-31T23:59:59"), (.min, "1970-01-01T00:00:00"),
        ])
    func timestamps(_ seconds: Int64, _ text: String) throws {
        let report = Report(name: "r", timestamp: seconds, hostname: "")
        let suite = try read([ReportSuite(name: "s", package: "p", host: "h")], report: report).children[0]
        #expect(suite["timestamp"] == text)
        #expect(suite["hostname"] == "localhost")
    }

    @Test("Cases' properties get a number in strict dialects, and what the suite has said is not repeated")
    func properties() throws {
        let cases = ["1", "2", "3"].map { seed in
            ReportCase(
                name: "n", classname: "c", wallTime: .zero,
                properties: [ReportProperty("seed", seed), ReportProperty("host", "h"), ReportProperty("arm", "x")])
        }
        let suite = ReportSuite(
            name: "s", package: "p", host: "h", properties: [ReportProperty("arm", "y")], cases: cases)
        #expect(
            try read([suite]).children[0].properties == [
                "host=h", "arm=y", "seed=1", "arm.1=x", "seed.2=2", "arm.2=x", "seed.3=3", "arm.3=x",
            ])
        #expect(try read([suite], .rich).children[0].all("testcase")[2].properties == ["seed=3", "host=h", "arm=x"])
        let other = ReportSuite(name: "t", package: "p", host: "i", cases: [cases[0]])
        #expect(
            try read([suite, other], .surefire).properties == [
                "hostname=builder", "s: host=h", "s: arm=y", "seed=1", "host=h", "arm=x", "seed.2=2", "host.2=h",
                "arm.2=x", "seed.3=3", "host.3=h", "arm.3=x", "t: host=i", "seed.4=1", "host.4=h", "arm.4=x",
            ])
    }

    private func read(
        _ suites: [ReportSuite], _ dialect: JUnitDialect = .jenkins, report: Report = Samples.report
    ) throws -> XMLTree {
        let folder = try TemporaryFolder()
        try Samples.write(suites, dialect, to: folder.path("report.xml"), report: report)
        return try #require(XMLTree.read(folder.path("report.xml")))
    }
}
