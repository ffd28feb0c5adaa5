import Determinism
public import Hosting
import Text

/// Hooks and handlers: what waits for them, and what goes on once they are through.
extension Engine {
    /// Calls the hooks of an event; what follows from it is done once they, and all that came before, are through.
    mutating func callHooks(
        _ event: HookEvent, _ data: JSONObject = JSONObject(), handler: HookDefinition? = nil,
        then: HookDesk.Continuation, at now: Instant, actions: inout [Action]
    ) {
        take(desk.begin(event, data: data, handler: handler, then: then, at: now), at: now, actions: &actions)
    }

    /// Calls the hooks of an event with data that a literal says.
    mutating func callHooks(
        _ event: HookEvent, _ data: JSONValue, then: HookDesk.Continuation, at now: Instant, actions: inout [Action]
    ) {
        callHooks(event, data.object ?? JSONObject(), then: then, at: now, actions: &actions)
    }

    private mutating func take(_ steps: [HookDesk.Step], at now: Instant, actions: inout [Action]) {
        for step in steps {
            switch step {
            case .call(let id, let request): actions.append(.callUser(id, request))
            case .command(let id, let words, let input):
                let process = workers.newHandle()
                var command = HookCommand(process: process, ladder: configuration.stopLadder)
                command.start(plan.hook(words), input: input, at: now, actions: &actions)
                commands[process.rawValue] = (id, command)
            case .failed(let event, let hook, let reason):
                notices.append(.hookFailed(event, hook: hook, reason: reason))
            case .finished(let chain): goOn(chain, at: now, actions: &actions)
            }
        }
        holdIfCongested(actions: &actions)
    }

    private mutating func goOn(_ chain: HookDesk.Finished, at now: Instant, actions: inout [Action]) {
        switch chain.then {
        case .nothing: break
        case .submitted: submitted(chain, at: now, actions: &actions)
        case .message: begin(chain, at: now, actions: &actions)
        case .turn(let result): finishTurn(chain, result, at: now, actions: &actions)
        case .start(let index): startAgent(index, chain, at: now, actions: &actions)
        case .agentDone(let result): finishAgent(chain, result, at: now, actions: &actions)
        case .ticket(let source, let ticket):
            if chain.refusal == nil { notices.append(.ticket(source, ticket.changed(by: chain.data))) }
        case .pattern(let source, let match): matched(match, by: source, chain, at: now, actions: &actions)
        }
        finishStopIfDone(at: now, actions: &actions)
    }

    /// The user's side has answered.
    mutating func take(_ answer: UserAnswer, to id: CallID, at now: Instant, actions: inout [Action]) {
        if let request = control.answered(id) {
            return answerPermission(request, answer, actions: &actions)
        }
        take(desk.answer(id, HookDesk.outcome(of: answer), at: now), at: now, actions: &actions)
        finishStopIfDone(at: now, actions: &actions)
    }

    /// A process of a hook has said something, or ended.
    mutating func handleCommand(_ process: Int, _ event: Event, at now: Instant, actions: inout [Action]) {
        guard let outcome = commands[process]?.command.handle(event, at: now, actions: &actions) else { return }
        finishCommand(process, outcome, at: now, actions: &actions)
    }

    private mutating func finishCommand(
        _ process: Int, _ outcome: Result<HookAnswer, HookFailure>, at now: Instant, actions: inout [Action]
    ) {
        guard let call = commands.removeValue(forKey: process)?.call else { return }
        take(desk.answer(call, outcome, at: now), at: now, actions: &actions)
        finishStopIfDone(at: now, actions: &actions)
    }

    /// Gives up on hooks that take too long, and climbs the ladders of those that are processes.
    mutating func tellHooks(at now: Instant, actions: inout [Action]) {
        if let due = desk.deadline, due <= now {
            let (calls, steps) = desk.expire(at: now)
            for process in commands.keys.sorted() where calls.contains(where: { $0 == commands[process]?.call }) {
                commands[process]?.command.stop(at: now, actions: &actions)
            }
            take(steps, at: now, actions: &actions)
        }
        for process in commands.keys.sorted() {
            guard let outcome = commands[process]?.command.timer(at: now, actions: &actions) else { continue }
            finishCommand(process, outcome, at: now, actions: &actions)
        }
    }

    /// Where hooks can't keep up, children say no more for a while.
    private mutating func holdIfCongested(actions: inout [Action]) {
        let shallHold = desk.isCongested || isPaused
        guard shallHold != isHeld else { return }
        isHeld = shallHold
        workers.changeAll { $0.hold(shallHold, actions: &actions) }
    }

    /// The consumer of what the engine reports can't keep up, or can again.
    public mutating func pause(_ shallPause: Bool, actions: inout [Action]) {
        isPaused = shallPause
        holdIfCongested(actions: &actions)
    }
}
