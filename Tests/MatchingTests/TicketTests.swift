import Matching
import Testing

/// The tickets of a text, as "kind keyword priority: title".
private func tickets(_ text: String) -> [String] {
    scan(text).compactMap { finding in
        guard case .ticket(let ticket) = finding else { return nil }
        return "\(ticket.kind.rawValue) \(ticket.keyword) \(ticket.priority.rawValue): \(ticket.title)"
    }
}

@Suite("Tickets in the text of an answer")
struct TicketTests {
    @Test(
        "Each keyword has its kind and priority",
        arguments: [
            ("TODO: a", "task TODO medium: a"), ("TASK: a", "task TASK medium: a"), ("BUG: a", "bug BUG high: a"),
            ("FIXME: a", "bug FIXME high: a"), ("FEATURE: a", "feature FEATURE medium: a"),
            ("ISSUE: a", "issue ISSUE medium: a"), ("ENHANCEMENT: a", "enhancement ENHANCEMENT medium: a"),
        ])
    func keywords(text: String, expected: String) { #expect(tickets(text) == [expected]) }

    @Test(
        "A title is cleaned",
        arguments: [
            ("TODO:   write   the\ttests  . ", "write the tests"), ("TODO: \"fix it.\";", "fix it"),
            ("TODO: “fix it”", "fix it"), ("TODO(ada): call", "call"), ("- **TODO**: call", "call"),
            ("**TODO:** call", "call"), ("**TODO: call**", "call"), ("# TODO: x:y", "x:y"), ("(TODO: a)", "a)"),
            ("TODO: say \"hi\"", "say \"hi\""), ("—TODO: é", "é"), ("TODO: a\r", "a"),
        ])
    func titles(text: String, title: String) { #expect(tickets(text) == ["task TODO medium: \(title)"]) }

    @Test(
        "No word boundary, no colon or no title: no ticket",
        arguments: [
            "DEBUG: x", "MY_TODO: x", "TODO x", "todo: x", "TODO:", "TODO: ; .", "TODO::x", "TODOS: x", "TODO(a: b",
        ])
    func rejects(text: String) { #expect(tickets(text) == []) }

    @Test("Several on a line end where the next begins")
    func several() {
        #expect(
            tickets("TODO: a; BUG: b, FIXME: \"c\"") == ["task TODO medium: a", "bug BUG high: b", "bug FIXME high: c"])
    }

    @Test("A ticket is found once for its kind and title, also in a later turn")
    func once() {
        #expect(tickets("TODO: Write it.\nTODO: write  it\nFEATURE: write it").count == 2)
        var first = OutputScanner(agents: .core)
        var findings: [Finding] = []
        first.feed(Array("TODO: a\n".utf8), into: &findings)
        var second = OutputScanner(agents: .core)
        second.ledger = first.ledger
        second.feed(Array("TODO: A\nTODO: b\n".utf8), into: &findings)
        #expect(findings.count == 2)
        #expect(second.ledger.count == 2)
    }

    @Test("Tickets count in code and in the task of a delegation, which ends after them")
    func everywhere() {
        #expect(tickets("```\n// TODO: a\n```") == ["task TODO medium: a"])
        let findings = scan("**QA**: check\nTODO: a\n\n")
        #expect(findings.count == 2)
        guard case .ticket? = findings.first, case .delegation? = findings.last else {
            Issue.record("order: \(findings)")
            return
        }
    }

    @Test("What is switched off is not found")
    func options() {
        let text = "TODO: a\nError: b\n**QA**: c"
        #expect(scan(text, options: .init(tickets: false)).count == 2)
        #expect(scan(text, options: .init(errors: false)).count == 2)
        #expect(scan(text, options: .init(delegations: false)).count == 2)
    }
}

@Suite("Error lines in the text of an answer")
struct ErrorMentionTests {
    @Test("A line that begins with Error or Warning is found, with what it says")
    func lines() {
        let findings = scan("Error: boom \r\nan Error: no\nWarning: low disk\nWARNING:x\nErrors: no\nError:\n")
        #expect(
            findings == [
                .errorMention(ErrorMention(severity: .error, text: "boom", range: 0..<11)),
                .errorMention(ErrorMention(severity: .warning, text: "low disk", range: 27..<44)),
                .errorMention(ErrorMention(severity: .warning, text: "x", range: 45..<54)),
            ])
    }

    @Test("An error line in a code fence is a quotation")
    func fences() { #expect(scan("```\nError: boom\n```\n") == []) }
}

@Suite("Names of agents")
struct AgentNamesTests {
    @Test(
        "Case, separators and the word Agent do not matter, and aliases lead to their agent",
        arguments: [
            ("Engineer", "engineer"), ("engineer agent", "engineer"), ("VERSION_CONTROL", "version-control"),
            ("Version Control Agent", "version-control"), ("vcs", "version-control"),
            ("Data Engineer", "data-engineer"),
            ("data", "data-engineer"), ("QA", "qa"), ("Testing", "qa"), ("dev-ops", "ops"),
            ("DocsAgent", "documentation"),
        ])
    func canonical(label: String, name: String) { #expect(AgentNames.core.canonical(label) == name) }

    @Test("Every name and alias leads to a name of the registry")
    func aliases() {
        for (alias, name) in AgentNames.coreAliases { #expect(AgentNames.core.canonical(alias) == name) }
        for name in AgentNames.core.names { #expect(AgentNames.core.canonical(name) == name) }
        #expect(AgentNames.core.canonical("Agent") == nil)
        #expect(AgentNames.core.canonical("") == nil)
    }

    @Test("Own names work in every pattern, whatever their last letters")
    func own() {
        let agents = AgentNames(names: ["plan-b", "x"], aliases: ["boss": "plan-b", "lost": "nobody"])
        #expect(agents.canonical("lost") == nil)
        for label in ["Plan B", "plan-b", "PlanB", "boss", "Plan_B Agent"] {
            var scanner = OutputScanner(agents: agents)
            var findings: [Finding] = []
            scanner.feed(Array("**\(label)**: go\nTask(x: go)".utf8), into: &findings)
            scanner.finish(into: &findings)
            #expect(findings.count == 2, "\(label)")
        }
    }

    @Test("Names are shown as words")
    func shown() {
        #expect(AgentNames.core.displayName("version-control") == "Version Control")
        #expect(AgentNames.core.displayName("qa") == "QA")
    }
}
