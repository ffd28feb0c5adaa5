import ClaudeProtocol
import Testing
import Text

@testable import Player

@Suite("Permissions")
struct PermissionTests {
    private func permissions(_ words: [String], settings: String = "{}") throws -> Permissions {
        let file = SettingsFile(try JSONParser.parse(settings))
        return Permissions(
            arguments: try ClaudeArguments(words, profile: .newest), settings: [file], folder: "/home/user/project")
    }

    @Test(
        "Commands that only read run unasked, all others are asked about",
        arguments: [
            ("ls -la", true), ("echo one", true), ("cat a.txt | grep x | wc -l", true), ("git log --oneline", true),
            ("git push", false), ("touch made.txt", false), ("echo hi > file", false), ("find . -name x", true),
            ("find . -delete", false), ("ls && rm -rf /", false), ("echo $(rm x)", false), ("echo `rm x`", false),
            ("npm test", false), ("", false), ("FOO=1 ls", false),
        ])
    func commands(_ command: String, isHarmless: Bool) throws {
        let verdict = try permissions([]).verdict(on: "Bash", input: ["command": .string(command)], mode: "default")
        #expect(verdict == (isHarmless ? .allowed(.harmless) : .asked))
    }

    @Test(
        "A rule covers its tool, and of it what its content says",
        arguments: [
            ("Bash", "rm -rf x", true), ("Bash(npm run test:*)", "npm run test --watch", true),
            ("Bash(npm run test:*)", "npm run tests", false), ("Bash(git push *)", "git push origin", true),
            ("Bash(git push *)", "git push", true), ("Bash(git push)", "git push --force", false),
            ("Edit", "rm x", false), ("Bash(make)", "make", true),
        ])
    func rules(_ rule: String, _ command: String, isAllowed: Bool) throws {
        let verdict = try permissions(["--allowedTools", rule]).verdict(
            on: "Bash", input: ["command": .string(command)], mode: "default")
        #expect(verdict == (isAllowed ? .allowed(.rule) : .asked))
    }

    @Test("Commas and blanks part rules, but not inside of parentheses")
    func lists() {
        let rules = PermissionRule.list(["Read,Bash(git log *) mcp__calc__add", "Edit(src/**, x)"])
        #expect(rules.map(\.tool) == ["Read", "Bash", "mcp__calc__add", "Edit"])
        #expect(rules.map(\.content) == [nil, "git log *", nil, "src/**, x"])
    }

    @Test("Modes decide as the CLI does")
    func modes() throws {
        let write: JSONValue = ["file_path": "/home/user/project/w.txt"]
        let outside: JSONValue = ["file_path": "/etc/passwd"]
        let rules = try permissions([])
        #expect(rules.verdict(on: "Write", input: write, mode: "default") == .asked)
        #expect(rules.verdict(on: "Write", input: write, mode: "acceptEdits") == .allowed(.mode))
        #expect(rules.verdict(on: "Write", input: outside, mode: "acceptEdits") == .asked)
        #expect(rules.verdict(on: "Bash", input: ["command": "mkdir x"], mode: "acceptEdits") == .allowed(.mode))
        #expect(rules.verdict(on: "Write", input: outside, mode: "bypassPermissions") == .allowed(.mode))
        #expect(rules.verdict(on: "Write", input: write, mode: "dontAsk") == .denied)
        #expect(rules.verdict(on: "Read", input: outside, mode: "dontAsk") == .allowed(.tool))
        #expect(rules.verdict(on: "mcp__calc__add", input: [:], mode: "default") == .asked)
    }

    @Test("Settings allow, forbid and ask; what is forbidden stays so in every mode")
    func settings() throws {
        let rules = try permissions(
            ["--allowedTools", "mcp__calc"],
            settings:
                #"{"permissions":{"allow":["Write(docs/**)"],"deny":["Bash(curl:*)"],"ask":["Bash(git push:*)"]}}"#)
        let mode = "bypassPermissions"
        #expect(rules.verdict(on: "Bash", input: ["command": "curl x"], mode: mode) == .denied)
        #expect(rules.verdict(on: "Bash", input: ["command": "git push"], mode: mode) == .asked)
        #expect(rules.verdict(on: "Write", input: ["file_path": "docs/a/b.md"], mode: "default") == .allowed(.rule))
        #expect(rules.verdict(on: "Write", input: ["file_path": "src/a.md"], mode: "default") == .asked)
        #expect(rules.verdict(on: "mcp__calc__add", input: [:], mode: "default") == .allowed(.rule))
        #expect(rules.verdict(on: "mcp__calculator__add", input: [:], mode: "default") == .asked)
    }

    @Test("What a person grants for the session counts from then on")
    func updates() throws {
        var rules = try permissions([])
        var mode = "default"
        rules.apply(
            [
                [
                    "type": "addRules", "rules": [["toolName": "Bash", "ruleContent": "touch made.txt"]],
                    "behavior": "allow",
                ],
                ["type": "addDirectories", "directories": ["/tmp/x"]], ["type": "setMode", "mode": "acceptEdits"],
            ], mode: &mode)
        #expect(mode == "acceptEdits")
        #expect(rules.verdict(on: "Bash", input: ["command": "touch made.txt"], mode: "default") == .allowed(.rule))
        #expect(rules.verdict(on: "Write", input: ["file_path": "/tmp/x/y"], mode: mode) == .allowed(.mode))
    }
}

@Suite("Hooks")
struct HookTests {
    @Test(
        "A matcher is a name, names, everything, or a regular expression for the whole name",
        arguments: [
            ("Bash", "Bash", true), ("Bash|Write", "Write", true), ("*", "Write", true), ("", "Write", true),
            ("Bash", "BashOutput", false), ("mcp__.*", "mcp__calc__add", true), ("Edit|Write", "Read", false),
            ("[", "Bash", false),
        ])
    func matchers(_ matcher: String, _ tool: String, isCalled: Bool) throws {
        let hooks: JSONValue = ["PreToolUse": [["matcher": .string(matcher), "hookCallbackIds": ["hook_0"]]]]
        let table = HookTable(callbacks: hooks)
        #expect(table.hooks(for: .preToolUse, subject: tool).isEmpty != isCalled)
        #expect(table.hooks(for: .postToolUse, subject: tool).isEmpty)
    }

    @Test("The strictest of several answers counts, whatever their order")
    func verdicts() {
        let allow: JSONValue = ["hookSpecificOutput": ["permissionDecision": "allow"]]
        let deny: JSONValue = [
            "hookSpecificOutput": ["permissionDecision": "deny", "permissionDecisionReason": "no"]
        ]
        let ask: JSONValue = ["hookSpecificOutput": ["permissionDecision": "ask"]]
        for order in [[allow, deny, ask], [deny, allow, ask], [ask, allow, deny]] {
            var verdict = HookRound.Verdict()
            for output in order { verdict.add(HookRound.Answer(output: output), event: .preToolUse) }
            #expect(verdict.permission == "deny")
            #expect(verdict.permissionReason == "no")
        }
    }

    @Test("Timeouts are in seconds, and a minute where nobody said")
    func timeouts() {
        let table = HookTable(
            settings: [
                "Stop": [
                    [
                        "hooks": [
                            ["type": "command", "command": "a", "timeout": 2.5], ["type": "command", "command": "b"],
                        ]
                    ]
                ]
            ])
        #expect(table.hooks(for: .stop, subject: nil).map(\.timeout) == [.milliseconds(2500), .seconds(60)])
    }
}
