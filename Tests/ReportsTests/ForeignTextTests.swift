import Reports
import TestMaterial
import Testing
import Text

@Suite("Text that may be anything")
struct ForeignTextTests {
    @Test("Hostile text comes back as its visible form, in every place", arguments: JUnitDialect.allCases)
    func hostile(_ dialect: JUnitDialect) throws {
        let visible = VisibleText.clean(Samples.hostileText)
        let failure = ReportFailure(
            message: Samples.hostileText, type: Samples.hostileText, text: Samples.hostileText)
        let suite = single(.failed([failure]), output: Samples.hostileBytes, name: Samples.hostileText)
        let (suiteRead, caseRead) = try roundTrip(suite, dialect)
        #expect(caseRead["name"] == visible)
        #expect(caseRead.first("failure")?["message"] == visible)
        #expect(caseRead.first("failure")?["type"] == visible)
        #expect(caseRead.first("failure")?.text == visible)
        let outputOwner = dialect == .jenkins ? suiteRead : caseRead
        #expect(outputOwner.first("system-out")?.text == visible)
        #expect(outputOwner.first("system-err")?.text == visible)
        #expect(visible.contains("␛[31m]]><![CDATA[&amp;&#0;<!--") && visible.contains("␀"))
    }

    @Test("Ordinary text comes back exactly, markup and white space included", arguments: JUnitDialect.allCases)
    func ordinary(_ dialect: JUnitDialect) throws {
        let text = " \"quoted\" & 'single' <b>]]></b> \ttab\n\n  日本語 e\u{301} 👩‍👩‍👧 \u{10FFFD} &amp; &#65; trailing "
        let failure = ReportFailure(message: text, type: text, text: text)
        let (suiteRead, caseRead) = try roundTrip(
            single(.errored(failure), output: Array(text.utf8), name: text), dialect)
        #expect(caseRead["name"] == text && caseRead["classname"] == text)
        #expect(caseRead.first("error")?["message"] == text)
        #expect(caseRead.first("error")?.text == text)
        #expect((dialect == .jenkins ? suiteRead : caseRead).first("system-err")?.text == text)
    }

    @Test("A name that nobody could see becomes visible", arguments: ["", " ", "\n\t", "\u{A0}\u{3000}"])
    func blankNames(_ name: String) throws {
        let (suiteRead, caseRead) = try roundTrip(single(.passed, name: name), .jenkins)
        #expect(suiteRead["name"] == "(no name)")
        #expect(caseRead["name"] == "(no name)")
        #expect(caseRead["classname"] == "(no name)")
    }

    @Test("A line of a megabyte keeps its ends and says what is missing", arguments: JUnitDialect.allCases)
    func longLine(_ dialect: JUnitDialect) throws {
        let bytes =
            [UInt8](repeating: UInt8(ascii: "a"), count: 500_000)
            + [UInt8](repeating: UInt8(ascii: "z"), count: 500_000)
        let (suiteRead, caseRead) = try roundTrip(single(.passed, output: bytes), dialect)
        let half = ReportLimits.outputBytesMax / 2
        let note = "\n[... \(1_000_000 - ReportLimits.outputBytesMax) bytes left out ...]\n"
        let text = (dialect == .jenkins ? suiteRead : caseRead).first("system-out")?.text
        #expect(text == String(repeating: "a", count: half) + note + String(repeating: "z", count: half))
    }

    @Test("A cut never goes through a character", arguments: 0..<4)
    func cut(_ offset: Int) throws {
        let text = String(repeating: "x", count: offset) + String(repeating: "🎭", count: 70_000)
        let failure = ReportFailure(message: text, type: "t", text: text)
        let (_, caseRead) = try roundTrip(single(.failed([failure]), name: text), .jenkins)
        let written = [caseRead["name"], caseRead.first("failure")?["message"], caseRead.first("failure")?.text]
        for part in written {
            let part = try #require(part)
            #expect(part.contains("...") && !part.contains("\u{FFFD}"))
            #expect(part.utf8.count < 70 * 1024)
        }
    }

    @Test("A suite's output stays readable for parsers that refuse texts above ten million bytes")
    func suiteOutput() throws {
        let folder = try TemporaryFolder()
        let output = [UInt8](repeating: UInt8(ascii: "<"), count: ReportLimits.outputBytesMax)
        let cases = (0..<34).map {
            ReportCase(name: "case \($0)", classname: "c", wallTime: .zero, standardOutput: output)
        }
        let suite = ReportSuite(name: "s", package: "p", host: "h", cases: cases)
        try Samples.write([suite], .jenkins, to: folder.path("report.xml"))
        let text = try #require(XMLTree.read(folder.path("report.xml"))?.children[0].first("system-out")?.text)
        #expect(text.utf8.count <= ReportLimits.suiteOutputBytesMax + 100)
        #expect(text.hasSuffix("\n[... output of 3 more cases left out ...]\n"))
    }

    @Test("Of very many failures the first are told and the others counted")
    func manyFailures() throws {
        let failures = (1...20).map { ReportFailure(message: "m\($0)", type: "t\($0)", text: "text \($0)") }
        let (_, caseRead) = try roundTrip(single(.failed(failures)), .jenkins)
        let failure = try #require(caseRead.first("failure"))
        #expect(failure["message"] == "m1" && failure["type"] == "t1")
        #expect(failure.text.hasPrefix("1 of 20: m1\ntext 1\n\n2 of 20: m2\ntext 2\n\n"))
        #expect(failure.text.hasSuffix("16 of 20: m16\ntext 16\n\n[... 4 failures left out ...]"))
    }

    private func single(_ outcome: ReportOutcome, output: [UInt8] = [], name: String = "n") -> ReportSuite {
        let reported = ReportCase(
            name: name, classname: name, wallTime: .zero, outcome: outcome, standardOutput: output,
            standardError: output)
        return ReportSuite(name: name, package: name, host: "h", cases: [reported])
    }

    /// The suite and its only case as a reader sees them.
    private func roundTrip(_ suite: ReportSuite, _ dialect: JUnitDialect) throws -> (suite: XMLTree, case: XMLTree) {
        let folder = try TemporaryFolder()
        try Samples.write([suite], dialect, to: folder.path("report.xml"))
        let root = try #require(XMLTree.read(folder.path("report.xml")))
        let suiteRead = try dialect == .surefire ? root : #require(root.first("testsuite"))
        return (suiteRead, try #require(suiteRead.first("testcase")))
    }
}
