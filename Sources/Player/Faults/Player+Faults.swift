import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// The kinds of faults that have happened so far, in the order in which they did.
    public var faultsThatHappened: [FaultKind] { faults.happened }

    /// Lays faults from now on.
    mutating func lay(_ plans: [FaultPlan]) {
        faults.install(plans, at: now, call: callNumber, seed: settings?.seed ?? 0)
    }

    /// Begins what is due.
    ///
    /// - Returns: whether the process has ended by it.
    mutating func takeFaults() -> Bool {
        if faults.armed.isEmpty { return false }
        for fault in faults.take(at: now) { follow(fault) }
        return stage == .ended
    }

    /// Follows faults that came with a write.
    mutating func followPending(_ passed: inout [PlayerAction]) {
        if let status = faults.lastStatus, stage != .ended {
            stage = .ended
            endStatus = status
        }
        guard !faults.pending.isEmpty else { return }
        let pending = faults.pending
        faults.pending = []
        for fault in pending { follow(fault) }
        passed += faults.pass(out, at: now)
        out.removeAll()
    }

    private mutating func follow(_ fault: ProcessFault) {
        switch fault {
        case .end(let status): finish(status)
        case .act(let actions): out += actions
        case .memory(let step):
            let base = heldMemory
            for change in 1...step.changes {
                let part = Double(step.over.microseconds) * Double(change) / Double(step.changes)
                let bytes = max(0, base + step.amount(after: change))
                schedule(.holdMemory(bytes: bytes), at: now + .microseconds(Int64(part)))
            }
        case .spin(let every): spinner = (every: max(every, .milliseconds(1)), frame: 0, next: now)
        case .ask(let query, let patience):
            write(.stdout, query)
            faults.stall(from: now, for: patience)
            out.append(.wantInput(true))
        }
    }

    private mutating func schedule(_ action: PlayerAction, at instant: Instant) {
        let place = scheduled.firstIndex { $0.at > instant } ?? scheduled.endIndex
        scheduled.insert((instant, action), at: place)
    }

    private static let spinnerFrames = ["|", "/", "-", "\\"]

    /// Does what was planned for this instant.
    mutating func doScheduled() {
        if let spinner, spinner.next <= now {
            write(.stdout, "\r\(Self.spinnerFrames[spinner.frame % Self.spinnerFrames.count])")
            self.spinner = (spinner.every, spinner.frame + 1, now + spinner.every)
        }
        while let first = scheduled.first, first.at <= now {
            if case .holdMemory(let bytes) = first.action { heldMemory = bytes }
            out.append(first.action)
            scheduled.removeFirst()
        }
    }

    /// Input as the faults let it through.
    mutating func takeInput(_ bytes: [UInt8]) {
        guard !faults.armed.isEmpty else { return input.append(bytes) }
        for fault in faults.take(input: bytes[...], at: now) { follow(fault) }
        var bytes = bytes
        if let plan = faults.plan(.dropEarlyInput), now < faultStart(plan) + (plan.duration ?? .seconds(1)) { return }
        if let plan = faults.plan(.eatPaste), bytes.count > plan.parameters.bytes ?? 64 { return }
        if faults.plan(.echoInput) != nil { write(.stdout, bytes) }
        if let plan = faults.plan(.canonicalLimit) { bytes = shortened(bytes, to: plan.parameters.bytes ?? 4095) }
        if faults.plan(.askTerminal) != nil, bytes.contains(0x1B) { return faults.endStall() }
        if let plan = faults.plan(.slowReads) {
            out.append(.wantInput(false))
            schedule(.wantInput(true), at: now + (plan.parameters.every ?? .seconds(1)))
        }
        input.append(bytes)
    }

    private func faultStart(_ plan: FaultPlan) -> Instant {
        (faults.armed.first { $0.plan == plan }?.since ?? now) + plan.at
    }

    /// Each line cut to so many bytes, its end aside.
    private func shortened(_ bytes: [UInt8], to limit: Int) -> [UInt8] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return Array(lines.map { Array($0.prefix(limit)) }.joined(separator: [UInt8(ascii: "\n")]))
    }
}
