import Reports
import TestMaterial

/// Reports that several tests write.
enum Samples {
    /// 2026-10-12 08:30:00 UTC.
    static let report = Report(name: "understudy", timestamp: 1_791_793_800, hostname: "builder")

    /// Two files, four cases, one of each outcome.
    static let small: [ReportSuite] = [
        ReportSuite(
            name: "One agent hangs", package: "Scenarios.timeouts", host: "simulated", file: "Scenarios/timeouts.yaml",
            properties: [ReportProperty("orchestrator", "subprocess")],
            cases: [
                ReportCase(
                    name: "One agent hangs (run 1)", classname: "Scenarios.timeouts", wallTime: .milliseconds(1234),
                    properties: [ReportProperty("seed", "7"), ReportProperty("host", "simulated")],
                    standardOutput: Array("first <line>\nsecond & last\n".utf8)),
                ReportCase(
                    name: "One agent hangs (run 2)", classname: "Scenarios.timeouts", wallTime: .milliseconds(6),
                    outcome: .failed([
                        ReportFailure(message: "qa was not stopped", type: "result", text: "expected: a\nactual: b"),
                        ReportFailure(message: "too long", type: "duration"),
                    ]),
                    properties: [ReportProperty("seed", "8"), ReportProperty("host", "simulated")],
                    standardError: Array("complaint".utf8)),
            ]),
        ReportSuite(
            name: "Ünïcode 🎭", package: "Scenarios", host: "fake",
            cases: [
                ReportCase(
                    name: "Ünïcode 🎭", classname: "Scenarios", wallTime: .microseconds(400),
                    outcome: .errored(ReportFailure(message: "no fake", type: "harness", text: "not on PATH"))),
                ReportCase(
                    name: "later", classname: "Scenarios", wallTime: .zero, outcome: .skipped(reason: "needs a PTY")),
            ]),
    ]

    /// Text of everything that XML can't hold: every byte, NUL, ESC, broken UTF-8, surrogates, noncharacters, `]]>`.
    static let hostileBytes: [UInt8] =
        Array(0...255) + [
            0xED, 0xA0, 0x80, 0xC0, 0x80, 0xF4, 0x90, 0x80, 0x80, 0xEF, 0xBF, 0xBE, 0xEF, 0xBF, 0xBF, 0xEF, 0xB7, 0x90,
        ]
        + Array("\u{1B}[31m]]><![CDATA[&amp;&#0;<!--\u{85}\u{2028}\u{202E}\r\n\t".utf8) + [0xF0, 0x9F]

    /// The same as a Swift string, which repairs what is not UTF-8.
    static let hostileText = String(decoding: hostileBytes, as: UTF8.self)

    /// A suite in which every text is hostile, with one case per outcome and empty texts, too.
    static let hostile: [ReportSuite] = {
        let text = hostileText
        let failure = ReportFailure(message: text, type: text, text: text)
        let outcomes: [ReportOutcome] = [
            .passed, .failed([failure]), .failed([failure, failure]), .failed([]), .errored(failure),
            .skipped(reason: text), .skipped(reason: ""), .errored(ReportFailure(message: "", type: "")),
        ]
        let names = [text, "", " \n\t", "\0", String(repeating: "long ", count: 10_000)]
        return names.map { name in
            ReportSuite(
                name: name, package: name, host: name, file: name,
                properties: [ReportProperty(name, text), ReportProperty(text, name)],
                cases: outcomes.map {
                    ReportCase(
                        name: name, classname: name, wallTime: .milliseconds(1), outcome: $0,
                        properties: [ReportProperty(name, text), ReportProperty("", "")],
                        standardOutput: hostileBytes, standardError: hostileBytes.reversed())
                })
        } + [ReportSuite(name: "no case", package: "", host: "")]
    }()

    /// Writes a report and returns its path.
    @discardableResult
    static func write(
        _ suites: [ReportSuite], _ dialect: JUnitDialect, to path: String, report: Report = report
    ) throws -> String {
        let writer = try JUnitWriter(path: path, report: report, dialect: dialect)
        for suite in suites { try writer.write(suite) }
        try writer.finish()
        return path
    }
}
