import Recording
import Text

/// A recording with what a player asks of all of it: found once, however many processes play it.
final class RecordingReel {
    let recording: Recording
    /// All input of the recorded process.
    let input: [UInt8]
    /// Whether the recorded process read anything.
    let hasInput: Bool
    /// Signals that the recording answers: what followed each is recorded.
    let answeredSignals: [Signal]
    /// All that the recorded process wrote to standard output.
    private(set) lazy var output = Self.output(of: recording)
    /// The session's identifier in the output, as it stands there.
    private(set) lazy var sessionID = IdentityRewriter.value("session_id", in: output)
    /// What the recorded process answered: what its last result says, or else all its output.
    private(set) lazy var answer = Self.result(in: output) ?? String(decoding: output, as: UTF8.self)

    init(_ recording: Recording) {
        self.recording = recording
        var input: [UInt8] = []
        var hasInput = false
        var signals: [Signal] = []
        for event in recording.events {
            switch event.content {
            case .input(let bytes):
                hasInput = true
                input += bytes
            case .signal(let signal) where ![.kill, .stop].contains(signal) && !signals.contains(signal):
                signals.append(signal)
            default: break
            }
        }
        self.input = input
        self.hasInput = hasInput
        answeredSignals = signals
    }

    private static func output(of recording: Recording) -> [UInt8] {
        var output: [UInt8] = []
        for event in recording.events { if case .output(let bytes) = event.content { output += bytes } }
        return output
    }

    /// What the last result line of stream-json says; `nil`: there is none.
    private static func result(in output: [UInt8]) -> String? {
        guard FaultLayer.isResult(output) else { return nil }
        return output.split(separator: UInt8(ascii: "\n")).last { FaultLayer.isResult(Array($0)) }
            .flatMap { try? JSONParser.parse(Array($0)) }?["result"]?.string
    }
}
