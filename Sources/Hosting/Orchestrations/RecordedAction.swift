public import Recording
import Text

/// What an engine did, as `main.cast` keeps it: children by their names, nothing that differs between machines.
///
/// Left out is what says nothing about behaviour: demand for output, and measurements.
public enum RecordedAction: Sendable, Hashable {
    /// A child was asked for.
    case spawn(String)
    /// Bytes for a child's input.
    case write(String, [UInt8])
    /// The child's input was closed.
    case closeInput(String)
    /// The child's streams were let go.
    case hangUp(String)
    /// A signal.
    case signal(String, Signal, SignalScope)
    /// The child's terminal got another size.
    case resize(String, TerminalSize)
    /// A closure of the user's was wanted.
    case ask(CallID, UserRequest)
    /// Something of lasting value was reported.
    case outcome(EngineOutcome)
}

extension RecordedAction {
    /// The action as the data of an `a` event.
    public var text: String {
        switch self {
        case .spawn(let name): "spawn \(name)"
        case .write(let name, let bytes): "write \(name) \(JSONValue.bytes(bytes).text)"
        case .closeInput(let name): "close \(name)"
        case .hangUp(let name): "hangup \(name)"
        case .signal(let name, let signal, let scope): "signal \(name) \(signal.name) \(scope.word)"
        case .resize(let name, let size): "resize \(name) \(size)"
        case .ask(let id, let request): "ask \(id.rawValue) \(request.name) \(JSONValue.object(request.arguments).text)"
        case .outcome(let outcome): "outcome \(outcome.name) \(JSONValue.object(outcome.facts).text)"
        }
    }

    /// The action that a text says; `nil` where it says none.
    public init?(text: String) {
        var words = Words(text)
        switch words.next() {
        case "spawn": self = .spawn(words.next())
        case "write":
            let name = words.next()
            guard let bytes = words.json?.bytes else { return nil }
            self = .write(name, bytes)
            words.finish()
        case "close": self = .closeInput(words.next())
        case "hangup": self = .hangUp(words.next())
        case "signal":
            let name = words.next()
            guard let signal = Signal(name: words.next()), let scope = SignalScope(word: words.next()) else {
                return nil
            }
            self = .signal(name, signal, scope)
        case "resize":
            let name = words.next()
            guard let size = TerminalSize(text: words.next()) else { return nil }
            self = .resize(name, size)
        case "ask":
            guard let id = Int(words.next()) else { return nil }
            let name = words.next()
            guard let arguments = words.json?.object else { return nil }
            self = .ask(CallID(rawValue: id), UserRequest(name: name, arguments: arguments))
            words.finish()
        case "outcome":
            let name = words.next()
            guard let facts = words.json?.object else { return nil }
            self = .outcome(EngineOutcome(name: name, facts: facts))
            words.finish()
        default: return nil
        }
        guard words.isWhole, process != "" else { return nil }
    }

    /// The child that it is about.
    public var process: String? {
        switch self {
        case .spawn(let name), .write(let name, _), .closeInput(let name), .hangUp(let name), .signal(let name, _, _),
            .resize(let name, _):
            name
        case .ask, .outcome: nil
        }
    }
}

extension RecordedAction {
    /// The action with its children named; `nil` for one that is not recorded.
    init?(_ action: Action, name: (ProcessHandle) -> String) {
        switch action {
        case .spawn(let process, _): self = .spawn(name(process))
        case .write(_, []): return nil
        case .write(let process, let bytes): self = .write(name(process), bytes)
        case .closeInput(let process): self = .closeInput(name(process))
        case .hangUp(let process): self = .hangUp(name(process))
        case .signal(let process, let signal, let scope): self = .signal(name(process), signal, scope)
        case .resize(let process, let size): self = .resize(name(process), size)
        case .callUser(let id, let request): self = .ask(id, request)
        case .noteOutcome(let outcome): self = .outcome(outcome)
        case .demand, .sample, .noteCall, .person: return nil
        }
    }
}

/// The words of a line, one after the other; behind them may stand one JSON value.
struct Words {
    private var rest: Substring
    /// Whether every word that was asked for was there, and nothing is left.
    var isWhole: Bool { !isShort && rest.isEmpty }
    private var isShort = false

    init(_ text: String) { rest = text[...] }

    /// The next word; empty where there is none.
    mutating func next() -> String {
        let word = rest.prefix { $0 != " " }
        isShort = isShort || word.isEmpty
        rest = rest.dropFirst(word.count).drop { $0 == " " }
        return String(word)
    }

    /// All that is left, as JSON.
    var json: JSONValue? { try? JSONParser.parse(String(rest)) }

    /// What was left was taken as JSON.
    mutating func finish() { rest = "" }
}

extension SignalScope {
    /// The word in a recording.
    var word: String {
        switch self {
        case .process: "process"
        case .group: "group"
        case .tree: "tree"
        }
    }

    /// The scope of a word.
    init?(word: String) {
        switch word {
        case "process": self = .process
        case "group": self = .group
        case "tree": self = .tree
        default: return nil
        }
    }
}

extension JSONValue {
    /// The value on one line.
    var text: String { String(decoding: encoded, as: UTF8.self) }
}
