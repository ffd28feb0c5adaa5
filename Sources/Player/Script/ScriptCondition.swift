import Text

/// What is known of a turn when an entry is looked for.
public struct TurnFacts: Sendable {
    /// What was asked.
    public var prompt: String
    /// The number of this call, from 1; `nil` where nobody counts.
    public var call: Int?
    /// The number of this turn in the process, from 1.
    public var turn: Int
    /// The arguments after the program's name.
    public var arguments: [String]
    /// The session that is resumed; an empty text where the last one goes on.
    public var resume: String?
    /// The agent that speaks.
    public var agent: String?

    /// A turn.
    public init(
        prompt: String, call: Int? = nil, turn: Int = 1, arguments: [String] = [], resume: String? = nil,
        agent: String? = nil
    ) {
        self.prompt = prompt
        self.call = call
        self.turn = turn
        self.arguments = arguments
        self.resume = resume
        self.agent = agent
    }
}

/// Which turns an entry answers: all that is said must hold.
public struct ScriptCondition: Sendable {
    /// The call's number, from 1.
    public let call: Int?
    private let prompt: TextPattern?
    private let turn: Int?
    private let argv: TextPattern?
    private let agent: TextPattern?
    private let resume: Resume?
    /// The condition as it was written, for messages.
    public let text: String

    private enum Resume: Sendable {
        case any(Bool)
        case session(TextPattern)
    }

    /// A condition that always holds.
    static let always = ScriptCondition()

    private init() {
        call = nil
        prompt = nil
        turn = nil
        argv = nil
        agent = nil
        resume = nil
        text = "{}"
    }

    init(_ value: JSONValue, at path: String) throws(ScriptError) {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.when.names)
        call = try reader.whole("call", in: 1...Int.max)
        turn = try reader.whole("turn", in: 1...Int.max)
        prompt = try Self.pattern(reader, "prompt")
        argv = try Self.pattern(reader, "argv")
        agent = try Self.pattern(reader, "agent", meansExact: true)
        if let flag = reader["resume"]?.bool {
            resume = .any(flag)
        } else {
            resume = try Self.pattern(reader, "resume", meansExact: true).map(Resume.session)
        }
        text = value.text
    }

    private static func pattern(
        _ reader: ScriptReader, _ key: String, meansExact: Bool = false
    ) throws(ScriptError) -> TextPattern? {
        guard let value = reader[key] else { return nil }
        return try TextPattern(value, at: reader.place(key), meansExact: meansExact)
    }

    /// Whether the entry is meant for a session that goes on, and for this one.
    func names(session id: String) -> Bool {
        switch resume {
        case .any(let wanted): wanted
        case .session(let pattern): pattern.fits(id)
        case nil: false
        }
    }

    /// Whether the entry answers certain prompts only.
    var asksForPrompt: Bool { prompt != nil }

    /// Whether the entry answers this turn.
    public func holds(for facts: TurnFacts) -> Bool { failures(for: facts).isEmpty }

    /// What does not hold, by key.
    public func failures(for facts: TurnFacts) -> [String] {
        var failures: [String] = []
        if let prompt, !prompt.fits(facts.prompt) { failures.append("prompt") }
        if let call, call != facts.call { failures.append("call") }
        if let turn, turn != facts.turn { failures.append("turn") }
        if let argv, !argv.fits(facts.arguments.joined(separator: " ")) { failures.append("argv") }
        if let agent, !agent.fits(facts.agent ?? "") { failures.append("agent") }
        switch resume {
        case .any(let wanted) where wanted != (facts.resume != nil): failures.append("resume")
        case .session(let pattern) where !pattern.fits(facts.resume ?? ""): failures.append("resume")
        default: break
        }
        return failures
    }
}
