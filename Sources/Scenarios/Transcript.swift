import Determinism
import Hosting
import Matching
import Orchestration
import Recording

/// Everything of a run that steps and checks can ask about, in the order in which it happened.
struct Transcript: Sendable {
    /// A notice and when it came.
    struct Entry: Sendable {
        let notice: Notice
        let instant: Instant
        /// Whether a step has already matched it.
        var isConsumed = false
    }

    /// One start of a child: whose part, with which arguments, and what it was told.
    struct Call: Sendable {
        var agent: String?
        var arguments: [String]
        var input: [UInt8] = []
        var output = CapturedStream()
        var errors = CapturedStream()
    }

    /// How much of each child's input is kept, in bytes.
    static let inputBytesMax = 1_048_576

    private(set) var entries: [Entry] = []
    private(set) var calls: [Call] = []
    /// The text that expectations match, in order.
    private(set) var text: [UInt8] = []
    /// Where the results of agents stand in the text: their reasons name what was measured.
    private(set) var blockRanges: [Range<Int>] = []
    /// How much of the text is behind a match.
    var textCursor = 0
    /// Up to where a part was looked for in vain: text only grows, so nothing is searched twice.
    private var searchedTo: [String: Int] = [:]
    /// What the terminal shows, where somebody has asked.
    var screen: [String] = []
    /// The most memory that any child's tree used, in bytes.
    private(set) var peakMemory = 0

    /// Takes what an engine does.
    mutating func note(_ action: Action) {
        switch action {
        case .spawn(let process, let launch):
            let agent = launch.environment.last { $0.name == "UNDERSTUDY_AGENT" }?.value
            while calls.count <= process.rawValue { calls.append(Call(agent: nil, arguments: [])) }
            calls[process.rawValue] = Call(agent: agent, arguments: launch.arguments)
        case .write(let process, let bytes):
            guard calls.indices.contains(process.rawValue) else { return }
            let room = Self.inputBytesMax - calls[process.rawValue].input.count
            calls[process.rawValue].input.append(contentsOf: bytes.prefix(max(0, room)))
        default: break
        }
    }

    /// Takes what an engine sees.
    mutating func note(_ event: Event) {
        switch event {
        case .bytes(let channel, let bytes):
            let index = channel.process.rawValue
            guard calls.indices.contains(index) else { return }
            if channel.stream == .stderr { calls[index].errors.take(bytes) } else { calls[index].output.take(bytes) }
        case .sampled(_, let sample): peakMemory = max(peakMemory, sample.memory ?? 0)
        default: break
        }
    }

    /// Takes what an engine reports.
    mutating func note(_ notice: Notice, at instant: Instant) {
        switch notice {
        case .text(.main, let piece): return append(piece)
        case .text: return
        case .turn(let turn):
            let start = text.count
            if !turn.agentBlocks.isEmpty { append(turn.agentBlocks + "\n") }
            blockRanges.append(start..<text.count)
        default: break
        }
        entries.append(Entry(notice: notice, instant: instant))
    }

    private mutating func append(_ piece: String) {
        guard text.count < CapturedStream.bytesMax else { return }
        text.append(contentsOf: piece.utf8)
    }

    /// From where a part has still to be looked for.
    func searchStart(for part: String) -> Int { max(0, (searchedTo[part] ?? 0) - part.utf8.count + 1) }

    /// The part does not stand in the text so far.
    mutating func noteAbsence(of part: String) { searchedTo[part] = text.count }

    /// Marks an entry as matched.
    mutating func consume(_ index: Int) { entries[index].isConsumed = true }

    /// The delegations in the order of the text.
    var delegations: [Delegation] {
        entries.compactMap { if case .delegation(_, let delegation) = $0.notice { delegation } else { nil } }
    }

    /// The tickets in the order of the text.
    var tickets: [Ticket] {
        entries.compactMap { if case .ticket(_, let ticket) = $0.notice { ticket } else { nil } }
    }

    /// The last status of the child that the person talks to.
    var exit: ExitStatus? {
        for entry in entries.reversed() { if case .ended(let end) = entry.notice { return end.exit } }
        return nil
    }
}
