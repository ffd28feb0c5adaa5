import TestMaterial
import Testing
import Text

/// A seed is one run in every process: hash seeds, addresses, pids and the load of the machine differ between them.
@Suite struct OneTraceTests {
    /// A thousand where long tests are wanted.
    private static var processes: Int {
        Effort.count(40, long: 1_000)
    }

    @Test("One seed is one trace in many processes, whatever else runs")
    func manyProcesses() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "a.yaml",
            """
            orchestrator: { max_parallel_agents: 4, agent_timeout: 60s }
            claude:
            - when: { agent: /engineer|qa|research/ }
              say: [ { wait: 3s }, { text: "done" } ]
            - when: { agent: ops }
              say: [ { text: "hangs" } ]
              faults: [ { kind: hang-after-result }, { kind: jitter, max: 2s }, { kind: one-byte-writes } ]
            - say: [ { text: "**Engineer Agent**: a\\n\\n**QA Agent**: b\\n\\n**Research Agent**: c\\n\\n**Ops Agent**: d\\n\\n" } ]
            steps: [ { send: go } ]

            """)
        // Eight at a time on fewer cores are a loaded machine.
        let command = try Command.shell(
            """
            seq \(Self.processes) | xargs -P 8 -I N "$UNDERSTUDY" run a.yaml --seed 42 --format jsonl
            """, in: folder)
        #expect(command.status == 0, "\(command.errors)")
        let traces = try command.lines.map { try JSONParser.parse($0)["trace"]?.string ?? "" }
        #expect(traces.count == Self.processes)
        #expect(Set(traces).count == 1 && traces.first?.count == 16, "\(Set(traces))")
        let other = try Command.run("run a.yaml --seed 43 --format jsonl", in: folder)
        #expect(try JSONParser.parse(other.lines[0])["trace"]?.string != traces.first)
    }
}
