import Reports
import TestMaterial
import Testing

@Suite("Shards of a run as one report")
struct MergeTests {
    private func report(
        _ dialect: JUnitDialect, _ folder: borrowing TemporaryFolder, _ name: String, suites: [ReportSuite]
    ) throws {
        let report = Report(name: "run", timestamp: 1_700_000_000, hostname: "host")
        let writer = try JUnitWriter(path: folder.path(name), report: report, dialect: dialect)
        for suite in suites { try writer.write(suite) }
        try writer.finish()
    }

    private func suite(_ name: String, _ cases: [(String, ReportOutcome)]) -> ReportSuite {
        ReportSuite(
            name: name, package: "p", host: "simulated",
            cases: cases.map {
                ReportCase(
                    name: $0.0, classname: name, wallTime: .milliseconds(250), outcome: $0.1,
                    standardOutput: Array("out <&> \u{1B} of \($0.0)\n".utf8))
            })
    }

    private let failure = ReportOutcome.failed([ReportFailure(message: "a \"b\"\nc", type: "t", text: "  x\n  y\n")])

    @Test("Suites are taken over as they are, and the sums are those of all shards")
    func rich() throws {
        let folder = try TemporaryFolder()
        let one = [suite("a", [("1", .passed), ("2", failure)])]
        let other = [suite("b", [("1", .skipped(reason: "why"))]), suite("c", [("1", .passed)])]
        try report(.rich, folder, "1.xml", suites: one)
        try report(.rich, folder, "2.xml", suites: other)
        try report(.rich, folder, "whole.xml", suites: one + other)
        let outcome = try JUnitMerge.merge([folder.path("1.xml"), folder.path("2.xml")], into: folder.path("m.xml"))
        #expect([outcome.reports, outcome.suites, outcome.cases, outcome.bad, outcome.skipped] == [2, 3, 4, 1, 1])
        #expect(outcome.notes.isEmpty)
        let merged = try #require(XMLTree.read(folder.path("m.xml")))
        let whole = try #require(XMLTree.read(folder.path("whole.xml")))
        #expect(merged.children == whole.children)
        for key in ["tests", "failures", "errors", "skipped", "time"] { #expect(merged[key] == whole[key], "\(key)") }
        #expect(try folder.read("m.xml").count > 1_000)
    }

    @Test("A merge of the strict dialect is valid for all the schemas, like its shards")
    func schemas() throws {
        let folder = try TemporaryFolder()
        try report(.jenkins, folder, "1.xml", suites: [suite("a", [("1", .passed), ("2", failure)])])
        try report(.jenkins, folder, "2.xml", suites: [suite("b", [("1", .skipped(reason: "why"))])])
        _ = try JUnitMerge.merge([folder.path("1.xml"), folder.path("2.xml")], into: folder.path("m.xml"))
        let merged = try #require(XMLTree.read(folder.path("m.xml")))
        #expect(merged.attributes.isEmpty)
        #expect(merged.children.map { $0["id"] } == ["0", "1"])
        guard let schemas = Repository.shared("xsd") else { return }
        for name in ["jenkins-xunit-junit-10", "junit5-jenkins-junit-4", "windyroad-JUnit"] {
            #expect(SchemaValidator(schema: "\(schemas)/\(name).xsd").complaints(about: folder.path("m.xml")) == [])
        }
    }

    private func refusal(_ folder: borrowing TemporaryFolder, _ names: [String]) -> String {
        do throws(JUnitMerge.Failure) {
            _ = try JUnitMerge.merge(names.map { folder.path($0) }, into: folder.path("m.xml"))
            return ""
        } catch { return error.description.replacing(folder.path + "/", with: "") }
    }

    @Test("A case that is in two shards is refused by name, and nothing is written (fault 70)")
    func twins() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "1.xml", "<testsuites><testsuite name='s'><testcase name='a' classname='c'/></testsuite></testsuites>")
        try folder.write(
            "2.xml", "<testsuites>\n<testsuite name='s'>\n<testcase name='a' classname='c'/></testsuite></testsuites>")
        try folder.write("3.xml", "<testsuite name='s' tests='2'><testcase name='b' classname='c'/></testsuite>")
        #expect(refusal(folder, ["1.xml", "2.xml"]) == "2.xml:3: the case \"c.a\" is in 1.xml too")
        #expect(!folder.names.contains("m.xml"))
        let outcome = try JUnitMerge.merge([folder.path("1.xml"), folder.path("3.xml")], into: folder.path("m.xml"))
        #expect(outcome.notes.count == 2)
        #expect(outcome.notes[1].contains("says 2 tests and has 1"))
        #expect(outcome.notes[0].contains("kept as two"))
    }

    /// Fault 67.
    @Test(
        "What is hostile or broken is refused with its line, and an earlier report stays",
        arguments: [
            ("<!DOCTYPE x [<!ENTITY a 'b'>]>\n<testsuites>&a;</testsuites>", "it has a document type"),
            ("<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x'><testsuites/>", "it has a document type"),
            ("<testsuites><testsuite name='a'>", "this is no whole XML"), ("", "1.xml:1: this is no whole XML"),
            ("<html/>", "the root is html"), ("<testsuites>&#1;</testsuites>", "this is no whole XML"),
            ("<testsuites><a><b><c><d><e><f><g/></f></e></d></c></b></a></testsuites>", "nested more deeply"),
            ("<testsuites>&lt;\n&unknown;</testsuites>", "1.xml:2: this is no whole XML"),
        ])
    func hostile(text: String, message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("1.xml", text)
        try folder.write("m.xml", "earlier")
        #expect(refusal(folder, ["1.xml"]).contains(message), "\(refusal(folder, ["1.xml"]))")
        #expect(refusal(folder, ["none.xml"]) == "none.xml: can't be read: No such file or directory")
        #expect(refusal(folder, ["."]).contains("not a regular file"))
        #expect(try folder.readText("m.xml") == "earlier")
    }
}
