import ClaudeProtocol
import Text

/// How a call is compared with recorded ones: by its options in any order and by its prompt, but for what is new every
/// time and what `UNDERSTUDY_IGNORE` names.
struct CallMatch: Sendable {
    /// The word that stands for the prompt among the names of options.
    private static let prompt = "prompt"

    private let ignored: Set<String>
    private let redacted: RedactedText

    /// Whether the prompt does not matter.
    var ignoresPrompt: Bool { ignored.contains(Self.prompt) }

    /// Reads a list of names of options, parted by commas; `prompt` is one of them.
    ///
    /// - Parameter home: the home folder of whoever calls, which recordings do not name.
    /// - Throws: `EarlyExit` with status 2 for a name that no option has, with the nearest one.
    init(ignoring list: String?, home: String?) throws(EarlyExit) {
        redacted = RedactedText(home: home)
        var names: Set<String> = ["session-id"]
        let flags = Profile.all.flatMap { ClaudeFlag.known(to: $0) }
        let known = [Self.prompt] + flags.flatMap { [$0.name] + $0.aliases }
        for word in (list ?? "").split(separator: ",") {
            let name = String(word.drop { $0 == " " || $0 == "-" }.prefix { $0 != " " })
            if name.isEmpty { continue }
            guard known.contains(name) else {
                let advice = NearestWord.to(name, in: known).map { ", did you mean \($0)?" } ?? ""
                throw PlayerSettings.misuse("UNDERSTUDY_IGNORE=\(list ?? ""): no option is called \(name)\(advice)")
            }
            names.insert(flags.first { $0.aliases.contains(name) }?.name ?? name)
        }
        ignored = names
    }

    /// A command line as it is compared: its options in order of the alphabet, then its words.
    func command(_ words: [String]) -> [String] {
        let arguments = ClaudeArguments(lenient: words)
        let options = arguments.options.filter { !ignored.contains($0.name) }
        let texts = options.map { "--\($0.name) \($0.values.joined(separator: " "))" }.sorted()
        // Beside lines of messages the CLI takes no notice of words.
        return texts + (ignoresPrompt || arguments.readsStreamInput ? [] : arguments.words)
    }

    /// Whether a call has the command line of a recorded one.
    func fits(_ words: [String], recorded: [String]) -> Bool {
        let (one, other) = (command(words), command(recorded))
        return one.count == other.count && zip(one, other).allSatisfy { redacted.fits($0, recorded: $1) }
    }

    /// Whether a call has the prompt of a recorded one.
    func fits(prompt: String?, recorded: String?) -> Bool {
        guard let prompt, let recorded else { return prompt == recorded }
        return redacted.fits(prompt, recorded: recorded)
    }

    /// The prompt that a standard input brings: the first message of lines, else all of it; `nil`: none.
    func prompt(in input: [UInt8], isStream: Bool) -> String? {
        guard isStream else {
            let end = input.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            return end.map { String(decoding: input[...$0], as: UTF8.self) }
        }
        for line in input.split(separator: UInt8(ascii: "\n")) {
            if let prompt = Self.prompt(ofLine: Array(line)) { return prompt }
        }
        return nil
    }

    /// The words of a line that is a message of the user's; `nil`: it is something else.
    static func prompt(ofLine line: [UInt8]) -> String? {
        guard let message = try? JSONParser.parse(line), message["type"]?.string == "user" else { return nil }
        return PromptText.text(of: message["message"]?["content"])
    }
}

/// The words of a prompt.
enum PromptText {
    /// The text of content that is a string or a list of blocks.
    static func text(of content: JSONValue?) -> String {
        if let text = content?.string { return text }
        return (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }
}
