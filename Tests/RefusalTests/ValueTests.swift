import Testing

/// Values of the wrong kind, out of range, without a unit, or without a meaning.
@Suite struct ValueTests {
    @Test(
        "A value of the wrong kind is refused with what it should be",
        arguments: [
            ("name: [a]\nsteps: []\n", "1:7: 'name' has to be text, not a list"),
            ("name: \"\"\nsteps: []\n", "1:7: 'name' is empty; leave it out, or give a name"),
            ("tags: { a: b }\nsteps: []\n", "1:7: 'tags' has to be text, not a mapping"),
            ("tags: [a, [b]]\nsteps: []\n", "1:11: 'tags' has to be text, not a list"),
            ("steps: hello\n", "1:8: 'steps' has to be a list, not 'hello'"),
            ("steps: {}\n", "1:8: 'steps' has to be a list, not a mapping"),
            ("steps: [hello]\n", "1:9: a step is one of send, expect, wait"),
            ("steps: [ { send: a, wait: 1s } ]\n", "1:10: a step is one of send, expect, wait"),
            ("steps: [ { send: [a] } ]\n", "1:18: 'send' has to be text, not a list"),
            ("steps: [ { send: } ]\n", "1:18: 'send' needs a text"),
            ("steps: [ { stop: now } ]\n", "1:18: 'stop' takes no value"),
            ("steps: [ { expect: } ]\n", "1:20: 'expect' is empty, which every text contains"),
            ("steps: [ { expect: { text: \"\" } } ]\n", "1:28: 'text' is empty, which every text contains"),
            ("steps: [ { expect: {} } ]\n", "1:20: 'expect' takes one of text, regex, delegation"),
            ("steps: [ { expect: { text: a, ticket: b } } ]\n", "1:20: 'expect' takes one of"),
            ("steps: [ { expect: { text: { exact: a, glob: b } } } ]\n", "1:28: 'text' takes one of contains, exact"),
            ("steps: [ { expect: { any: a } } ]\n", "1:27: 'any' and 'all' take a list of expectations"),
            ("steps: [ { expect: { all: [] } } ]\n", "1:27: 'any' and 'all' take a list of expectations"),
            ("steps: [ { expect: { event: {} } } ]\n", "1:29: 'event' needs a 'name'"),
            ("steps: [ { resize: 80 } ]\n", "1:20: 'resize' is COLUMNSxROWS, as 120x40, not '80'"),
            ("steps: []\nhosts: simulated\n", "2:8: 'hosts' is a list, as [simulated, fake]"),
            ("steps: []\nhosts: []\n", "2:8: 'hosts' is a list, as [simulated, fake]"),
            ("steps: []\norchestrator: subprocess\n", "2:15: 'orchestrator' has to be a mapping, not 'subprocess'"),
            (
                "steps: []\norchestrator: { enable_tickets: yes }\n",
                "2:33: 'enable_tickets' has to be true or false, not 'yes'"
            ),
            (
                "steps: []\norchestrator: { model: \"a\\0b\" }\n",
                "2:24: 'model' becomes an argument, which can't hold U+0000"
            ),
            ("steps: []\norchestrator: { extra_args: [a, \"\\0\"] }\n", "2:33: 'extra_args' becomes an argument"),
            ("steps: []\norchestrator: { terminal_size: big }\n", "2:32: 'terminal_size' is COLUMNSxROWS, as 80x24"),
            ("steps: []\nfaults: [ { kind: stal } ]\n", "2:9: faults[0].kind: unknown fault stal, did you mean stall?"),
            ("steps: []\ncheck: []\n", "2:8: 'check' has to be a mapping, not a list"),
            ("steps: []\nalways: { results: none }\n", "2:11: 'results' can only be checked at the end"),
            ("steps: []\ncheck: { results: some }\n", "2:19: 'results' has to be a list, or none"),
            ("steps: []\ncheck: { leftovers: few }\n", "2:21: 'leftovers' is none or a number, not 'few'"),
            ("steps: []\ncheck: { output: { sha256: abc } }\n", "2:28: 'sha256' has to be 64 hexadecimal digits"),
            ("steps: []\ncheck: { calls: many }\n", "2:17: 'calls' is a number or a list of calls, not 'many'"),
            ("steps: []\nclaude: 3\n", "2:9: "), ("steps: []\nclaude: []\n", "2:9: a script needs at least one entry"),
            ("steps: []\nclaude: [ { when: {} } ]\n", "2:11: "),
            (
                "steps: []\nclaude: [ { say: [ { raw: [1] } ] } ]\n",
                "2:22: claude[0].say[0].raw: expected a string, found an array"
            ),
        ])
    func wrongKind(text: String, error: String) {
        #expect(verdict(on: text).hasPrefix("s.yaml:" + error), "\(verdict(on: text))")
    }

