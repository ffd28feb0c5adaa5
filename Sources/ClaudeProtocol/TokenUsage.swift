import Text

/// What an answer cost in tokens.
public struct TokenUsage: Sendable, Hashable {
    /// Tokens sent, without those of the cache.
    public var input: Int
    /// Tokens received.
    public var output: Int
    /// Tokens of these that were thinking.
    public var thinking: Int

    /// Nothing used yet, or so much.
    public init(input: Int = 0, output: Int = 0, thinking: Int = 0) {
        self.input = input
        self.output = output
        self.thinking = thinking
    }

    /// The sum of two uses.
    public static func + (one: TokenUsage, other: TokenUsage) -> TokenUsage {
        TokenUsage(
            input: one.input + other.input, output: one.output + other.output, thinking: one.thinking + other.thinking)
    }

    /// Whether nothing was used.
    public var isEmpty: Bool { input == 0 && output == 0 }

    /// A rough count of the tokens of a text: four bytes each, at least one.
    public static func estimate(_ text: String) -> Int { max(1, (text.utf8.count + 3) / 4) }
}

/// What a model costs and holds; the cost is plausible, not a quotation.
public struct ModelPrice: Sendable, Hashable {
    /// The start of the model's name: `claude-opus`.
    public let prefix: String
    /// US dollars for a million input tokens.
    public let input: Double
    /// US dollars for a million output tokens.
    public let output: Double
    /// Tokens that fit its context.
    public let contextWindow: Int
    /// Tokens that an answer can have.
    public let maxOutput: Int

    /// A model's price and limits.
    public init(_ prefix: String, input: Double, output: Double, contextWindow: Int, maxOutput: Int) {
        self.prefix = prefix
        self.input = input
        self.output = output
        self.contextWindow = contextWindow
        self.maxOutput = maxOutput
    }

    /// The cost of a use in US dollars.
    public func cost(_ usage: TokenUsage) -> Double {
        (Double(usage.input) * input + Double(usage.output) * output) / 1_000_000
    }
}

extension JSONObject {
    /// The members whose keys are in the list, in the list's order; what is not listed is left out.
    func arranged(by keys: [String]) -> JSONObject {
        JSONObject(members: keys.compactMap { key in self[key].map { Member(key: key, value: $0) } })
    }
}
