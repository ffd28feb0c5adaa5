import Determinism
import Matching
import Orchestration

/// The expect layer over what the program of an interactive session prints: one wait at a time, the others behind it.
///
/// What was printed stays until a match takes it. Nobody has to take it, so of what nobody waits for only the latest part
/// is kept, as much as `ExpectSettings.retainedBytesMax`; the rest is counted as omitted.
struct TerminalListener {
    /// What is waited for.
    struct Question: Sendable {
        let patterns: [ExpectPattern]
        /// `nil`: as long as the configuration says.
        let timeout: Duration?
    }

    private var expecter: Expecter
    private var current: Int?
    private var waiting: ArraySlice<(id: Int, question: Question)> = []
    private var answers: [(id: Int, outcome: ExpectOutcome)] = []

    init(_ settings: ExpectSettings) { expecter = Expecter(settings: settings) }

    /// When `timer` is wanted.
    var deadline: Instant? { expecter.deadline.map { Instant.zero + $0 } }

    /// What the waits came to since the last call.
    mutating func takeAnswers() -> [(id: Int, outcome: ExpectOutcome)] {
        defer { answers = [] }
        return answers
    }

    /// A program begins: what another one printed before is of no use any more.
    mutating func begin(_ settings: ExpectSettings) {
        guard expecter.hasEnded || expecter.exitCode != nil else { return }
        expecter = Expecter(settings: settings)
    }

    /// Waits, once the waits before are over.
    mutating func ask(_ question: Question, id: Int, _ settings: ExpectSettings, at now: Instant) {
        expecter.settings = settings
        waiting.append((id, question))
        goOn(at: now)
    }

    /// Nobody waits for this any more; what was printed stays.
    mutating func cancel(_ id: Int, at now: Instant) {
        waiting.removeAll { $0.id == id }
        guard current == id else { return }
        expecter.cancel()
        current = nil
        goOn(at: now)
    }

    mutating func feed(_ bytes: [UInt8], at now: Instant) {
        take(expecter.feed(bytes, at: now - .zero), at: now)
        // The session's own screen answers what the program asks its terminal.
        _ = expecter.takeReplies()
        if current == nil { expecter.keepRecent() }
    }

    mutating func end(at now: Instant) { take(expecter.end(at: now - .zero), at: now) }

    mutating func exited(_ code: Int32, at now: Instant) { take(expecter.exited(code, at: now - .zero), at: now) }

    mutating func timer(at now: Instant) { take(expecter.timer(at: now - .zero), at: now) }

    private mutating func take(_ outcome: ExpectOutcome?, at now: Instant) {
        guard let outcome, let id = current else { return }
        current = nil
        answers.append((id, outcome))
        goOn(at: now)
    }

    private mutating func goOn(at now: Instant) {
        while current == nil, let (id, question) = waiting.popFirst() {
            current = id
            let timeout = question.timeout ?? expecter.settings.timeout
            guard let outcome = expecter.expect(question.patterns, timeout: timeout, at: now - .zero) else { continue }
            current = nil
            answers.append((id, outcome))
        }
    }
}
