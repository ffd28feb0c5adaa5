import ClaudeProtocol
import Testing
import Text

@Suite("Messages of a session")
struct MessageBuilderTests {
    private func builder(_ profile: Profile = .newest, seed: UInt64 = 7) -> MessageBuilder {
        let session = MessageBuilder.Session(
            id: "s", model: "claude-opus-5-5", workingDirectory: "/home/user/project", configurationFolder: "/c")
        return MessageBuilder(profile: profile, session: session, identifiers: IdentifierSource(seed: seed))
    }

    @Test("One seed makes the same bytes, another makes other identifiers")
    func determinism() {
        var (one, same, other) = (builder(), builder(), builder(seed: 8))
        #expect(one.initialization() == same.initialization())
        #expect(one.uuid() != other.uuid())
    }

    @Test("The first message has 31 keys, 16 in the old version", arguments: [("2.1.330", 31), ("2.1.9", 16)])
    func initialization(version: String, count: Int) throws {
        var builder = builder(try #require(Profile.named(version)))
        let message = builder.initialization()
        #expect(message.object?.members.count == count)
        #expect(message["claude_code_version"]?.string == version)
        #expect(
            message["memory_paths"] == nil
                || message["memory_paths"]?["auto"]?.string == "/c/projects/-home-user-project/memory/")
    }

    @Test("The tools of a session follow its options, its model, and whether somebody can be asked")
    func tools() throws {
        func tools(_ words: [String], _ model: String = "claude-opus-5-5", _ profile: Profile = .newest) throws
            -> [String]
        {
            profile.tools(ToolSelection(try ClaudeArguments(["-p"] + words, profile: profile)), model: model)
        }
        #expect(try tools(["--tools", ""]) == [])
        #expect(try tools(["--tools", "Read,Bash"]) == ["Bash", "Read"])
        #expect(try tools(["--tools", "default"]) == Profile.newest.inventory.tools)
        let without = try tools(["--disallowedTools", "Bash", "WebFetch(domain:x)"])
        #expect(!without.contains("Bash") && !without.contains("Monitor") && without.contains("WebFetch"))
        #expect(without.firstIndex(of: "Glob") == 7 && without.first == "Task")
        #expect(try tools(["--permission-prompt-tool", "stdio"]).prefix(3) == ["Task", "AskUserQuestion", "Bash"])
        #expect(try tools([], "claude-haiku-4-5").contains("TaskCreate"))
        #expect(try tools([], "claude-haiku-4-5-20251001", .v2_1_9) == Profile.v2_1_9.inventory.tools)
        #expect(!ToolSelection(try ClaudeArguments(["-p", "--tools", "Read"], profile: .newest)).has("Bash"))
    }

    @Test("Characters that format text without being seen are escaped, others are not")
    func escapes() {
        let line = StreamLine.encode(["text": "\u{FC}\u{200D}\u{202E}\u{E0020}\u{1F600}"])
        #expect(String(decoding: line, as: UTF8.self) == "{\"text\":\"\u{FC}\\u200d\\u202e\\udb40\\udc20\u{1F600}\"}\n")
    }

    @Test("An identifier is a UUID of version 4, and what is none is not taken for one")
    func identifiers() {
        var source = IdentifierSource(seed: 1)
        for _ in 0..<100 {
            let text = source.uuid()
            #expect(IdentifierSource.isUUID(text))
            #expect(Array(text)[14] == "4" && "89ab".contains(Array(text)[19]))
        }
        #expect(!IdentifierSource.isUUID("not-a-uuid"))
    }

    @Test(
        "Wall-clock times are written in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (1_795_341_605_139, "2026-11-22T10:00:05.139Z"), (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func wallClock(milliseconds: Int64, text: String) {
        #expect(WallClockText.text(milliseconds: milliseconds) == text)
    }

    @Test("The cost is that of the tokens at the model's price")
    func cost() {
        var report = TurnReport()
        report.text = "ok"
        report.usage = TokenUsage(input: 100, output: 12)
        report.sessionUsage = [("claude-opus-5-5", report.usage)]
        var builder = builder()
        let message = builder.result(report)
        #expect(message["total_cost_usd"]?.double == 0.00064)
        #expect(message["modelUsage"]?["claude-opus-5-5"]?["costUSD"]?.double == 0.00064)
    }
}
