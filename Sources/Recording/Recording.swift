/// A recorded session: what a process was started with, and all that passed, in order.
public struct Recording: Sendable, Hashable {
    /// What was recorded, and how.
    public var header: RecordingHeader
    /// What happened, in order.
    public var events: [RecordedEvent]
    /// Comments and blank lines, which a rewrite keeps in their places.
    public var comments: [RecordingComment]
    /// Whether the file ends as a finished recording does, and is as it was recorded.
    public var isComplete: Bool
    /// What a person should know, although the file can be read.
    public var warnings: [RecordingWarning]

    /// A recording in memory, which counts as complete.
    public init(
        header: RecordingHeader, events: [RecordedEvent] = [], comments: [RecordingComment] = [],
        isComplete: Bool = true, warnings: [RecordingWarning] = []
    ) {
        self.header = header
        self.events = events
        self.comments = comments
        self.isComplete = isComplete
        self.warnings = warnings
    }
}

/// A line of a recording that is for people: a `#` comment or a blank line.
public struct RecordingComment: Sendable, Hashable {
    /// The line as it stands in the file, without its line end.
    public var line: [UInt8]
    /// How many events stand before it.
    public var place: Int
    /// Whether it stands behind the closing line.
    public var isAfterClosing: Bool

    /// A comment at its place.
    public init(line: [UInt8], place: Int, isAfterClosing: Bool = false) {
        self.line = line
        self.place = place
        self.isAfterClosing = isAfterClosing
    }
}
