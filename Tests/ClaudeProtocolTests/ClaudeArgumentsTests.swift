import ClaudeProtocol
import Testing

@Suite("The command line of the CLI")
struct ClaudeArgumentsTests {
    private func refusal(_ words: String..., profile: Profile = .newest) -> String {
        do throws(EarlyExit) {
            try ClaudeArguments(words, profile: profile).check()
            return ""
        } catch {
            return error.error
        }
    }

    @Test("Options stand anywhere, with a blank or an equals sign, long or short or by their other name")
    func forms() throws {
        let words = ["do it", "-p", "--model=opus", "--allowedTools", "Bash", "Read,Edit", "--verbose", "-rID"]
        let arguments = try ClaudeArguments(words, profile: .newest)
        #expect(arguments.prompt == "do it" && arguments.print && arguments.model == "opus" && arguments.isVerbose)
        #expect(arguments.allowedTools == ["Bash", "Read", "Edit"])
        #expect(arguments.resume == "ID")
    }

    @Test("An option that takes a list takes the prompt behind it too, as the CLI does")
    func greedyList() throws {
        let arguments = try ClaudeArguments(["-p", "--allowed-tools", "Bash", "my prompt"], profile: .newest)
        #expect(arguments.prompt == nil)
        #expect(arguments.allowedTools == ["Bash", "my", "prompt"])
    }

    @Test("Behind two dashes all is words; a resume without a value is empty; a limit below one is none")
    func edges() throws {
        let arguments = try ClaudeArguments(
            ["-p", "--resume", "--max-turns", "-1", "--", "--verbose"], profile: .newest)
        #expect(arguments.prompt == "--verbose" && !arguments.isVerbose)
        #expect(arguments.resume == "" && arguments.maxTurns == -1)
    }

    @Test("What is refused is refused in the words of the CLI")
    func refusals() {
        #expect(refusal("-p", "--no-such") == "error: unknown option '--no-such'\n")
        #expect(refusal("-p", "--model") == "error: option '--model <model>' argument missing\n")
        #expect(
            refusal("-p", "--output-format", "xml")
                == "error: option '--output-format <format>' argument 'xml' is invalid. "
                + "Allowed choices are text, json, stream-json.\n")
        #expect(
            refusal("-p", "--max-turns", "abc")
                == "error: option '--max-turns <turns>' argument 'abc' is invalid. must be a number\n")
        #expect(
            refusal("-p", "hi", "--output-format", "stream-json")
                == "Error: When using --print, --output-format=stream-json requires --verbose\n")
        #expect(
            refusal("-p", "--input-format", "stream-json")
                == "Error: --input-format=stream-json requires output-format=stream-json.\n")
    }

    @Test("What one version knows another may not")
    func versions() {
        #expect(refusal("-p", "--mcp-debug", profile: .v2_1_9) == "")
        #expect(refusal("-p", "--mcp-debug") == "error: unknown option '--mcp-debug'\n")
        #expect(refusal("-p", "--include-hook-events", profile: .v2_1_9).hasPrefix("error: unknown option"))
    }

    @Test("A lenient reading never refuses, and finds what it knows")
    func lenient() {
        let arguments = ClaudeArguments(lenient: ["-p", "--brand-new", "--model", "x", "--output-format", "xml"])
        #expect(arguments.print && arguments.model == "x" && arguments.words == ["--brand-new"])
    }
}
