import Recording
import Terminal

/// The bytes that a playback writes: the recorded ones, made safe unless the person asked for them as they are.
struct PlaybackOutput {
    /// What is done to the recorded bytes.
    enum Treatment {
        /// Only what draws passes.
        case safe(SafePlayback.Charset)
        /// Everything passes.
        case raw
    }

    private let treatment: Treatment
    /// Whether a line feed needs a carriage return: lines of a pipe on a terminal in raw mode.
    private let addsReturns: Bool
    /// Each stream has its own filter, so that neither can complete a sequence of the other.
    private var output: SafePlayback
    private var errors: SafePlayback
    private var last: UInt8 = 0

    init(treatment: Treatment, addsReturns: Bool) {
        self.treatment = treatment
        self.addsReturns = addsReturns
        var charset = SafePlayback.Charset.unicode
        if case .safe(let chosen) = treatment { charset = chosen }
        output = SafePlayback(charset: charset)
        errors = SafePlayback(charset: charset)
    }

    /// Whether the recorded bytes pass as they are.
    var isRaw: Bool { if case .raw = treatment { true } else { false } }

    /// The bytes for one thing that is shown.
    mutating func bytes(for content: RecordedEvent.Content) -> [UInt8] {
        var bytes: [UInt8] = []
        switch content {
        case .output(let chunk): if isRaw { bytes = chunk } else { output.feed(chunk, into: &bytes) }
        case .error(let chunk): if isRaw { bytes = chunk } else { errors.feed(chunk, into: &bytes) }
        default: break
        }
        return addsReturns ? withReturns(bytes) : bytes
    }

    /// What is left at the end.
    mutating func finish() -> [UInt8] {
        guard !isRaw else { return [] }
        var bytes: [UInt8] = []
        output.finish(into: &bytes)
        errors.finish(into: &bytes)
        return addsReturns ? withReturns(bytes) : bytes
    }

    /// What was held back, in words; `nil`: nothing.
    var removed: String? {
        let parts = [output.removed, errors.removed].filter { $0.total > 0 }.map(\.description)
        return parts.isEmpty ? nil : parts.joined(separator: "; on standard error: ")
    }

    private mutating func withReturns(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 16)
        for byte in bytes {
            if byte == 0x0A, last != 0x0D { result.append(0x0D) }
            result.append(byte)
            last = byte
        }
        return result
    }
}
