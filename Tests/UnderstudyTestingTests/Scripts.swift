import UnderstudyTesting

/// Scripts that several tests play.
enum Scripts {
    /// An engineer that answers after 3 s, and a tester that never does.
    static let oneHangs = SimulatedClaude.script(
        #"""
        [ { "when": { "agent": "engineer" }, "say": [ { "wait": "3s" }, { "text": "built" } ] },
          { "when": { "agent": "qa" }, "say": [ { "wait": "10h" } ] },
          { "say": [ { "text": "**Engineer Agent**: build it\n\n**QA Agent**: test it\n" } ] } ]
        """#)

    /// An answer after 20 s.
    static let late = SimulatedClaude.script(#"[ { "say": [ { "wait": "20s" }, { "text": "late" } ] } ]"#)
}
