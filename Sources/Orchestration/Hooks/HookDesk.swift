import Determinism
import Hosting
import Matching
import Text

/// Calls hooks and handlers: several chains at once, what follows from them strictly in the order in which they began.
///
/// A chain is all hooks of one event for one thing. While it runs, the thing waits, and so does whatever follows from later
/// chains; the chains themselves run side by side, up to a limit.
struct HookDesk: Sendable {
    /// What the engine does once a chain is through.
    enum Continuation: Sendable {
        case nothing
        case submitted
        case message
        case turn(TurnResult)
        case start(Int)
        case agentDone(AgentResult)
        case ticket(Source, Ticket)
        case pattern(Source, PatternMatch)
    }

    /// A chain that is through.
    struct Finished: Sendable {
        let event: HookEvent
        let data: JSONObject
        let refusal: String?
        let then: Continuation
    }

    /// What the engine has to do now.
    enum Step: Sendable {
        case call(CallID, UserRequest)
        case command(CallID, [String], JSONObject)
        case failed(HookEvent, hook: String, reason: String)
        case finished(Finished)
    }

    private struct Chain: Sendable {
        let event: HookEvent
        var data: JSONObject
        var hooks: ArraySlice<HookDefinition>
        let then: Continuation
        var running: (id: CallID, hook: HookDefinition, due: Instant)?
        var refusal: String?
        var isStarted = false

        var isDone: Bool { running == nil && (hooks.isEmpty || refusal != nil) }
    }

    /// How many chains may wait before no more output is asked for.
    static let backlogMax = 256

    private var hooks: [HookDefinition] = []
    private var chains: [Chain] = []
    private var callsGiven = 0
    private let parallelMax: Int

    init(hooks: [HookDefinition], parallelMax: Int) {
        self.parallelMax = parallelMax
        for hook in hooks { register(hook) }
    }

    /// A number for a question that is no hook's.
    mutating func newCall() -> CallID {
        defer { callsGiven += 1 }
        return CallID(rawValue: callsGiven)
    }

    /// Whether nothing waits for a hook.
    var isIdle: Bool { chains.isEmpty }

    /// Whether so much waits that children should say no more for now.
    var isCongested: Bool { chains.count > Self.backlogMax }

    /// When `timer` is wanted.
    var deadline: Instant? { chains.compactMap { $0.running?.due }.min() }

    /// Adds a hook behind those of its priority.
    mutating func register(_ hook: HookDefinition) {
        let place = hooks.firstIndex { $0.priority > hook.priority } ?? hooks.count
        hooks.insert(hook, at: place)
    }

    /// Takes a closure's hooks away.
    mutating func unregister(closure: Int) { hooks.removeAll { $0.kind == .closure(closure) } }

    /// Begins a chain; without hooks and with nothing before it, it is through at once.
    ///
    /// - Parameter handler: what is called behind the hooks: the handler of the pattern that has matched.
    mutating func begin(
        _ event: HookEvent, data: JSONObject, handler: HookDefinition? = nil, then: Continuation, at now: Instant
    ) -> [Step] {
        var called = hooks.filter { $0.event == event }
        if let handler { called.append(handler) }
        if called.isEmpty, chains.isEmpty {
            return [.finished(Finished(event: event, data: data, refusal: nil, then: then))]
        }
        chains.append(Chain(event: event, data: data, hooks: called[...], then: then))
        return advance(at: now)
    }

    /// An answer has come; one that nobody waits for any more says nothing.
    mutating func answer(
        _ id: CallID, _ outcome: Result<HookAnswer, HookFailure>, at now: Instant
    ) -> [Step] {
        guard let place = chains.firstIndex(where: { $0.running?.id == id }), let running = chains[place].running else {
            return []
        }
        var steps: [Step] = []
        chains[place].running = nil
        switch outcome {
        case .success(let answer):
            chains[place].data = answer.applied(to: chains[place].data)
            chains[place].refusal = answer.refusal
        case .failure(let failure):
            steps.append(.failed(chains[place].event, hook: running.hook.name, reason: failure.reason))
        }
        return steps + advance(at: now)
    }

    /// What an answer of the user's side means.
    static func outcome(of answer: UserAnswer) -> Result<HookAnswer, HookFailure> {
        switch answer {
        case .value(let value):
            HookAnswer(value).map(Result.success)
                ?? .failure(HookFailure(reason: "returned \(value.kind), and neither an object nor null"))
        case .failure(let message): .failure(HookFailure(reason: message))
        case .timedOut: .failure(HookFailure(reason: "took too long"))
        }
    }

    /// Gives up on what is overdue; the numbers of the calls are returned, so that commands can be ended.
    mutating func expire(at now: Instant) -> (calls: [CallID], steps: [Step]) {
        var calls: [CallID] = []
        var steps: [Step] = []
        for chain in chains {
            guard let running = chain.running, running.due <= now else { continue }
            calls.append(running.id)
            steps += answer(running.id, .failure(HookFailure(reason: "took too long")), at: now)
        }
        return (calls, steps)
    }

    /// Starts what may run, and takes what is through from the head of the queue.
    private mutating func advance(at now: Instant) -> [Step] {
        var steps: [Step] = []
        var running = chains.count { $0.running != nil }
        for place in chains.indices where running < parallelMax {
            guard chains[place].running == nil, chains[place].refusal == nil,
                let hook = chains[place].hooks.popFirst()
            else { continue }
            let id = newCall()
            running += 1
            chains[place].running = (id, hook, now + hook.timeout)
            steps.append(step(id, hook, chains[place]))
        }
        while let first = chains.first, first.isDone {
            chains.removeFirst()
            steps.append(
                .finished(
                    Finished(event: first.event, data: first.data, refusal: first.refusal, then: first.then)))
        }
        return steps
    }

    private func step(_ id: CallID, _ hook: HookDefinition, _ chain: Chain) -> Step {
        var input = chain.data
        input.members.insert(JSONObject.Member(key: "event", value: .string(chain.event.rawValue)), at: 0)
        switch hook.kind {
        case .closure(let number):
            var arguments = JSONObject()
            arguments["closure"] = .int(number)
            arguments["input"] = .object(input)
            return .call(id, UserRequest(name: "hook", arguments: arguments))
        case .command(let words): return .command(id, words, input)
        }
    }
}
