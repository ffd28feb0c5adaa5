import Matching
import Testing

/// One row of the table of patterns in the document, with what has to be found in its example.
struct DocumentRow: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// Findings as "engineer: task", "bug high: title", "error: text".
    let expected: [String]

    init(_ name: String, _ text: String, _ expected: String...) {
        self.name = name
        self.text = text
        self.expected = expected
    }

    var testDescription: String { name }
}

/// The findings of a text, each in a few words.
private func summaries(_ findings: [Finding]) -> [String] {
    findings.map { finding in
        switch finding {
        case .delegation(let delegation): "\(delegation.agent): \(delegation.task)"
        case .ticket(let ticket): "\(ticket.kind.rawValue) \(ticket.priority.rawValue): \(ticket.title)"
        case .errorMention(let mention): "\(mention.severity.rawValue): \(mention.text)"
        }
    }
}

@Suite("The rows of the document, each with its example, at every cut")
struct DocumentRowTests {
    static let delegations = [
        DocumentRow("6: bold label", "**Engineer Agent**: build it", "engineer: build it"),
        DocumentRow("6: bold label without the word Agent", "**Security**: audit it", "security: audit it"),
        DocumentRow("6: colon inside of the bold text", "**QA Agent:** test it", "qa: test it"),
        DocumentRow("6: name without a second Agent", "**Engineer Agent Agent**: x", "engineer: x"),
        DocumentRow("6: task to a blank line", "**QA**: a\nb\n\nc", "qa: a\nb"),
        DocumentRow("6: task to the next delegation", "**QA**: a\n**Ops**: b", "qa: a", "ops: b"),
        DocumentRow("6: task to the end", "**QA**: a\nb", "qa: a\nb"),
        DocumentRow("6: unknown label", "**Note Agent**: x"),
        DocumentRow("6: inside a code fence", "```\n**QA**: x\n```\n"),
        DocumentRow("7: balanced parentheses", "Task(Engineer: do f(x)) and more", "engineer: do f(x)"),
        DocumentRow("8: Delegating to", "Delegating to QA Agent: test it", "qa: test it"),
        DocumentRow("9: Task Tool →", "Task Tool → QA Agent: test it", "qa: test it"),
        DocumentRow("9: Delegate to", "Delegate to Research: read it", "research: read it"),
        DocumentRow("9: →", "→ Documentation Agent: write it", "documentation: write it"),
        DocumentRow("9: Task for", "Task for Data Engineer: load it", "data-engineer: load it"),
        DocumentRow("9: Agent should", "Ops Agent should: deploy it", "ops: deploy it"),
        DocumentRow("9: Ask … to", "Ask Version Control to: tag it", "version-control: tag it"),
        DocumentRow("9: @", "@engineer: fix it", "engineer: fix it"),
        DocumentRow(
            "10: overlapping patterns", "Delegating to **QA Agent**: a → Ops Agent: b",
            "qa: a → Ops Agent: b"),
        DocumentRow("10: text order", "@ops: a\n\n**QA**: b\n\nTask(Engineer: c)", "ops: a", "qa: b", "engineer: c"),
    ]

    static let tickets = [
        DocumentRow("13: TODO", "TODO: a", "task medium: a"),
        DocumentRow("13: TASK", "TASK: a", "task medium: a"),
        DocumentRow("13: BUG", "BUG: a", "bug high: a"),
        DocumentRow("13: FIXME", "FIXME: a", "bug high: a"),
        DocumentRow("13: FEATURE", "FEATURE: a", "feature medium: a"),
        DocumentRow("13: ISSUE", "ISSUE: a", "issue medium: a"),
        DocumentRow("13: ENHANCEMENT", "ENHANCEMENT: a", "enhancement medium: a"),
        DocumentRow("13: word boundary", "DEBUG: a MYTODO: b"),
        DocumentRow(
            "13: dedup by type and normalised title", "TODO: A b\nTODO: a  b.\nBUG: a b", "task medium: A b",
            "bug high: a b"),
        DocumentRow("13: several per line", "TODO: a BUG: b", "task medium: a", "bug high: b"),
        DocumentRow("13: trailing marks removed", "TODO: a.,;:", "task medium: a"),
        DocumentRow("13: one pair of quotes removed", "TODO: \"'a'\"", "task medium: 'a'"),
        DocumentRow("13: spaces collapsed", "TODO:  a   b ", "task medium: a b"),
        DocumentRow("13: without delegations, in code too", "```\nTODO: a\n```", "task medium: a"),
    ]

