import Matching
import Testing

@Suite("Delegations in the text of an answer")
struct DelegationTests {
    @Test(
        "Every written pattern is found",
        arguments: [
            ("**Engineer Agent**: write it", DelegationPattern.boldLabel),
            ("**Engineer**: write it", .boldLabel),
            ("**Engineer Agent:** write it", .boldLabel),
            ("Task(Engineer: write it)", .taskCall),
            ("Delegating to Engineer Agent: write it", .delegatingTo),
            ("I am delegating to the Engineer: write it", .delegatingTo),
            ("**Delegating to Engineer Agent**: write it", .delegatingTo),
            ("Delegating to **Engineer Agent**: write it", .delegatingTo),
            ("Task Tool → Engineer Agent: write it", .taskTool),
            ("Task Tool -> Engineer Agent: write it", .taskTool),
            ("**Task Tool** → Engineer Agent: write it", .taskTool),
            ("Delegate to engineer: write it", .delegateTo),
            ("→ Engineer Agent: write it", .arrow),
            ("Task for Engineer: write it", .taskFor),
            ("Engineer Agent should: write it", .agentShould),
            ("The Engineer Agent should: write it", .agentShould),
            ("Ask Engineer to: write it", .ask),
            ("Ask the Engineer Agent to: write it", .ask),
            ("@engineer: write it", .mention),
        ])
    func patterns(text: String, pattern: DelegationPattern) throws {
        let findings = scan(text)
        guard case .delegation(let delegation)? = findings.first else {
            Issue.record("nothing found in \(text)")
            return
        }
        #expect(findings.count == 1)
        #expect(delegation.agent == "engineer")
        #expect(delegation.label.lowercased() == "engineer")
        #expect(delegation.task == "write it")
        #expect(delegation.pattern == pattern)
        #expect(delegation.range.upperBound == text.utf8.count)
    }

    @Test(
        "What names no agent, or has no pattern, is no delegation",
        arguments: [
            "**Note**: this is only a remark", "Task(Cook: fry it)", "me@qa: hello", "MyTask(Engineer: x)", "@engineer",
            "fn a() -> data: x", "**Engineer**::x", "git://x", "Engineer: x", "the engineer should: x", "QA Agent: x",
            "undelegating to QA: x", "**Engineer Agent** x", "Ask to: x", "**: x", "@: x", "Task(: x)", "→ : x",
            "**Engineer Agent**:", "Task(QA:)", "**Engineer Agent**: \n\n \n",
        ])
    func rejects(text: String) { #expect(delegations(text) == []) }

    @Test("A task runs to a blank line, over several lines")
    func blankLine() {
        #expect(delegations("**QA**: a\n  b\nc\n \t\nd") == ["qa: a\n  b\nc"])
        #expect(delegations("**QA**: a\r\nb\r\n\r\nd") == ["qa: a\r\nb"])
    }

    @Test("A blank line before the first word does not end a task")
    func blankLineFirst() { #expect(delegations("**QA Agent**:\n\n- a\n- b\n\nc") == ["qa: - a\n- b"]) }

    @Test("A task ends where a line begins with the next delegation")
    func next() {
        #expect(
            delegations("1. **Engineer**: a\n2. **QA Agent**: b\n- @docs: c") == [
                "engineer: a", "qa: b", "documentation: c",
            ])
    }

    @Test("A delegation within another one's task is part of it")
    func quoted() {
        #expect(
            delegations("**Engineer**: say \"**QA**: x\" and Task(QA: y)") == [
                "engineer: say \"**QA**: x\" and Task(QA: y)"
            ])
    }

    @Test("Task( runs to its own parenthesis, over lines and blank lines")
    func parentheses() {
        #expect(
            delegations("Task(Engineer: do f(x) and g((y))) then Task(QA: t)") == [
                "engineer: do f(x) and g((y))", "qa: t",
            ])
        #expect(delegations("Task(Engineer: a(\n\nb) c)\nd") == ["engineer: a(\n\nb) c"])
    }

    @Test("A Task( that is never closed ends at a blank line, the next delegation or the end")
    func unclosed() {
        #expect(delegations("Task(Engineer: a\n\nb") == ["engineer: a"])
        #expect(delegations("Task(Engineer: a (b\n**QA**: c") == ["engineer: a (b", "qa: c"])
        #expect(delegations("Task(Engineer: a") == ["engineer: a"])
    }

    @Test("A code fence holds no delegation", arguments: ["```", "~~~~", "  ```", "```swift"])
    func fences(fence: String) {
        let close = fence.replacing("swift", with: "")
        #expect(delegations("\(fence)\n**QA**: no\n\(close)\n**QA**: yes") == ["qa: yes"])
    }

    @Test("Only a fence of the same mark and at least its length closes a fence")
    func fenceEnds() {
        #expect(delegations("````\n```\n**QA**: no\n~~~~\n**QA**: no\n`````  \n**QA**: yes") == ["qa: yes"])
        #expect(delegations("    ```\n**QA**: yes") == ["qa: yes"])
        #expect(delegations("```a`b\n**QA**: yes") == ["qa: yes"])
    }

    @Test("Of overlapping patterns the one that starts first counts, once")
    func overlap() {
        let text = "x Task Tool → QA Agent: t"
        guard case .delegation(let delegation)? = scan(text).first else {
            Issue.record("nothing found")
            return
        }
        #expect(delegation.pattern == .taskTool)
        #expect(delegation.range == 2..<text.utf8.count)
        #expect(scan(text).count == 1)
    }

    @Test("Unknown agents count by option, named by their label")
    func unknown() {
        let options = OutputScanner.Options(allowUnknownAgents: true)
        #expect(delegations("**Release Notes Agent**: write", options: options) == ["release-notes: write"])
        #expect(delegations("Task(Cook: fry)", options: options) == ["cook: fry"])
    }

    @Test("A task beyond the limit is cut at a character border")
    func taskLimit() {
        let text = "**QA**: a" + String(repeating: "é", count: Delegation.taskBytesMax)
        let found = delegations(text)
        #expect(found.count == 1)
        // One byte of the limit is left, which half of a character would fill.
        #expect(found.first?.utf8.count == "qa: ".utf8.count + Delegation.taskBytesMax - 1)
        #expect(found.first?.hasSuffix("é") ?? false)
    }
}
