import Testing

/// A key that nobody knows, on every level of a scenario: its place, and the nearest word.
@Suite struct UnknownKeyTests {
    @Test(
        "An unknown key is refused where it stands, with the nearest word",
        arguments: [
            ("stpes: []\n", "1:1: unknown key 'stpes'; did you mean 'steps'?"),
            ("steps: []\nchek: {}\n", "2:1: unknown key 'chek'; did you mean 'check'?"),
            ("steps: []\nxyzzyx: 1\n", "2:1: unknown key 'xyzzyx'; known here: always, check, choices, claude, "),
            (
                "steps: []\norchestrator: { agent_timout: 3s }\n",
                "2:17: unknown key 'agent_timout'; did you mean 'agent_timeout'?"
            ),
            ("steps:\n  - sned: a\n", "2:5: unknown step 'sned'; did you mean 'send'?"),
            ("steps:\n- frobnicate: a\n", "2:3: unknown step 'frobnicate'; a step is one of send, expect, "),
            ("steps:\n- expect: { txt: a }\n", "2:13: unknown key 'txt'; did you mean 'text'?"),
            ("steps:\n- expect: { text: a, witin: 1s }\n", "2:22: unknown key 'witin'; did you mean 'within'?"),
            ("steps:\n- expect: { text: { contain: a } }\n", "2:21: unknown key 'contain'; did you mean 'contains'?"),
            ("steps:\n- expect: { delegation: { agnt: qa } }\n", "2:27: unknown key 'agnt'; did you mean 'agent'?"),
            ("steps:\n- expect: { ticket: { tilte: a } }\n", "2:23: unknown key 'tilte'; did you mean 'title'?"),
            ("steps:\n- expect: { result: { stauts: a } }\n", "2:23: unknown key 'stauts'; did you mean 'status'?"),
            ("steps:\n- expect: { result: { after: { mn: 1s } } }\n", "2:32: unknown key 'mn'; did you mean 'min'?"),
            ("steps:\n- expect: { event: { nmae: turn } }\n", "2:22: unknown key 'nmae'; did you mean 'name'?"),
            ("steps:\n- expect: { exit: { signl: TERM } }\n", "2:21: unknown key 'signl'; did you mean 'signal'?"),
            ("steps:\n- expect: { any: [ { txt: a } ] }\n", "2:22: unknown key 'txt'; did you mean 'text'?"),
            (
                "steps:\n- expect: { all: [ { text: a, within: 1s } ] }\n",
                "2:31: unknown key 'within'; known here: all, any, "
            ),
            ("steps: []\ncheck:\n  reslts: []\n", "3:3: unknown key 'reslts'; did you mean 'results'?"),
            ("steps: []\ncheck: { results: [ { agnt: qa } ] }\n", "2:23: unknown key 'agnt'; did you mean 'agent'?"),
            ("steps: []\ncheck: { memory: { mx: 1MB } }\n", "2:20: unknown key 'mx'; did you mean 'max'?"),
            ("steps: []\ncheck: { output: { contain: a } }\n", "2:20: unknown key 'contain'; did you mean 'contains'?"),
            ("steps: []\ncheck: { calls: [ { promt: a } ] }\n", "2:21: unknown key 'promt'; did you mean 'prompt'?"),
            ("steps: []\ncheck: { calls: { cuont: 1 } }\n", "2:19: unknown key 'cuont'; did you mean 'count'?"),
            ("steps: []\nalways: { mmory: { max: 1MB } }\n", "2:11: unknown key 'mmory'; did you mean 'memory'?"),
            ("steps: []\nclaude: [ { wen: {} , say: [] } ]\n", "2:13: unknown key 'wen', did you mean when?"),
            (
                "steps: []\nclaude:\n- when: { promt: a }\n  say: []\n",
                "3:11: unknown key 'promt', did you mean prompt?"
            ),
            ("steps: []\nclaude:\n- say:\n  - wiat: 3s\n", "4:5: unknown key 'wiat', did you mean wait?"),
            ("steps: []\nclaude:\n- say:\n  - memory: { grw: 3MB }\n", "4:15: unknown key 'grw', did you mean grow?"),
            ("steps: []\nclaude: { entris: [] }\n", "2:11: unknown key 'entris', did you mean entries?"),
        ])
    func unknownKey(text: String, error: String) {
        #expect(verdict(on: text).hasPrefix("s.yaml:" + error), "\(verdict(on: text))")
    }

    @Test(
        "An unknown name is refused with the nearest one",
        arguments: [
            ("steps:\n- signal: TRM\n", "2:11: there is no signal 'TRM'; did you mean TERM?"),
            ("steps:\n- expect: { exit: TRM }\n", "2:19: there is no signal 'TRM'; did you mean TERM?"),
            ("steps:\n- expect: { exit: { signal: KILLL } }\n", "2:19: there is no signal 'KILLL'; did you mean KILL?"),
            ("steps:\n- key: ctlr-c\n", "2:8: there is no key 'ctlr-c'; did you mean "),
            (
                "steps:\n- expect: { delegation: enginer }\n",
                "2:25: there is no agent 'enginer'; did you mean 'engineer'?"
            ),
            ("steps:\n- expect: { result: { agent: zzzzzzzzz } }\n", "2:30: there is no agent 'zzzzzzzzz'; there are "),
            (
                "steps:\n- expect: { result: { status: timedout } }\n",
                "2:31: 'status' can't be 'timedout'; did you mean 'timed-out'?"
            ),
            (
                "steps:\n- expect: { event: memory-warnin }\n",
                "2:20: 'event' can't be 'memory-warnin'; did you mean 'memory-warning'?"
            ),
            ("steps: []\nhosts: [simulatd]\n", "2:9: 'hosts' can't be 'simulatd'; did you mean 'simulated'?"),
            (
                "steps: []\norchestrator: { type: subproces }\n",
                "2:23: 'type' can't be 'subproces'; did you mean 'subprocess'?"
            ),
        ])
    func unknownName(text: String, error: String) {
        #expect(verdict(on: text).hasPrefix("s.yaml:" + error), "\(verdict(on: text))")
    }
}
