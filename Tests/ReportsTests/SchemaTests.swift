import Reports
import TestMaterial
import Testing

@Suite("Reports are valid", .enabled(if: Repository.hasShared("xsd")))
struct SchemaTests {
    static let strictSchemas = ["jenkins-xunit-junit-10.xsd", "junit5-jenkins-junit-4.xsd", "windyroad-JUnit.xsd"]

    @Test("The Jenkins dialect satisfies each of three schemas", arguments: strictSchemas)
    func jenkins(_ schema: String) throws { try check(.jenkins, schema) }

    @Test("The Surefire dialect satisfies Surefire's schema")
    func surefire() throws { try check(.surefire, "surefire-test-report.xsd") }

    @Test("The validator sees what a schema forbids, and what is no XML at all")
    func validator() throws {
        let folder = try TemporaryFolder()
        let validator = try #require(Repository.shared("xsd/windyroad-JUnit.xsd").map(SchemaValidator.init(schema:)))
        try folder.write("foreign.xml", "<testsuites name='x'/>")
        #expect(validator.complaints(about: folder.path("foreign.xml")).first?.message.contains("'name'") == true)
        try folder.write("broken.xml", "<testsuites>\n\u{1B}</testsuites>")
        #expect(validator.complaints(about: folder.path("broken.xml")).first?.line == 2)
        let missing = SchemaValidator(schema: folder.path("none.xsd"))
        #expect(missing.complaints(about: folder.path("foreign.xml")).isEmpty == false)
    }

    private func check(
        _ dialect: JUnitDialect, _ schema: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = try #require(Repository.shared("xsd/\(schema)"))
        let folder = try TemporaryFolder()
        let validator = SchemaValidator(schema: path)
        let long = ReportCase(name: "long", classname: "c", wallTime: .seconds(1_234_567_890_123))
        let samples = [
            [], Samples.small, Samples.hostile, [ReportSuite(name: "s", package: "p", host: "h", cases: [long])],
        ]
        for suites in samples {
            for report in [Samples.report, Report(name: "", timestamp: .min, hostname: "")] {
                let path = try Samples.write(suites, dialect, to: folder.path("report.xml"), report: report)
                #expect(validator.complaints(about: path) == [], sourceLocation: sourceLocation)
            }
        }
    }
}
