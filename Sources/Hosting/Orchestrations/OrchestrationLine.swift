import Determinism
public import Recording
import Text

/// One event of `main.cast`: what the engine got next, or what it did.
public enum OrchestrationLine: Sendable, Hashable {
    /// Events of a process, by their numbers in its recording, counted from 1; those that no engine gets are passed
    /// over. `nil`: one event that came after the recording of the process had ended.
    case delivered(String, ClosedRange<Int>?)
    /// The user did something: told to the host, or directly to the engine.
    case call(UserCall, isDirect: Bool)
    /// What came of a question to the user.
    case answer(CallID, UserAnswer)
    /// The deadline that the engine asked for.
    case timer
    /// What the engine did.
    case action(RecordedAction)
}

extension OrchestrationLine {
    /// The line as an event of a recording.
    public var content: RecordedEvent.Content {
        switch self {
        case .delivered(let name, nil): Self.content("d", name)
        case .delivered(let name, let range?):
            Self.content("d", "\(name):\(range.lowerBound)" + (range.count > 1 ? "-\(range.upperBound)" : ""))
        case .call(let call, let isDirect):
            Self.content("u", "\(isDirect ? "direct" : "call") \(call.name) \(JSONValue.object(call.arguments).text)")
        case .answer(let id, .value(let value)): Self.content("u", "answer \(id.rawValue) value \(value.text)")
        case .answer(let id, .failure(let message)):
            Self.content("u", "answer \(id.rawValue) failure \(JSONValue.string(message).text)")
        case .answer(let id, .timedOut): Self.content("u", "answer \(id.rawValue) timed-out")
        case .timer: Self.content("t", "")
        case .action(let action): Self.content("a", action.text)
        }
    }

    private static func content(_ code: String, _ text: String) -> RecordedEvent.Content {
        .unknown(code: code, data: .string(text))
    }

    /// What an event of `main.cast` says; `nil` for a remark that says nothing to an engine.
    ///
    /// - Throws: `OrchestrationProblem` where its data is not what its code calls for.
    public init?(_ content: RecordedEvent.Content) throws(OrchestrationProblem) {
        guard case .unknown(let code, let data) = content, ["d", "u", "t", "a"].contains(code) else { return nil }
        guard let text = data.string, let line = Self.line(code, text) else {
            throw OrchestrationProblem("\"\(code)\" can't say \(data.text.prefix(OrchestrationProblem.shownMax))")
        }
        self = line
    }

    private static func line(_ code: String, _ text: String) -> OrchestrationLine? {
        switch code {
        case "d": delivered(text)
        case "u": user(text)
        case "t": text.isEmpty ? .timer : nil
        default: RecordedAction(text: text).map { .action($0) }
        }
    }

    private static func delivered(_ text: String) -> OrchestrationLine? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return .delivered(String(name), nil) }
        let bounds = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard bounds.count <= 2, let first = bounds[0], let last = bounds.last ?? first, 1 <= first, first <= last
        else {
            return nil
        }
        return .delivered(String(name), first...last)
    }

    private static func user(_ text: String) -> OrchestrationLine? {
        var words = Words(text)
        let kind = words.next()
        switch kind {
        case "call", "direct":
            let name = words.next()
            guard !name.isEmpty, let arguments = words.json?.object else { return nil }
            return .call(UserCall(name: name, arguments: arguments), isDirect: kind == "direct")
        case "answer":
            guard let id = Int(words.next()) else { return nil }
            switch words.next() {
            case "value": return words.json.map { .answer(CallID(rawValue: id), .value($0)) }
            case "failure": return (words.json?.string).map { .answer(CallID(rawValue: id), .failure($0)) }
            case "timed-out": return words.isWhole ? .answer(CallID(rawValue: id), .timedOut) : nil
            default: return nil
            }
        default: return nil
        }
    }
}

/// Why a recording of an orchestration can't be re-run.
public struct OrchestrationProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was found, where, and what was expected.
    public let description: String

    /// How much of what was found a message shows, in characters.
    static let shownMax = 60

    /// A problem.
    public init(_ description: String) { self.description = description }
}