    @Test(
        "A number out of range is refused with the range",
        arguments: [
            ("seed: -1", "'seed' has to be a whole number of 0 or more, not '-1'"),
            ("seed: 1.5", "'seed' has to be a whole"),
            ("seed: 99999999999999999999", "'seed' has to be a whole number of 0 or more"),
            ("seed: \"7\"", "'seed' has to be a whole number"),
            ("orchestrator: { max_parallel_agents: 0 }", "'max_parallel_agents' has to be a whole number from 1 to 64"),
            (
                "orchestrator: { max_parallel_agents: 65 }",
                "'max_parallel_agents' has to be a whole number from 1 to 64"
            ),
            ("orchestrator: { memory_limit_mb: 0 }", "'memory_limit_mb' has to be a whole number from 1 to 1048576"),
            ("orchestrator: { buffer_size: 0 }", "'buffer_size' has to be a whole number from 1 to"),
            ("orchestrator: { monitoring_interval: 0s }", "'monitoring_interval' has to be 1ms or longer"),
            ("check: { exit: 256 }", "'exit' is a status from 0 to 255 or a signal"),
            ("check: { exit: -1 }", "'exit' is a status from 0 to 255 or a signal"),
            ("check: { exit: { status: 0, signal: TERM } }", "'exit' is a status from 0 to 255 or a signal"),
            ("check: { leftovers: -1 }", "'leftovers' is none or a number"),
            ("check: { memory: { min: 2MB, max: 1MB } }", "'min' is larger than 'max'"),
            ("check: { duration: { min: 2s, max: 1s } }", "'min' is larger than 'max'"),
            ("check: { duration: {} }", "'duration' needs 'min' or 'max'"),
        ])
    func outOfRange(line: String, error: String) {
        let verdict = verdict(on: "steps: []\n" + line + "\n")
        #expect(verdict.hasPrefix("s.yaml:2:") && verdict.contains(error), "\(verdict)")
    }

    @Test(
        "A duration is refused without a unit, and where it means nothing",
        arguments: ["5", "5 minutes", "-1s", "1s-", "s", "1x", "NaN", "1e3s", "99999999999999h", "1.0000001s", ""])
    func durations(text: String) {
        let verdict = verdict(on: "steps:\n- wait: '\(text)'\n")
        #expect(verdict == "s.yaml:2:9: 'wait': \"\(text)\" is not a duration such as 300s, 250ms, 2m or 1h")
    }

    @Test(
        "A size is refused where it means nothing", arguments: ["-1", "1XB", "many", "9999999999999GB", "1 2MB", "0.5"])
    func sizes(text: String) {
        let verdict = verdict(on: "steps: []\ncheck: { memory: { max: '\(text)' } }\n")
        #expect(verdict == "s.yaml:2:25: 'max': \"\(text)\" is not a size such as 600MB or 512KiB")
    }

    @Test(
        "A bad regular expression is refused with its place in the file and in the expression",
        arguments: [
            ("steps: [ { expect: { regex: 'a(b' } } ]", "1:29"), ("steps: [ { expect: /a(b/ } ]", "1:20"),
            ("steps: [ { expect: { text: { regex: 'a(b' } } } ]", "1:37"),
            ("steps: []\ncheck: { output: { contains: /a(b/ } }", "2:30"),
            ("steps: []\ncheck: { output: /a(b/ }", "2:18"),
            ("steps: [ { expect: { ticket: /a(b/ } } ]", "1:30"),
        ])
    func regularExpressions(text: String, place: String) {
        let verdict = verdict(on: text)
        #expect(verdict.hasPrefix("s.yaml:\(place): regular expression /a(b/: "), "\(verdict)")
    }
}
