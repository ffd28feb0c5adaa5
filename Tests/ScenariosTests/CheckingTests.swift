import Testing

@testable import Scenarios

/// Checks at the end: each holds, and each breaks with what there was instead.
@Suite struct CheckingTests {
    private static let run = """
        claude:
        - when: { agent: engineer }
          say: [ { wait: 3s }, { text: "built" } ]
        - when: { agent: qa }
          say: [ { wait: 1s }, { text: "tested" }, { exit: 3 } ]
        - say: [ { text: "**Engineer Agent**: build it\\n\\n**QA Agent**: test it\\n\\nTODO: write docs\\n" } ]
        steps: [ { send: "a web scraper" } ]

        """

    @Test(
        "A check that holds says nothing",
        arguments: [
            "results: [ { agent: engineer, status: completed, text: built }, { agent: qa, status: failed, exit: 3 } ]",
            "results: [ {}, {} ]", "delegations: [ engineer, { agent: qa, task: test } ]", "leftovers: none",
            "leftovers: 0", "duration: { min: 3s, max: 4s }", "memory: { max: 4GB }",
            "output: Engineer", "output: { contains: [Engineer, /QA .gent/], excludes: nothing }",
            "output: { agent: qa, contains: tested }", "calls: 3", "calls: { count: 3 }",
            "calls: [ { agent: none, prompt: scraper }, { agent: engineer }, { agent: qa, argv: [-p] } ]",
            "tickets: [ { title: write docs } ]", "tickets: [ docs ]",
        ])
    func holds(check: String) throws { #expect(try play(Self.run + "check: { \(check) }\n").complaints == []) }

    @Test(
        "A check that does not hold says what was expected and what there was",
        arguments: [
            (
                "results: none",
                "results: 'results' does not hold | 0 of them | 2, also: agent engineer, status completed"
            ),
            ("results: [ {} ]", "results: 'results' does not hold | 1 of them | 2, also: agent qa, status failed"),
            ("results: [ {}, {}, { agent: qa } ]", "| [2] a result: agent qa | there are only 2"),
            (
                "results: [ { agent: qa }, {} ]",
                "| [0] a result: agent qa | [0] agent engineer, status completed, after 3"
            ),
            ("results: [ { after: 1s }, {} ]", "| [0] a result: after 1 s | [0] agent engineer"),
            ("delegations: [ qa, engineer ]", "| [0] a delegation: agent qa | [0] agent engineer, task 'build it'"),
            ("tickets: none", "tickets: 'tickets' does not hold | 0 of them | 1, also: "),
            ("leftovers: 2", "leftovers: 'leftovers' does not hold | 2 processes | 0 left behind"),
            ("duration: { max: 1s }", "duration: 'duration' does not hold | at most 1 s | 3"),
            ("output: nothing such", "| text that contains 'nothing such' | "),
            ("output: { excludes: Engineer }", "| no text that contains 'Engineer' | "),
            ("output: { equals: a }", "| exactly the text of the scenario | it differs from byte 0 on: "),
            ("output: { bytes: 1 }", "| 1 bytes | "),
            ("output: { sha256: \(String(repeating: "0", count: 64)) }", "| SHA-256 000000"),
            ("calls: 2", "calls: 'calls' does not hold | 2 calls | 3: agent none"),
            ("calls: [ {}, {}, { argv: [--nothing] } ]", "| [2] a call: argv with --nothing | [2] agent "),
            ("exit: 9", "exit: 'exit' does not hold | "),
        ])
    func breaks(check: String, words: String) throws {
        let result = try play(Self.run + "check: { \(check) }\n")
        #expect(result.status == .failed)
        #expect(result.failures.allSatisfy { $0.position == SourcePosition(line: 8, column: 10) })
        #expect(result.complaints.first?.contains(words) == true, "\(result.complaints)")
    }
}
