import Determinism
import Recording

/// One recording under way; a reference, since each event would else copy all that it holds.
final class RecordingTrack {
    var writer: RedactingWriter
    let start: Instant
    let isTerminal: Bool
    /// Writes that the child has not taken yet: what is recorded is what really went in.
    var unwritten: ArraySlice<UInt8> = []
    var isInputClosing = false
    /// Whether nothing more goes in: closed, refused by the child, or a pseudoterminal's, which can't be closed.
    var isInputClosed = false
    /// Looks for the version of the recorded tool, where its kind is known and its version is not.
    var versionWatch: CLIVersionWatch?
    /// The last sample: one that says the same again is not recorded, unless an engine is to be re-run on it.
    var lastSample: ResourceSample?
    /// How many events the recording has.
    var eventCount = 0

    init(writer: RedactingWriter, start: Instant, isTerminal: Bool) {
        self.writer = writer
        self.start = start
        self.isTerminal = isTerminal
    }
}
