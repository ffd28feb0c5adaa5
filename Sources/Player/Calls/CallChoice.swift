import ClaudeProtocol
import Determinism
import Recording
import Text

/// Chooses among a folder's recordings the one that answers a call: by its command line, its prompt, and its place among
/// equal calls.
struct CallChoice {
    /// A recording whose command line fits, with the prompt that it was given.
    struct Candidate {
        let call: RecordedCall
        let recording: Recording
        /// What came on standard input; `nil`: nothing did.
        let prompt: String?
    }

    /// What is known of the prompt on standard input.
    enum Prompt {
        /// It does not matter, or can't be known.
        case any
        /// It is this; `nil`: there is none.
        case known(String?)
    }

    let match: CallMatch
    /// The folder, for messages.
    let folder: String
    private let arguments: [String]
    private let others: [RecordedCall]
    /// Recordings whose command line fits, the oldest first.
    let candidates: [Candidate]

    /// Looks for recordings of a command line: those with the same words where there are any, else those with the same
    /// options in any order; of both kinds, on terminals and on pipes, where there are any of the call's own.
    init(
        arguments: [String], isTerminal: Bool, among calls: [RecordedCall], folder: String, match: CallMatch,
        files: inout any FileStore
    ) throws(EarlyExit) {
        self.arguments = arguments
        self.match = match
        self.folder = folder
        others = calls
        var fitting = calls.filter { match.fits(arguments, recorded: $0.arguments) }
        let ofKind = fitting.filter { $0.isTerminal == isTerminal }
        if !ofKind.isEmpty { fitting = ofKind }
        let exact = fitting.filter { $0.arguments == arguments }
        if !exact.isEmpty { fitting = exact }
        let isStream = ClaudeArguments(lenient: arguments).readsStreamInput
        var candidates: [Candidate] = []
        for call in fitting {
            let recording = try call.recording(in: folder, files: &files)
            let prompt = match.prompt(in: RecordingReel(recording).input, isStream: isStream)
            candidates.append(Candidate(call: call, recording: recording, prompt: prompt))
        }
        self.candidates = candidates.enumerated().sorted { one, other in
            let times = (one.element.call.header.timestamp ?? 0, other.element.call.header.timestamp ?? 0)
            return times.0 == times.1 ? one.offset < other.offset : times.0 < times.1
        }.map(\.element)
    }

    /// The recordings of the call, the oldest first.
    func answering(_ prompt: Prompt) -> [Candidate] {
        guard case .known(let words) = prompt, !match.ignoresPrompt else { return candidates }
        return candidates.filter { match.fits(prompt: words, recorded: $0.prompt) }
    }

    /// A name for the call: equal calls have the same.
    func key(_ prompt: Prompt) -> String {
        var hash = TraceHash()
        for word in match.command(arguments) { hash.combine(word) }
        if case .known(let words?) = prompt, !match.ignoresPrompt { hash.combine(words) }
        return hash.text
    }

    /// The name of a new recording of the call, without a number: some words of the prompt, and what tells it from other
    /// calls.
    func name(_ prompt: Prompt) -> String {
        var words = ClaudeArguments(lenient: arguments).words.first ?? ""
        if case .known(let text?) = prompt { words = text }
        let slug = Self.slug(words.isEmpty ? "claude" : words)
        return "\(slug)-\(key(prompt).prefix(8))"
    }

    /// The longest slug, in characters.
    private static let slugMax = 40

    /// Lower-case letters, digits and dashes.
    private static func slug(_ text: String) -> String {
        let letters = text.lowercased().prefix(4 * slugMax).map {
            $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-"
        }
        let slug = String(letters).split(separator: "-").joined(separator: "-").prefix(slugMax)
        return slug.isEmpty ? "claude" : String(slug)
    }

    // MARK: A call that nothing answers

    /// What is said where nothing answers: the nearest recording, and what differs.
    func refusal(_ prompt: Prompt) -> String {
        var text = "understudy: no recording in \(folder) answers this call (UNDERSTUDY_MODE=none)\n"
        text += "  called:  claude \(Self.shown(arguments))\n"
        if case .known(let words) = prompt, let nearest = nearest(to: words) {
            text += "  nearest: \(nearest.call.name), with another prompt on standard input\n"
            return text + "  - \(Self.shown(prompt: nearest.prompt))\n  + \(Self.shown(prompt: words))\n"
        }
        let ranked = others.map { call in
            (call, call.arguments.count - 2 * WordDifference.common(arguments, call.arguments).count)
        }
        guard let nearest = ranked.min(by: { $0.1 < $1.1 })?.0 else { return text }
        text += "  nearest: claude \(Self.shown(nearest.arguments))  (\(nearest.name))\n"
        let difference = WordDifference(from: nearest.arguments, to: arguments)
        for word in difference.removed { text += "  - \(Self.shown([word]))\n" }
        for word in difference.added { text += "  + \(Self.shown([word]))\n" }
        return text
    }

    /// The candidate whose prompt begins most like this one.
    private func nearest(to words: String?) -> Candidate? {
        let ranked = candidates.map { ($0, zip(($0.prompt ?? "").utf8, (words ?? "").utf8).prefix { $0 == $1 }.count) }
        return ranked.max { $0.1 < $1.1 }?.0
    }

    private static func shown(prompt: String?) -> String {
        guard let prompt else { return "(nothing)" }
        let line = VisibleText.clean(prompt).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "␊")
        return line.count > promptShownMax ? "\(line.prefix(promptShownMax))…" : line
    }

    /// The longest prompt that a message shows, in characters.
    private static let promptShownMax = 200

    private static func shown(_ words: [String]) -> String {
        words.map { word in
            let text = VisibleText.clean(word)
            return word.isEmpty || word.contains(" ") || word.contains("\n") ? "'\(text)'" : text
        }.joined(separator: " ")
    }
}
