import TestMaterial
import Testing

@testable import Scenarios

/// A good scenario that breaks off.
@Suite struct TornScenarioTests {
    private static let whole = """
        name: "Ein Agent hängt \\u2026 👩‍🚀"
        tags: [timeout, 'two words']
        seed: 7
        hosts: [simulated, fake]
        orchestrator: { type: subprocess, max_parallel_agents: 4, agent_timeout: 300s }
        claude:
          - when: { prompt: "web scraper" }
            say: [ { text: "**Engineer Agent**: build it\\n" }, { wait: 3s } ]
          - when: { agent: /eng.*/ }
            say:
              - text: |
                  several
                  lines
        steps:
          - send: >-
              Create a web
              scraper
          - expect: { delegation: { agent: engineer }, within: 5s }
          - expect: { result: { agent: engineer, after: { min: 1s, max: 3s } } }
          - expect: { any: [ { regex: 'a+b' }, { exit: { signal: TERM } } ] }
          - stop
        check:
          results: [ { agent: engineer, status: completed } ]
          memory: { max: 64MB }
          duration: { max: 301s }

        """

    @Test("A scenario that breaks off anywhere is a shorter scenario or one clear error")
    func everyByte() {
        let bytes = Array(Self.whole.utf8)
        #expect(verdict(on: bytes) == "accepted")
        for count in 0..<bytes.count {
            let verdict = verdict(on: Array(bytes[..<count]))
            guard verdict != "accepted" else { continue }
            #expect(verdict.hasPrefix("s.yaml:") && !verdict.contains("\n"), "\(count): \(verdict)")
        }
    }

    @Test("A scenario with one byte replaced is a scenario or one clear error")
    func everyOtherByte() {
        let bytes = Array(Self.whole.utf8)
        for (offset, replacement) in ([0x00, 0x22, 0x2A, 0x26, 0x3A, 0x7B, 0xFF, 0x0A] as [UInt8]).enumerated() {
            for index in stride(from: offset, to: bytes.count, by: 8) {
                var broken = bytes
                broken[index] = replacement
                let verdict = verdict(on: broken)
                #expect(verdict == "accepted" || verdict.hasPrefix("s.yaml:"), "\(index): \(verdict)")
            }
        }
    }
}
