import Determinism
import Hosting
import Player
import Recording
import Simulation
import Terminal

/// A program of the tests on a terminal or on pipes, which does what its setup says.
final class VirtualCommand: VirtualProgram {
    let arguments: [String]
    let environment: [String: String]
    let directory: String
    private(set) var size: TerminalSize?
    private(set) var deadline: Instant?
    private(set) var now = Instant.zero

    /// What happens to a line with its end, or, in raw mode, to any bytes.
    var onInput: ([UInt8]) -> Void = { _ in }
    var onEnd: () -> Void
    var onTimer: () -> Void = {}
    var onSignal: (Signal) -> Void = { _ in }
    var onResize: () -> Void = {}
    var isRaw = false { didSet { actions.append(.setRawMode(isRaw)) } }
    /// Whether the terminal echoes when the program starts.
    private let isEchoing: Bool

    private let setup: (VirtualCommand) -> Void
    private var line: [UInt8] = []
    private var actions: [PlayerAction] = []
    private var hasExited = false

    init(_ launch: Launch, setup: @escaping (VirtualCommand) -> Void) {
        arguments = launch.arguments
        environment = Dictionary(uniqueKeysWithValues: launch.environment.map { ($0.name, $0.value) })
        directory = launch.workingDirectory ?? "/home/test"
        if case .pseudoterminal(let terminal) = launch.streams { size = terminal }
        isEchoing = environment["ECHO"] != "0"
        self.setup = setup
        onEnd = {}
        onEnd = { [unowned self] in exit(0) }
    }

    var isTerminal: Bool { size != nil }

    var terminalSettings: LineSettings {
        var settings = LineSettings.cooked
        if !isEchoing { settings.flags.remove(.echo) }
        return settings
    }

    // MARK: What a program can do

    func print(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        if !bytes.isEmpty, !hasExited { actions.append(.write(.stdout, bytes)) }
    }

    func exit(_ status: Int32) { end(.exit(status)) }

    func die(_ signal: Signal) { end(.die(signal)) }

    private func end(_ action: PlayerAction) {
        if !hasExited { actions.append(action) }
        hasExited = true
    }

    func wait(_ seconds: Double) { deadline = now + .microseconds(Int64(seconds * 1e6)) }

    func handleSignal(_ signal: Signal) { actions.append(.setDisposition(signal, .handled)) }

    func stopReading() { actions.append(.wantInput(false)) }

    func ignoreSignal(_ signal: Signal) { actions.append(.setDisposition(signal, .ignored)) }

    // MARK: What happens to it

    func handle(_ event: PlayerEvent, at instant: Instant, into actions: inout [PlayerAction]) {
        now = instant
        switch event {
        case .started:
            self.actions.append(.wantInput(true))
            setup(self)
        case .input(let bytes): if isTerminal { readTerminal(bytes) } else { readPipe(bytes) }
        case .inputEnded: finishInput()
        case .signal(let signal): onSignal(signal)
        case .resized(let size):
            self.size = size
            onResize()
        case .timer:
            deadline = nil
            onTimer()
        case .commandEnded, .outputRefused: break
        }
        actions += self.actions
        self.actions = []
    }

    private func readPipe(_ bytes: [UInt8]) {
        for byte in bytes {
            line.append(byte)
            if byte == 10 { takeLine() }
        }
    }

    private func finishInput() {
        takeLine()
        onEnd()
    }

    private func takeLine() {
        guard !line.isEmpty else { return }
        let taken = line
        line = []
        onInput(taken)
    }

    private func readTerminal(_ bytes: [UInt8]) {
        guard isRaw else { return onInput(bytes) }
        for byte in bytes where !hasExited { onInput([byte]) }
    }
}