    static let errors = [
        DocumentRow("14: Error", "Error: no such file", "error: no such file"),
        DocumentRow("14: Warning", "x\nWarning: low disk\n", "warning: low disk"),
        DocumentRow("14: inside of a line", "an Error: x"),
    ]

    @Test(
        "A row is found as decided, for every way to cut its example in three",
        arguments: delegations + tickets + errors)
    func row(row: DocumentRow) {
        let bytes = Array(row.text.utf8)
        let whole = scan(bytes)
        #expect(summaries(whole) == row.expected)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                guard scan(bytes, cuts: [first, second]) == whole else {
                    Issue.record("cut at \(first) and \(second)")
                    return
                }
            }
        }
    }

    @Test(
        "11: an alias leads to its agent, whatever its case and separators",
        arguments: [
            ("documentation", ["doc", "docs", "documenter"]), ("engineer", ["eng", "dev", "developer"]),
            ("qa", ["test", "testing", "quality"]), ("research", ["researcher", "investigate"]),
            ("ops", ["devops", "operations"]), ("security", ["sec"]), ("version-control", ["git", "vcs", "versioner"]),
            ("data-engineer", ["data", "database"]),
        ])
    func alias(agent: String, aliases: [String]) {
        for alias in aliases + [agent] {
            let written = [alias, alias.uppercased(), alias.replacing("-", with: "_"), alias.replacing("-", with: " ")]
            for label in written + ["\(alias) Agent", "\(alias)-agent"] {
                #expect(summaries(scan("**\(label)**: x")) == ["\(agent): x"], "\(label)")
                #expect(summaries(scan("Task(\(label): x)")) == ["\(agent): x"], "\(label)")
            }
            #expect(summaries(scan("@\(alias): x")) == ["\(agent): x"], "\(alias)")
        }
    }

    @Test("6: an unknown label counts where unknown agents are allowed, in every form")
    func unknown() {
        let options = OutputScanner.Options(allowUnknownAgents: true)
        for text in [
            "**Cook Agent**: x", "Task(Cook: x)", "Delegating to Cook Agent: x", "Task Tool → Cook Agent: x",
            "Delegate to Cook: x", "→ Cook Agent: x", "Task for Cook: x", "Cook Agent should: x", "Ask Cook to: x",
            "@cook: x",
        ] {
            #expect(summaries(scan(text, options: options)) == ["cook: x"], "\(text)")
            #expect(scan(text) == [], "\(text)")
        }
    }

    @Test("15: patterns of users see fenced code, across lines where they say so")
    func fenced() throws {
        let text = "**QA**: go\n```swift\nlet a = 1 // METRIC: x=1\n```\nMETRIC: y=2\n"
        let patterns = [
            try Pattern("METRIC: (\\w)=(\\d)"), try Pattern("```(\\w+)\\n(.*?)```", flags: .dotMatchesLineFeed),
        ]
        for delivery in [PatternStream.Delivery.asBytesCome, .byLine(bytesMax: 1 << 20), .byLine(bytesMax: 5)] {
            var stream = PatternStream(patterns, delivery: delivery)
            var findings: [PatternFinding] = []
            for byte in text.utf8 { stream.feed(CollectionOfOne(byte), into: &findings) }
            stream.finish(into: &findings)
            #expect(findings.map { $0.text(ofGroup: 1) } == ["x", "swift", "y"])
        }
    }

    @Test("15: by lines a match is told when its line has ended, else with its last byte")
    func delivery() throws {
        for (delivery, early) in [(PatternStream.Delivery.byLine(bytesMax: 100), 0), (.asBytesCome, 1)] {
            var stream = PatternStream([try Pattern("login: ")], delivery: delivery)
            var findings: [PatternFinding] = []
            stream.feed(Array("login: ".utf8), into: &findings)
            #expect(findings.count == early)
            stream.feed(Array("ada\n".utf8), into: &findings)
            #expect(findings.map(\.range) == [0..<7])
        }
    }
}
