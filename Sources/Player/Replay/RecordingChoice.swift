import ClaudeProtocol
import Determinism
import Recording
import Text

/// Chooses the recording that answers a call.
struct RecordingChoice {
    /// Recordings that fit, best first; more than one where only the input tells them apart.
    let fitting: [PlaySource.NamedRecording]
    /// What is said where none fits.
    let refusal: String

    /// Compares the command lines: the same words first, then the same options in any order with the same prompt.
    init(arguments: [String], among recordings: [PlaySource.NamedRecording], folder: String) {
        let exact = recordings.filter { Self.words($0) == arguments }
        let wanted = Self.canonical(arguments)
        fitting = exact.isEmpty ? recordings.filter { Self.canonical(Self.words($0)) == wanted } : exact
        refusal = fitting.isEmpty ? Self.refusal(arguments, recordings, folder) : ""
    }

    /// The one whose recorded input begins like this input, or whose input this is the beginning of.
    func best(forInput input: [UInt8]) -> PlaySource.NamedRecording? {
        let ranked = fitting.map { candidate in
            let recorded = Replay.input(of: candidate.recording)
            return (candidate, zip(recorded, input).prefix { $0.0 == $0.1 }.count - abs(recorded.count - input.count))
        }
        return ranked.max { $0.1 < $1.1 }?.0
    }

    /// The one at a place among those that fit, the last for all places behind it; `nil` where their inputs tell them
    /// apart.
    func at(_ place: Int) -> PlaySource.NamedRecording? {
        let inputs = fitting.map { Replay.input(of: $0.recording) }
        guard inputs.dropFirst().allSatisfy({ $0 == inputs.first }) else { return nil }
        return fitting[min(max(place, 0), fitting.count - 1)]
    }

    private static func words(_ recording: PlaySource.NamedRecording) -> [String] {
        Array((recording.recording.header.understudy?.argv ?? []).dropFirst())
    }

    /// A command line without the order of its options and without a session's identifier, which is new every time.
    private static func canonical(_ words: [String]) -> [String] {
        let arguments = ClaudeArguments(lenient: words)
        let options = arguments.options.filter { $0.name != "session-id" }
        return options.map { "--\($0.name) \($0.values.joined(separator: " "))" }.sorted() + arguments.words
    }

    private static func refusal(
        _ arguments: [String], _ recordings: [PlaySource.NamedRecording], _ folder: String
    ) -> String {
        var text = "understudy: no recording in \(folder) answers this call (UNDERSTUDY_MODE=none)\n"
        text += "  called:  claude \(shown(arguments))\n"
        let ranked = recordings.map { ($0, words($0).count - 2 * Self.common(arguments, words($0)).count) }
        guard let nearest = ranked.min(by: { $0.1 < $1.1 })?.0 else { return text }
        text += "  nearest: claude \(shown(words(nearest)))  (\(nearest.name))\n"
        let common = Self.common(arguments, words(nearest))
        for word in Self.rest(words(nearest), without: common) { text += "  - \(shown([word]))\n" }
        for word in Self.rest(arguments, without: common) { text += "  + \(shown([word]))\n" }
        return text
    }

    private static func shown(_ words: [String]) -> String {
        words.map { word in
            let text = VisibleText.clean(word)
            return word.isEmpty || word.contains(" ") || word.contains("\n") ? "'\(text)'" : text
        }.joined(separator: " ")
    }

    /// The longest list of words that stands in both, in order.
    private static func common(_ one: [String], _ other: [String]) -> [String] {
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: other.count + 1), count: one.count + 1)
        for row in one.indices.reversed() {
            for column in other.indices.reversed() {
                lengths[row][column] =
                    one[row] == other[column]
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var (row, column) = (0, 0)
        var result: [String] = []
        while row < one.count, column < other.count {
            if one[row] == other[column] {
                result.append(one[row])
                (row, column) = (row + 1, column + 1)
            } else if lengths[row + 1][column] >= lengths[row][column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return result
    }

    private static func rest(_ words: [String], without common: [String]) -> [String] {
        var common = common[...]
        return words.filter { word in
            guard word == common.first else { return true }
            common = common.dropFirst()
            return false
        }
    }
}
