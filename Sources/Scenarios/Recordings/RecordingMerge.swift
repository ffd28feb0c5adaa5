import Determinism
public import Recording
import Text

/// The events of several recordings in one order: that of `main.cast` where there is one, else by time.
///
/// `main.cast` says which events of which process came next; what it does not speak of follows by the time at which it
/// happened on the clock of the whole, and of two at the same instant the recording that comes first in the set.
public struct RecordingMerge {
    /// The most recordings that are open at once.
    public static let openMax = 1_000

    private final class Track {
        var input: RecordingInput
        var start = Instant.zero
        let process: String?
        /// How many events were handed out.
        var count = 0
        var waiting: RecordedEvent?

        init(_ input: consuming RecordingInput, process: String?) {
            self.input = input
            self.process = process
        }

        func advance() throws(RecordingFailure) {
            waiting = try input.next()
            _ = input.takeComments()
        }

        /// When the waiting event happened, on the clock of the whole.
        var due: Instant? { waiting.map { start + .microseconds($0.at.microseconds) } }
    }

    private var tracks: [Track] = []
    private var order: Track?
    /// Whose events come next, and up to which number.
    private var turn: (track: Track, last: Int)?

    /// Opens these recordings of a set; one named `main` has the order and no part in it.
    public init(_ set: RecordingSet, _ entries: [RecordingSet.Entry]) throws(RecordingFailure) {
        guard entries.count <= Self.openMax else {
            let reason = "there are \(entries.count) recordings, at most \(Self.openMax) are merged: say which process"
            throw RecordingFailure(file: set.path, .refused(reason))
        }
        for entry in entries {
            let track = Track(try set.open(entry), process: entry.process)
            if entries.count > 1, entry.name == PackName.main {
                order = track
                continue
            }
            if entries.count > 1 { track.start = try track.input.header().understudy?.start ?? .zero }
            try track.advance()
            tracks.append(track)
        }
    }

    /// The next event; `nil` at the end of all.
    public mutating func next() throws(RecordingFailure) -> RecordedEvent? {
        while true {
            if let (track, last) = turn {
                if track.waiting != nil, track.count < last { return try take(track) }
                turn = nil
            }
            guard try takeTurn() else { break }
        }
        var best: (track: Track, due: Instant)?
        for track in tracks {
            if let due = track.due, best.map({ due < $0.due }) ?? true { best = (track, due) }
        }
        guard let best else { return nil }
        return try take(best.track)
    }

    private func take(_ track: Track) throws(RecordingFailure) -> RecordedEvent? {
        guard var event = track.waiting else { return nil }
        if tracks.count > 1, let due = track.due { event.at = due }
        track.count += 1
        try track.advance()
        return event
    }

    /// Reads on in the order, up to the next line that speaks of events; `false` at its end.
    private mutating func takeTurn() throws(RecordingFailure) -> Bool {
        guard let order else { return false }
        while let event = try order.input.next() {
            guard case .unknown("d", let data) = event.content, let (name, last) = Self.turn(data.string ?? "") else {
                continue
            }
            guard let track = tracks.first(where: { $0.process == name }) else { continue }
            turn = (track, last)
            return true
        }
        self.order = nil
        return false
    }

    /// The process and the last event of `agent-1:17-21`.
    private static func turn(_ text: String) -> (name: String, last: Int)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let numbers = text[text.index(after: colon)...].split(separator: "-")
        guard let last = numbers.last.flatMap({ Int($0) }) else { return nil }
        return (String(text[..<colon]), last)
    }

    /// What a person should know about each of them.
    public var warnings: [(title: String, warning: RecordingWarning)] {
        tracks.flatMap { track in track.input.reader.warnings.map { (track.input.title, $0) } }
    }
}
