import Determinism
import Hosting
import Matching
import Recording

/// One program of a console: its waits, its input and its end.
struct ExpectChild {
    let handle: ProcessHandle
    let options: ExpectLaunch
    var expecter: Expecter
    var pid: Int32?
    var status: ExitStatus?
    var isInputRefused = false
    /// How many bytes of what was sent the program's input has not taken.
    var unwritten = 0
    /// Strokes that wait for their instants.
    var strokes: ArraySlice<Keystrokes.Stroke> = []
    var nextStroke: Instant?
    var ladder: StopLadder?
    var isHungUp = false
    /// Whether its output had ended before we let go of it, so that nobody of its terminal is left.
    var hasReleasedOutput = false
    /// Sends what is read to the person, while the session is handed over.
    var interaction: Interaction?
    private var openStreams: Int
    /// What may still be read of each stream, in bytes.
    private var demanded = [0, 0]

    /// How much is read ahead, in bytes.
    static let readAheadBytes = 256 * 1024

    init(_ handle: ProcessHandle, _ options: ExpectLaunch) {
        self.handle = handle
        self.options = options
        expecter = Expecter(settings: options.settings)
        openStreams = options.launch.streams == .pipes ? 2 : 1
    }

    /// Whether it is on a pseudoterminal.
    var isOnTerminal: Bool { options.launch.streams != .pipes }

    /// When something is due.
    var deadline: Instant? {
        let waits = expecter.deadline.map { Instant.zero + $0 }
        return [waits, nextStroke, ladder?.deadline].compactMap { $0 }.min()
    }

    /// Whether all that was to be sent has gone or can't go any more.
    var isInputThrough: Bool { isInputRefused || unwritten == 0 && strokes.isEmpty }

    /// Whether it has ended, so that nothing more is to be done about it.
    var isOver: Bool { status != nil || ladder?.isExhausted == true }

    /// Notes the end of one stream; whether it was the last.
    mutating func endStream() -> Bool {
        openStreams -= 1
        return openStreams == 0
    }

    /// Notes a read of so many bytes.
    mutating func took(_ count: Int, of stream: Channel.Stream) { demanded[stream == .stderr ? 1 : 0] -= count }

    /// Asks for as much as there is room for: while nobody waits, no more than may be kept, so that nothing is lost and
    /// the program feels it.
    mutating func demand(_ actions: inout [Action]) {
        guard openStreams > 0 else { return }
        let isTaken = expecter.isWaiting || interaction != nil
        let room = isTaken ? Self.readAheadBytes : expecter.settings.retainedBytesMax - expecter.bufferCount
        let wanted = min(Self.readAheadBytes, room)
        for (index, stream) in [Channel.Stream.stdout, .stderr].enumerated() {
            if stream == .stderr, options.launch.streams != .pipes { continue }
            guard demanded[index] < wanted / 2 else { continue }
            actions.append(.demand(Channel(handle, stream), bytes: wanted - demanded[index]))
            demanded[index] = wanted
        }
    }
}
