import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Begins one step of the script: most are taken apart into operations.
    mutating func begin(_ step: ScriptStep) {
        switch step {
        case .text(let text): push(pieces(of: text, isThinking: false))
        case .thinking(let text): push(pieces(of: text, isThinking: true))
        case .wait(let duration): push([.until(scriptTime + duration)])
        case .tool(let tool): begin(tool)
        case .write(let stream, let bytes): write(stream, bytes)
        case .read(let part, let within):
            out.append(.wantInput(true))
            push([.awaitInput(contains: part, until: within.map { scriptTime + $0 })])
        case .memory(let memory): begin(memory)
        case .spawn(let grandchild): out.append(.spawnGrandchild(grandchild))
        case .fail(let failure): begin(failure)
        case .on(let new): arrange(new)
        case .result(let overrides): lastTurnFailed = voice?.endTurn(overrides: overrides, at: scriptTime) ?? false
        case .stop(let reason): voice?.stop(reason, at: scriptTime)
        case .exit(let status): finish(.exited(status))
        case .die(let signal): finish(.signaled(signal))
        }
    }

    mutating func push(_ next: [Operation]) { operations += next.reversed() }

    /// A block as its pieces with the time between them.
    private func pieces(of text: ScriptStep.SpokenText, isThinking: Bool) -> [Operation] {
        var result: [Operation] = [.openBlock(isThinking: isThinking)]
        // Where nobody sees the pieces a text is one: cutting a long one at its characters takes its time.
        if text.pace == .zero, voice?.showsPieces(ofThinking: isThinking) == false {
            return result + [.say(text.value), .closeBlock]
        }
        for (index, piece) in TextPieces.cut(text.value, into: text.deltas).enumerated() {
            if index > 0, text.pace > .zero { result.append(.step(.wait(text.pace))) }
            result.append(.say(piece))
        }
        return result + [.closeBlock]
    }

    private mutating func begin(_ memory: MemoryStep) {
        let base = heldMemory
        let changes = memory.changes
        guard memory.over > .zero else { return push([.hold(bytes: base + memory.amount)]) }
        var next: [Operation] = []
        for change in 1...changes {
            let part = Double(memory.over.microseconds) * Double(change) / Double(changes)
            next.append(.until(scriptTime + .microseconds(Int64(part))))
            next.append(.hold(bytes: base + memory.amount(after: change)))
        }
        push(next)
    }

    private mutating func begin(_ step: ScriptStep.FailureStep) {
        let failure = step.failure
        if failure.kind == .streamCut, step.recovers { voice?.isUnstreamed = true }
        let setting = invocation["CLAUDE_CODE_MAX_RETRIES"].flatMap { Int($0) }
        let usual = failure.isRetried ? max(0, min(setting ?? 10, 1000)) : 0
        let retries = step.retries ?? usual
        let maximum = step.retries == nil || step.recovers ? max(usual, retries) : retries
        var due = scriptTime
        var next: [Operation] = []
        if !step.recovers, failure.isOverload, retries >= Self.retriesBeforeFallback,
            let model = arguments.value("fallback-model")
        {
            next += self.retries(Self.retriesBeforeFallback, of: maximum, failure, from: &due)
            next.append(.fallBack(model: model.split(separator: ",").first.map(String.init) ?? model, failure))
        }
        next += self.retries(retries, of: maximum, failure, from: &due)
        if !step.recovers { next.append(.giveUp(failure)) }
        push(next)
    }

    /// After so many retries because of overload another model is asked, where one is named.
    private static let retriesBeforeFallback = 2

    /// Requests that are made again, each after a longer time than the one before.
    private mutating func retries(
        _ count: Int, of maximum: Int, _ failure: APIFailure, from due: inout Instant
    ) -> [Operation] {
        var next: [Operation] = []
        for attempt in 1..<(count + 1) {
            let jitter = voice?.builder.identifiers.fraction() ?? 0
            let base = 500 * Double(1 << min(attempt - 1, 6))
            let delay = Duration.milliseconds(Int64(base * (1 + jitter / 4)))
            next.append(.retry(attempt: attempt, of: maximum, delay: delay, failure))
            due = due + delay
            next.append(.until(due))
        }
        return next
    }

    private mutating func arrange(_ new: [ScriptStep.Reaction]) {
        for reaction in new {
            reactions.removeAll { $0.signal == reaction.signal }
            reactions.append(reaction)
            guard let signal = reaction.signal else { continue }
            out.append(.setDisposition(signal, reaction.steps == nil ? .ignored : .handled))
        }
    }
}

/// Cuts a text into the pieces that a stream would bring.
enum TextPieces {
    /// The usual length of a piece, in characters.
    static let lengthUsual = 24
    /// The most pieces that a text is cut into unasked.
    static let countMax = 64

    /// Pieces of about equal length, never inside a character; the whole of them is the text.
    static func cut(_ text: String, into count: Int?) -> [String] {
        let characters = Array(text)
        let usual = min(countMax, (characters.count + lengthUsual - 1) / lengthUsual)
        let pieces = max(1, min(count ?? usual, characters.count))
        return (0..<pieces).map { index in
            String(characters[characters.count * index / pieces..<characters.count * (index + 1) / pieces])
        }
    }
}
