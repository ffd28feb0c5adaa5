import Determinism
import Glibc
import Matching
import TestMaterial
import Testing
import Text

/// What waits come to, beside pexpect: the same packets, patterns and windows, drawn from a seed.
@Suite("Waits beside pexpect")
struct ExpectOracleTests {
    /// A difference that is known, why, and which answers it is about.
    struct Difference: Sendable {
        let name: String
        let evidence: String
        let isIt: @Sendable (_ wait: OracleCase.Wait, _ ours: OracleCase.Answer, _ theirs: OracleCase.Answer) -> Bool
    }

    /// All known differences; one that no longer shows fails the test.
    static let differences: [Difference] = [
        Difference(
            name: "an empty match at the end loses what is before it",
            evidence:
                "Expecter.do_search cuts `_before` with [0:-(len(window) - start)], which is [0:0] for a match at the end",
            isIt: { _, ours, theirs in
                ours.index == theirs.index && ours.after.isEmpty && theirs.after.isEmpty && theirs.before.isEmpty
            }),
        Difference(
            name: "`$` before a last line feed",
            evidence:
                "Python's `$` without MULTILINE also stands before a line feed that ends the text; RE2's does not",
            isIt: { wait, _, _ in wait.patterns.contains { $0.kind == "re" && $0.source.contains("$") } }),
    ]

    /// The most differences in a hundred waits.
    static let percentMax = 2.0
    static let caseCount = Effort.count(1_500, long: 4_000)
    static let seed: UInt64 = 20_260_101

    @Test("Index, before, after and groups are pexpect's, for any packets, patterns and windows")
    func oracle() throws {
        guard let clients = getenv("UNDERSTUDY_CLIENTS").map({ String(cString: $0) }) else {
            return print("skipped: pexpect is not here; .ci/clients installs it (UNDERSTUDY_CLIENTS)")
        }
        var choices = Choices(seed: Self.seed)
        let cases = (0..<Self.caseCount).map { _ in OracleCase(&choices) }
        let theirs = try Self.askPexpect(cases, clients)
        #expect(theirs.count == cases.count)
        var (waits, found) = (0, [String: Int]())
        for (number, (one, theirs)) in zip(cases, theirs).enumerated() {
            let ours = try one.run()
            for (wait, (our, their)) in zip(one.waits, zip(ours, theirs)) {
                waits += 1
                if our == their { continue }
                if let known = Self.differences.first(where: { $0.isIt(wait, our, their) }) {
                    found[known.name, default: 0] += 1
                } else {
                    Issue.record("case \(number) of seed \(Self.seed): \(one.json.text): \(our), pexpect \(their)")
                }
                // From here on the two may have different texts before them.
                break
            }
        }
        // Few cases need not meet them all.
        for difference in Self.differences where Effort.isLong {
            #expect(found[difference.name] != nil, "no longer seen, so to be removed: \(difference.name)")
        }
        let percent = Double(found.values.reduce(0, +)) * 100 / Double(waits)
        #expect(percent <= Self.percentMax)
        print("expect oracle: \(waits) waits in \(cases.count) cases, \(percent) % differ: \(found)")
    }

    static func askPexpect(_ cases: [OracleCase], _ clients: String) throws -> [[OracleCase.Answer]] {
        let folder = try TemporaryFolder()
        let lines = cases.map { $0.json.text + "\n" }.joined()
        _ = try folder.write("cases.jsonl", lines)
        let end = try ClientProgram(
            interpreter: "\(clients)/bin/python",
            source: "\(Repository.root)/Tests/OutsideClientTests/Python/expect_oracle.py", folder: folder.path
        ).run()
        try #require(end.status == 0, "\(end.output)")
        return try folder.read("answers.jsonl").split(separator: UInt8(ascii: "\n")).map { line in
            try JSONParser.parse(Array(line)).array?.map(OracleCase.Answer.init(json:)) ?? []
        }
    }
}
