import Determinism
public import Recording

/// The events of several recordings in one order: by the time at which they happened on the clock of the whole.
///
/// Of two at the same instant the recording that comes first in the set goes first.
public struct RecordingMerge {
    /// The most recordings that are open at once.
    public static let openMax = 1_000

    private final class Track {
        var input: RecordingInput
        var start = Instant.zero
        var waiting: RecordedEvent?

        init(_ input: consuming RecordingInput) { self.input = input }

        func advance() throws(RecordingFailure) {
            waiting = try input.next()
            _ = input.takeComments()
        }

        /// When the waiting event happened, on the clock of the whole.
        var due: Instant? { waiting.map { start + .microseconds($0.at.microseconds) } }
    }

    private var tracks: [Track] = []

    /// Opens these recordings of a set.
    public init(_ set: RecordingSet, _ entries: [RecordingSet.Entry]) throws(RecordingFailure) {
        guard entries.count <= Self.openMax else {
            let reason = "there are \(entries.count) recordings, at most \(Self.openMax) are merged: say which process"
            throw RecordingFailure(file: set.path, .refused(reason))
        }
        for entry in entries {
            let track = Track(try set.open(entry))
            if entries.count > 1 { track.start = try track.input.header().understudy?.start ?? .zero }
            try track.advance()
            tracks.append(track)
        }
    }

    /// The next event; `nil` at the end of all.
    public mutating func next() throws(RecordingFailure) -> RecordedEvent? {
        var best: (track: Track, due: Instant)?
        for track in tracks {
            if let due = track.due, best.map({ due < $0.due }) ?? true { best = (track, due) }
        }
        guard let best, var event = best.track.waiting else { return nil }
        if tracks.count > 1 { event.at = best.due }
        try best.track.advance()
        return event
    }

    /// What a person should know about each of them.
    public var warnings: [(title: String, warning: RecordingWarning)] {
        tracks.flatMap { track in track.input.reader.warnings.map { (track.input.title, $0) } }
    }
}
