import ClaudeProtocol
import Determinism
import Recording

/// A recording that is being played: each event at its own time, held back where the recorded process waited.
///
/// Where the recording shows input, the end of input, or a signal, the player waits for the same and goes on with the
/// recorded delays from there.
struct Replay {
    private let reel: RecordingReel
    let recording: Recording
    /// Where the next event stands.
    private(set) var position = 0
    /// The player's time of the recording's start, moved by every wait.
    private var origin: Instant
    /// How much input the recorded process had got up to the position: bytes, or lines of stream-json.
    private var inputNeeded = 0
    /// How much input has come.
    private var inputTaken = 0
    private(set) var hasInputEnded = false
    private var pendingSignals: [Signal] = []
    private(set) var isAwaitingInput = false
    private(set) var deadline: Instant?
    /// Whether the prompt was read before the recording was chosen: its input counts as given.
    let skipsInput: Bool

    init(_ recording: Recording, since origin: Instant) { self.init(RecordingReel(recording), since: origin) }

    init(_ reel: RecordingReel, since origin: Instant, skippingInput: Bool = false) {
        self.reel = reel
        recording = reel.recording
        self.origin = origin
        skipsInput = skippingInput
        let words = recording.header.understudy?.argv ?? []
        readsLines = ClaudeArguments(lenient: Array(words.dropFirst())).readsStreamInput
        requests = RequestNames(recordedInput: reel.input)
    }

    /// Whether the input was lines of stream-json: another line stands for the recorded one, whatever its length.
    let readsLines: Bool
    /// All input of the recorded process.
    var recordedInput: [UInt8] { reel.input }
    /// The names of requests, in the recording and here.
    var requests: RequestNames
    private var early = EarlyAnswers()

    /// Whether the recorded process read anything.
    var hasInput: Bool { reel.hasInput }
    /// Signals that the recording answers: what followed each is recorded.
    var answeredSignals: [Signal] { reel.answeredSignals }

    /// Whether it was recorded on a pseudoterminal.
    var isTerminal: Bool { recording.header.understudy?.streams != .pipes }

    mutating func take(_ input: [UInt8]) { inputTaken += amount(input) }

    private func amount(_ input: [UInt8]) -> Int {
        readsLines ? input.count { $0 == UInt8(ascii: "\n") } : input.count
    }

    mutating func endInput() { hasInputEnded = true }

    /// Takes a signal; `false`: the recording has no answer to it any more.
    ///
    /// One that comes sooner than it was recorded skips what lies between: the process would have said it later.
    mutating func take(_ signal: Signal, at now: Instant) -> Bool {
        let next = recording.events[position...].firstIndex { $0.content == .signal(signal) }
        guard let next else { return false }
        position = next + 1
        origin = now.advanced(byMicroseconds: -recording.events[next].at.microseconds)
        return true
    }

    /// Goes on where another recording of the same call is: what that one has said is not said again.
    ///
    /// - Parameter playedLines: how many lines of output it has said.
    mutating func goOn(from other: Replay, playedLines: Int) {
        requests.goOn(from: other.requests)
        inputTaken = other.inputTaken
        hasInputEnded = other.hasInputEnded
        var lines = playedLines
        for (index, event) in recording.events.enumerated() where lines > 0 {
            position = index + 1
            switch event.content {
            case .output(let bytes):
                let rest = early.skip(&lines, of: bytes, at: index)
                if !rest.isEmpty { position = index }
            case .input(let bytes): inputNeeded += amount(bytes)
            default: break
            }
        }
    }

    /// The next event that is due; `nil`: wait, or the end.
    mutating func next(at now: Instant) -> RecordedEvent.Content? {
        isAwaitingInput = false
        deadline = nil
        while position < recording.events.count {
            let at = recording.events[position].at
            let content = recording.events[position].content
            switch content {
            case .input(let bytes):
                guard passes(bytes) else { return earlyAnswer(to: bytes) }
                inputNeeded += amount(bytes)
                move(at, to: now)
                position += 1
            case .closed(.stdin):
                guard skipsInput || inputNeeded == 0 || hasInputEnded || isTerminal else {
                    isAwaitingInput = true
                    return nil
                }
                if inputNeeded > 0 { move(at, to: now) }
                position += 1
            case .signal: return nil
            default:
                let due = origin.advanced(byMicroseconds: at.microseconds)
                if now < due {
                    deadline = due
                    return nil
                }
                position += 1
                guard !early.isEmpty, case .output(let bytes) = content else { return content }
                let rest = early.rest(of: bytes, at: position - 1)
                if !rest.isEmpty { return .output(rest) }
            }
        }
        return nil
    }

    /// The answer to a request that has come as the first lines of input that has not come yet.
    private mutating func earlyAnswer(to bytes: [UInt8]) -> RecordedEvent.Content? {
        guard readsLines, inputTaken > inputNeeded else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return early.take(
            answering: lines.prefix(inputTaken - inputNeeded), in: recording.events, from: position
        ).map { .output($0) }
    }

    private mutating func passes(_ bytes: [UInt8]) -> Bool {
        if skipsInput || hasInputEnded || inputTaken >= inputNeeded + amount(bytes) { return true }
        isAwaitingInput = true
        return false
    }

    /// Lets an event count as happened now, and all later ones move with it.
    private mutating func move(_ instant: Instant, to now: Instant) {
        if !skipsInput { origin = now.advanced(byMicroseconds: -instant.microseconds) }
    }

    /// Whether all events are played.
    var isFinished: Bool { position >= recording.events.count }
}
