import Determinism
public import Hosting
import Matching
import Recording
import Text

extension Notice {
    /// Reports the notice across the host line, where it is of lasting value.
    public func report(to actions: inout [Action]) {
        if let outcome { actions.append(.noteOutcome(outcome)) }
    }

    /// The notice as recordings keep it; `nil` for text, which follows from what a child wrote and how it was cut.
    public var outcome: EngineOutcome? {
        switch self {
        case .text: nil
        case .started(let source): EngineOutcome("started", ["of": .string(source.word)])
        case .delegation(let index, let delegation):
            EngineOutcome(
                "delegation",
                [
                    "index": .int(index), "agent": .string(delegation.agent), "task": .clipped(delegation.task),
                    "pattern": .string(delegation.pattern.rawValue),
                ])
        case .ticket(let source, let ticket):
            EngineOutcome(
                "ticket",
                [
                    "of": .string(source.word), "type": .string(ticket.kind.rawValue), "title": .clipped(ticket.title),
                    "priority": .string(ticket.priority.rawValue),
                ])
        case .errorMention(let source, let mention):
            EngineOutcome(
                mention.severity.rawValue, ["of": .string(source.word), "text": .clipped(mention.text)])
        case .retry(let source, let attempt, let error):
            EngineOutcome(
                "retry", ["of": .string(source.word), "attempt": .int(attempt), "error": .clipped(error)])
        case .memory(let source, let level, let used):
            EngineOutcome(
                "memory", ["of": .string(source.word), "level": .int(level.rawValue), "used": .int(used)])
        case .pattern(let source, let match):
            EngineOutcome(
                "pattern",
                ["of": .string(source.word), "name": .string(match.name), "text": .clipped(match.text)])
        case .hookFailed(let event, let hook, let reason):
            EngineOutcome(
                "hook_failed",
                ["event": .string(event.rawValue), "hook": .clipped(hook), "reason": .clipped(reason)])
        case .ready: EngineOutcome(name: "ready")
        case .dialog(let lines): EngineOutcome("dialog", ["lines": .array(lines.map { .clipped($0) })])
        case .permission(let tool, let isAllowed):
            EngineOutcome("permission", ["tool": .clipped(tool), "allowed": .bool(isAllowed)])
        case .warning(let text): EngineOutcome("notice", ["text": .clipped(text)])
        case .result(let result): EngineOutcome("result", result.facts)
        case .turn(let turn): EngineOutcome("turn", turn.facts)
        case .ended(let end): EngineOutcome("ended", end.facts)
        }
    }
}

extension AgentResult {
    fileprivate var facts: JSONValue {
        [
            "index": .int(index), "agent": .string(agent), "status": .string(status.rawValue),
            "reason": .clipped(reason), "text": .clipped(text), "started": .instant(startedAt),
            "decided": .instant(decidedAt), "ended": .instant(endedAt), "exit": .status(exit),
            "last_step": .clipped(lastStep), "peak_memory": .int(peakMemory),
        ]
    }
}

extension TurnResult {
    fileprivate var facts: JSONValue {
        [
            "number": .int(number), "status": .string(status.rawValue), "reason": .clipped(reason),
            "answer": .clipped(answer), "agents": .clipped(agentBlocks), "exit": .status(exit),
            "started": .instant(startedAt), "ended": .instant(endedAt),
        ]
    }
}

extension SessionEnd {
    fileprivate var facts: JSONValue {
        [
            "cause": .string(cause.words), "exit": .status(exit),
            "spawn_error": spawnError.map { .int(Int($0)) } ?? nil,
            "started": .instant(startedAt), "decided": .instant(decidedAt), "ended": .instant(endedAt),
            "last_step": .clipped(lastStep), "leftovers": leftovers.map(JSONValue.int) ?? nil,
            "leaked": .bool(isLeaked), "input_refused": .bool(isInputRefused),
        ]
    }
}

extension SessionEnd.Cause {
    fileprivate var words: String {
        switch self {
        case .itself: "itself"
        case .timeout(let limit): limit.rawValue
        case .memory(let used, let limit): "memory \(used) of \(limit)"
        case .resource(let resource, let used, let limit): "\(resource) \(used) of \(limit)"
        case .output(let limit): "output \(limit)"
        case .stopped: "stopped"
        }
    }
}

extension Source {
    fileprivate var word: String {
        switch self {
        case .main: "main"
        case .agent(let index): "agent \(index)"
        }
    }
}

extension EngineOutcome {
    fileprivate init(_ name: String, _ facts: JSONValue) { self.init(name: name, facts: facts.object ?? JSONObject()) }
}

extension JSONValue {
    /// The most of a text that an outcome keeps, in bytes; the whole is what the children wrote.
    private static let textBytesMax = 1_024

    fileprivate static func clipped(_ text: String?) -> JSONValue {
        guard let text else { return .null }
        guard text.utf8.count > textBytesMax else { return .string(text) }
        let head = text.utf8.prefix(textBytesMax)
        let whole = head.dropLast(UTF8Splitter.incompleteTail(of: head))
        return ["bytes": .int(text.utf8.count), "head": .string(String(decoding: whole, as: UTF8.self))]
    }

    fileprivate static func instant(_ instant: Instant) -> JSONValue {
        .number(JSONNumber(text: instant.description))
    }

    fileprivate static func status(_ status: ExitStatus?) -> JSONValue { status.map { .int(Int($0.code)) } ?? .null }
}
