import ClaudeProtocol
import Determinism
public import Text

/// What an engine counted and measured since it was made.
public struct SessionMetrics: Sendable, Hashable {
    /// Turns that are over.
    public internal(set) var messagesProcessed = 0
    /// Delegations, tickets, errors and matches of own patterns, each time one stood in the text.
    public internal(set) var patternsDetected = 0
    /// Agents that ran, for better or worse.
    public internal(set) var agentsExecuted = 0
    /// Input tokens that results named.
    public internal(set) var inputTokens = 0
    /// Output tokens that results named.
    public internal(set) var outputTokens = 0
    /// What results said that it cost, in US dollars.
    public internal(set) var costUSD = 0.0
    /// Bytes that children wrote.
    public internal(set) var outputBytes = 0
    /// The most memory that any child's tree used, in bytes.
    public internal(set) var peakMemory = 0
    /// The time that all turns took together.
    public internal(set) var responseTime: Duration = .zero
    /// What each child that lives has cost so far: results name the sum of their session.
    private var costs: [Int: Double] = [:]

    /// Nothing yet.
    public init() {}

    /// The time that a turn takes on average; zero before the first.
    public var averageResponseTime: Duration {
        messagesProcessed == 0 ? .zero : responseTime / messagesProcessed
    }

    mutating func turnEnded(after duration: Duration) {
        messagesProcessed += 1
        responseTime += duration
    }

    mutating func take(_ outcome: TurnOutcome, of child: Int) {
        inputTokens += outcome.inputTokens
        outputTokens += outcome.outputTokens
        guard let cost = outcome.costUSD else { return }
        costUSD += max(0, cost - (costs[child] ?? 0))
        costs[child] = cost
    }

    mutating func childEnded(_ worker: Worker, _ child: Int) {
        costs[child] = nil
        outputBytes += worker.outputBytes
        peakMemory = max(peakMemory, worker.monitor.peak)
    }

    /// The figures under the document's names, durations in milliseconds.
    public var json: JSONObject {
        var object = JSONObject()
        object["messages_processed"] = .int(messagesProcessed)
        object["avg_response_time"] = .double(Double(averageResponseTime.microseconds) / 1_000)
        object["patterns_detected"] = .int(patternsDetected)
        object["agents_executed"] = .int(agentsExecuted)
        object["input_tokens"] = .int(inputTokens)
        object["output_tokens"] = .int(outputTokens)
        object["cost_usd"] = .double(costUSD)
        object["output_bytes"] = .int(outputBytes)
        object["peak_memory_bytes"] = .int(peakMemory)
        return object
    }
}
