import Determinism
import Hosting
import Recording
import Text

/// A hook that is a program: started, given the event, read to its end.
struct HookCommand: Sendable {
    /// The most that is read of a hook's answer, in bytes.
    static let outputBytesMax = 1_048_576

    private(set) var session: Session
    private var output: [UInt8] = []
    private var errorTail: [UInt8] = []
    private var isOverlong = false

    init(process: ProcessHandle, ladder: [StopLadder.Step]) {
        session = Session(process: process, ladder: ladder, bufferSize: 65_536)
    }

    /// Starts it; its input is closed behind the event, since many read to the end.
    mutating func start(_ launch: Launch, input: JSONObject, at now: Instant, actions: inout [Action]) {
        session.start(
            launch, input: JSONValue.object(input).encoded + [UInt8(ascii: "\n")], closesInput: true, at: now,
            actions: &actions)
    }

    /// It takes too long.
    mutating func stop(at now: Instant, actions: inout [Action]) {
        session.stop(.timeout(.hook), at: now, actions: &actions)
    }

    /// Takes one event.
    ///
    /// - Returns: what came of it, once it has ended.
    mutating func handle(
        _ event: Event, at now: Instant, actions: inout [Action]
    ) -> Result<HookAnswer, HookFailure>? {
        finish(session.handle(event, at: now, actions: &actions))
    }

    /// Takes the steps that are due.
    mutating func timer(at now: Instant, actions: inout [Action]) -> Result<HookAnswer, HookFailure>? {
        finish(session.timer(at: now, actions: &actions))
    }

    private mutating func finish(_ report: Session.Report?) -> Result<HookAnswer, HookFailure>? {
        switch report {
        case .output(.stdout, let bytes):
            let room = Self.outputBytesMax - output.count
            isOverlong = isOverlong || bytes.count > room
            output.append(contentsOf: bytes.prefix(room))
        case .output(.stderr, let bytes): errorTail = (errorTail + bytes).suffix(Worker.errorTailBytesMax)
        case .ended(let end): return .init { () throws(HookFailure) in try answer(end) }
        case .started, .sampled, nil: break
        }
        return nil
    }

    private func answer(_ end: SessionEnd) throws(HookFailure) -> HookAnswer {
        if case .timeout = end.cause { throw HookFailure(reason: "took too long") }
        if end.cause == .stopped { throw HookFailure(reason: "was stopped with the session") }
        if let errno = end.spawnError { throw HookFailure(reason: "could not be started: error \(errno)") }
        guard let exit = end.exit, exit.isSuccess else {
            let words = String(decoding: errorTail, as: UTF8.self).split(separator: "\n").last
            let status = end.exit.map(\.description) ?? "it has no status"
            throw HookFailure(reason: status + (words.map { ": \($0)" } ?? ""))
        }
        guard !isOverlong else { throw HookFailure(reason: "wrote more than \(Self.outputBytesMax) bytes") }
        return try HookAnswer(output: output)
    }
}
