import Determinism
import Logging
import Matching
import Metrics
import Orchestration

/// Turns what a session reports into log lines and metrics.
final class SessionReporter: Sendable {
    private struct State {
        var logger: Logger
        var logPatterns = false
        var logDelegations = false
    }

    private let state: Lock<State>
    private let feed: Feed
    private let messages = Counter(label: "understudy.messages_processed")
    private let patterns = Counter(label: "understudy.patterns_detected")
    private let agents = Counter(label: "understudy.agents_executed")
    private let response = Timer(label: "understudy.response_time")

    init(logger: Logger, feed: Feed) {
        state = Lock(State(logger: logger))
        self.feed = feed
        feed.report(to: { [weak self] notices in self?.take(notices) })
    }

    var level: Logger.Level {
        get { state.with { $0.logger.logLevel } }
        set { state.with { $0.logger.logLevel = newValue } }
    }

    var logPatterns: Bool {
        get { state.with { $0.logPatterns } }
        set { state.with { $0.logPatterns = newValue } }
    }

    var logDelegations: Bool {
        get { state.with { $0.logDelegations } }
        set { state.with { $0.logDelegations = newValue } }
    }

    private func take(_ notices: [Notice]) {
        let (logger, logPatterns, logDelegations) = state.with { ($0.logger, $0.logPatterns, $0.logDelegations) }
        for notice in notices {
            switch notice {
            case .started(let source): logger.debug("started \(source.logName)")
            case .delegation(let index, let delegation):
                patterns.increment()
                logger.log(
                    level: logDelegations ? .info : .debug, "delegation to \(delegation.agent)",
                    metadata: ["index": "\(index)", "pattern": "\(delegation.pattern)", "task": "\(delegation.task)"])
            case .ticket(_, let ticket):
                patterns.increment()
                logger.log(
                    level: logPatterns ? .info : .debug, "ticket: \(ticket.title)",
                    metadata: ["kind": "\(ticket.kind)", "priority": "\(ticket.priority)"])
            case .pattern(_, let match):
                patterns.increment()
                logger.log(
                    level: logPatterns ? .info : .debug, "pattern \(match.name)", metadata: ["text": "\(match.text)"])
            case .errorMention(let source, let mention):
                patterns.increment()
                logger.warning("\(source.logName) mentions an \(mention.severity): \(mention.text)")
            case .retry(let source, let attempt, let error):
                logger.warning("\(source.logName) asks again (\(attempt)): \(error)")
            case .memory(let source, let level, let used):
                logger.log(
                    level: level == .warning ? .warning : .critical, "\(source.logName): memory \(level), \(used) bytes"
                )
            case .hookFailed(let event, let hook, let reason):
                logger.error("hook \(hook) of \(event.rawValue) had no effect: \(reason)")
            case .warning(let text): logger.warning("\(text)")
            case .dialog(let lines): logger.info("the program asks: \(lines.joined(separator: " "))")
            case .permission(let tool, let isAllowed):
                logger.info("\(tool) \(isAllowed ? "may" : "may not") run")
            case .result(let result):
                agents.increment()
                logger.log(
                    level: result.status == .completed ? .info : .error,
                    "agent \(result.agent) \(result.status.rawValue)", metadata: ["reason": "\(result.reason ?? "")"])
            case .turn(let turn):
                messages.increment()
                response.recordMicroseconds((turn.endedAt - turn.startedAt).microseconds)
                logger.log(
                    level: turn.status == .completed ? .info : .error, "turn \(turn.number) \(turn.status.rawValue)",
                    metadata: turn.reason.map { ["reason": "\($0)"] })
            case .ended(let end):
                logger.debug("claude ended", metadata: ["exit": "\(end.exit.map { "\($0)" } ?? "never ran")"])
            case .ready: logger.debug("ready")
            case .text: break
            }
        }
    }
}

extension Source {
    fileprivate var logName: String {
        if case .agent(let index) = self { "agent \(index + 1)" } else { "claude" }
    }
}
