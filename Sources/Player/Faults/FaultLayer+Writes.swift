import Determinism
import Recording
import Text

extension FaultLayer {
    /// Changes actions by one fault.
    mutating func change(_ actions: [FaultedAction], by index: Int, at now: Instant) -> [FaultedAction] {
        let plan = armed[index].plan
        var changed: [FaultedAction] = []
        for next in actions {
            switch next.action {
            case .write(plan.stream, let bytes):
                let (isResult, wasActive) = (Self.isResult(bytes), armed[index].isActive)
                let before = armed[index].bytes
                let isActive = count(bytes, index)
                let begins = (isActive && !wasActive) || (isResult && plan.trigger == .result && !wasActive)
                if begins, let fault = ProcessFault(plan) {
                    armed[index].isActive = true
                    changed += begin(fault, plan, with: bytes, from: before, of: next)
                    continue
                }
                changed += isActive ? change(bytes, of: next, by: index, isResult: isResult, at: now) : [next]
                if isResult, plan.trigger == .result { armed[index].isActive = true }
            case .exit, .die:
                // In text format the result is what was written last.
                if plan.trigger == .result { armed[index].isActive = true }
                changed += armed[index].isActive ? end(next, by: index) : [next]
            case .wantInput(true) where plan.kind == .neverReads && armed[index].isActive: break
            case .setRawMode(false) where plan.kind == .rawLeftOn && armed[index].isActive: mark(.rawLeftOn)
            default: changed.append(next)
            }
        }
        return changed
    }

    /// A fault of the process that begins with a write: at its byte, or behind it.
    private mutating func begin(
        _ fault: ProcessFault, _ plan: FaultPlan, with bytes: [UInt8], from before: Int, of next: FaultedAction
    ) -> [FaultedAction] {
        start(plan.kind)
        switch fault {
        case .end(let status):
            var kept = bytes
            if case .bytes(let limit) = plan.trigger { kept = Array(bytes.prefix(max(0, limit - before))) }
            if case .events = plan.trigger { kept = [] }
            lastStatus = status
            let end: PlayerAction =
                switch status {
                case .exited(let code): .exit(code)
                case .signaled(let signal): .die(signal)
                }
            return pieces([kept], of: next) + [FaultedAction(end, delay: next.delay)]
        case .act(let actions): return [next] + actions.map { FaultedAction($0, delay: next.delay) }
        case .memory, .ask, .spin:
            pending.append(fault)
            return [next]
        }
    }

    static func isResult(_ bytes: [UInt8]) -> Bool {
        ByteSearch.firstRange(of: Array("\"type\":\"result\"".utf8), in: bytes[...]) != nil
    }

    /// Counts a write; whether the fault was under way before it, or begins with it.
    private mutating func count(_ bytes: [UInt8], _ index: Int) -> Bool {
        defer {
            armed[index].events += 1
            armed[index].bytes += bytes.count
        }
        switch armed[index].plan.trigger {
        case .events(let count) where armed[index].events >= count: armed[index].isActive = true
        case .bytes(let count) where armed[index].bytes + bytes.count > count: armed[index].isActive = true
        default: break
        }
        return armed[index].isActive
    }

    // MARK: A write

    private mutating func change(
        _ bytes: [UInt8], of next: FaultedAction, by index: Int, isResult: Bool, at now: Instant
    ) -> [FaultedAction] {
        let plan = armed[index].plan
        let isFirst = armed[index].times == 0
        var result: [FaultedAction]?
        switch plan.kind {
        case .trickle, .jitter, .burst, .hangMidLine:
            result = delayed(bytes, of: next, by: index, isFirst: isFirst, at: now)
        case .truncate:
            let left = max(0, (plan.parameters.bytes ?? 65_536) - (armed[index].bytes - bytes.count))
            if left < bytes.count { result = pieces([Array(bytes.prefix(left))], of: next) }
        case .missingResult: if isResult { result = [] }
        case .secondResult: if isResult { result = [next, next] }
        case .resultError: if isResult { result = replace("\"is_error\":false", by: "\"is_error\":true", bytes, next) }
        case .wrongSessionID: result = otherSession(bytes, next)
        case .reorderChunks:
            if let kept = armed[index].kept {
                armed[index].kept = nil
                result = [next, FaultedAction(kept)]
            } else if isFirst {
                armed[index].kept = next.action
                result = []
            }
        case .alternateLeftOn: result = replace("\u{1B}[?1049l", by: "", bytes, next)
        default:
            if FaultBytes.happensOnce(plan.kind), !isFirst { return [next] }
            result = FaultBytes.change(bytes, by: plan, time: armed[index].times, place: below(max(1, bytes.count)))?
                .map { FaultedAction($0, delay: next.delay) }
        }
        guard let result else { return [next] }
        armed[index].times += 1
        mark(plan.kind)
        return result
    }

