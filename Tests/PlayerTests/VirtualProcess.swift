import Determinism
import Player
import Recording
import Text

/// Runs a player to its end on virtual time, as a simulated host would.
struct VirtualProcess {
    /// What happens to the process from outside.
    enum Stimulus {
        case input(String)
        /// The client's answer to a request, of which the number is known and the identifier is not.
        case answer(request: Int, String)
        case inputEnds
        case signal(Signal)
        case readerLeaves
    }

    /// What the process did, each with its time.
    private(set) var actions: [(at: Instant, action: PlayerAction)] = []
    /// How it ended; `nil`: it waits for ever.
    private(set) var status: ExitStatus?
    /// When it ended, or where time stood still.
    private(set) var now = Instant.zero

    private var player: Player
    private var dispositions: [Signal: SignalDisposition] = [:]
    private var wantsInput = false
    private var held: [PlayerEvent] = []
    /// How commands of hooks end, by their line; others are not there.
    private let commands: [String: CommandEnd]
    private var ends: [CommandEnd] = []

    /// Runs a call.
    ///
    /// - Parameters:
    ///   - arguments: the arguments after the program's name.
    ///   - stimuli: what happens, with its time in seconds; nothing: standard input is empty.
    init(
        _ arguments: [String], environment: [(String, String)], files: any FileStore = TableFiles(),
        stimuli: [(Double, Stimulus)] = [(0, .inputEnds)], isTerminal: Bool = false,
        userID: UInt32 = 1000, commands: [String: CommandEnd] = [:]
    ) {
        self.commands = commands
        let invocation = Invocation(
            arguments: arguments, environment: environment.map { (name: $0.0, value: $0.1) },
            workingDirectory: "/home/user/project", terminal: isTerminal ? .standard : nil,
            isOutputTerminal: isTerminal, processID: 106, userID: userID, wallClock: 1_795_341_600_000)
        player = Player(invocation: invocation, files: files)
        run(stimuli.map { (Instant(microseconds: Int64($0.0 * 1_000_000)), $0.1) })
    }

    /// The bytes that went out through a stream.
    func bytes(_ stream: PlayerStream) -> [UInt8] { chunks(stream).flatMap(\.bytes) }

    /// The text that went out through a stream.
    func text(_ stream: PlayerStream = .stdout) -> String { String(decoding: bytes(stream), as: UTF8.self) }

    /// The writes to a stream with their times.
    func chunks(_ stream: PlayerStream) -> [(at: Instant, bytes: [UInt8])] {
        actions.compactMap { entry in
            guard case .write(stream, let bytes) = entry.action else { return nil }
            return (entry.at, bytes)
        }
    }

    /// The messages of a stream-json session, with the times of their lines.
    var messages: [(at: Instant, message: JSONValue)] {
        chunks(.stdout).flatMap { chunk in
            chunk.bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
                (try? JSONParser.parse(Array(line))).map { (chunk.at, $0) }
            }
        }
    }

    /// Type and subtype of each message: `system/init`.
    var kinds: [String] {
        messages.map { entry in
            [entry.message["type"]?.string, entry.message["subtype"]?.string].compactMap { $0 }.joined(separator: "/")
        }
    }

    private mutating func run(_ stimuli: [(Instant, Stimulus)]) {
        var rest = stimuli[...]
        tell(.started)
        // A limit on the number of steps, so that a player that never moves on fails its test.
        for _ in 0..<100_000 where status == nil {
            if !ends.isEmpty {
                tell(.commandEnded(ends.removeFirst()))
                continue
            }
            if wantsInput, !held.isEmpty {
                tell(held.removeFirst())
                continue
            }
            let next = rest.first?.0
            guard let due = [next, player.deadline].compactMap({ $0 }).min() else { return }
            now = max(now, due)
            if let next, next <= now, let stimulus = rest.popFirst() {
                happen(stimulus.1)
            } else {
                tell(.timer)
            }
        }
    }

    private mutating func happen(_ stimulus: Stimulus) {
        switch stimulus {
        case .input(let text): held.append(.input(Array(text.utf8)))
        case .answer(let number, let text): held.append(.input(Array(addressed(text, to: number).utf8)))
        case .inputEnds: held.append(.inputEnded)
        case .readerLeaves: tell(.outputRefused(.stdout))
        case .signal(let signal):
            switch dispositions[signal] ?? .standard {
            case .handled: tell(.signal(signal))
            case .ignored: break
            case .standard: status = .signaled(signal)
            }
        }
    }

    /// An answer with the identifier of a request of ours in place of the one that it was made for.
    private func addressed(_ text: String, to number: Int) -> String {
        let requests = messages.filter { $0.message["type"]?.string == "control_request" }
        guard let answer = try? JSONParser.parse(text), case .object(var object) = answer,
            case .object(var response)? = object["response"], requests.indices.contains(number)
        else { return text }
        response["request_id"] = requests[number].message["request_id"]
        object["response"] = .object(response)
        return JSONValue.object(object).text + "\n"
    }

    private mutating func tell(_ event: PlayerEvent) {
        var new: [PlayerAction] = []
        player.handle(event, at: now, into: &new)
        for action in new {
            actions.append((now, action))
            switch action {
            case .wantInput(let wanted): wantsInput = wanted
            case .setDisposition(let signal, let disposition): dispositions[signal] = disposition
            case .runCommand(let command):
                var end = commands[command.line] ?? CommandEnd(id: 0, status: .exited(127))
                end.id = command.id
                ends.append(end)
            case .exit(let code): status = .exited(code)
            case .die(let signal): status = .signaled(signal)
            default: break
            }
        }
    }
}