    private mutating func delayed(
        _ bytes: [UInt8], of next: FaultedAction, by index: Int, isFirst: Bool, at now: Instant
    ) -> [FaultedAction]? {
        let plan = armed[index].plan
        switch plan.kind {
        case .trickle:
            let step = max(1, (plan.parameters.bytes ?? 1) / Self.tricklesPerSecond)
            let pause = Duration.microseconds(Int64(step) * 1_000_000 / Int64(max(1, plan.parameters.bytes ?? 1)))
            return stride(from: 0, to: bytes.count, by: step).map { start in
                FaultedAction(
                    .write(plan.stream, Array(bytes[start..<min(start + step, bytes.count)])), delay: pause,
                    follows: true)
            }
        case .jitter:
            let most = Double((plan.parameters.every ?? .milliseconds(50)).microseconds)
            return [FaultedAction(next.action, delay: .microseconds(Int64(most * fraction())))]
        case .burst:
            let end = armed[index].since + plan.at + (plan.duration ?? .seconds(1))
            return end > now ? [FaultedAction(next.action, delay: end - now)] : nil
        default:
            guard isFirst, bytes.count > 1 else { return nil }
            let (half, rest) = (Array(bytes[..<(bytes.count / 2)]), Array(bytes[(bytes.count / 2)...]))
            return [
                FaultedAction(.write(plan.stream, half), delay: next.delay),
                FaultedAction(
                    .write(plan.stream, rest), delay: plan.duration ?? .zero, isForEver: plan.duration == nil),
            ]
        }
    }

    /// A trickle comes in so many pieces a second at most.
    private static let tricklesPerSecond = 20

    private func pieces(_ parts: [[UInt8]], of next: FaultedAction) -> [FaultedAction] {
        guard case .write(let stream, _) = next.action else { return [next] }
        return parts.filter { !$0.isEmpty }.map { FaultedAction(.write(stream, $0), delay: next.delay) }
    }

    private func replace(
        _ old: String, by new: String, _ bytes: [UInt8], _ next: FaultedAction
    ) -> [FaultedAction]? {
        guard let range = ByteSearch.firstRange(of: Array(old.utf8), in: bytes[...]) else { return nil }
        return pieces(
            [Array(bytes[..<range.lowerBound]) + Array(new.utf8) + Array(bytes[range.upperBound...])], of: next)
    }

    private func otherSession(_ bytes: [UInt8], _ next: FaultedAction) -> [FaultedAction]? {
        let key = Array("\"session_id\":\"".utf8)
        guard let range = ByteSearch.firstRange(of: key, in: bytes[...]),
            bytes.count >= range.upperBound + FaultBytes.otherSession.count
        else { return nil }
        var changed = bytes
        changed.replaceSubrange(
            range.upperBound..<range.upperBound + FaultBytes.otherSession.count, with: FaultBytes.otherSession)
        return pieces([changed], of: next)
    }

    // MARK: The end

    private mutating func end(_ next: FaultedAction, by index: Int) -> [FaultedAction] {
        let plan = armed[index].plan
        let line = Array(((plan.parameters.line ?? FaultBytes.lateLine) + "\n").utf8)
        let result: [FaultedAction]?
        switch plan.kind {
        case .hangAfterResult:
            result = [
                FaultedAction(next.action, delay: plan.duration ?? .zero, isForEver: plan.duration == nil)
            ]
        case .lateEvent:
            let late = FaultedAction(.write(plan.stream, line), delay: plan.duration ?? .seconds(1))
            result = [late, next]
        case .periodicEvents:
            let event = FaultedAction(
                .write(plan.stream, line), delay: plan.parameters.every ?? .seconds(1), follows: true)
            result = [FaultedAction](repeating: event, count: plan.parameters.count ?? 3) + [next]
        case .slowExit:
            result = [
                FaultedAction(.close(.stdout)), FaultedAction(.close(.stderr)),
                FaultedAction(next.action, delay: plan.duration ?? .seconds(5)),
            ]
        case .daemonise:
            let child = Grandchild(holding: [], lifetime: plan.duration ?? .seconds(60), isDetached: true)
            result = [FaultedAction(.spawnGrandchild(child)), next]
        case .truncatedJSON: result = [FaultedAction(.exit(0), delay: next.delay)]
        default: result = nil
        }
        if result != nil { mark(plan.kind) }
        return result ?? [next]
    }

    /// Shortens what is written last before the end, where a fault says so.
    mutating func shortenEnd(_ actions: [PlayerAction]) -> [PlayerAction] {
        let kinds: [FaultKind] = [.partialLastLine, .noFinalNewline, .truncatedJSON]
        guard let plan = armed.first(where: { kinds.contains($0.plan.kind) })?.plan,
            let end = actions.lastIndex(where: { if case .exit = $0 { true } else { false } }),
            let last = actions[..<end].lastIndex(where: {
                if case .write(let stream, _) = $0 { stream == plan.stream } else { false }
            }), case .write(let stream, let bytes) = actions[last]
        else { return actions }
        var actions = actions
        mark(plan.kind)
        if plan.kind == .noFinalNewline {
            actions[last] = .write(stream, bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes)
        } else {
            let start = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            actions[last] = .write(stream, Array(bytes[..<(start + max(1, (bytes.count - start) / 2))]))
        }
        return actions
    }
}
