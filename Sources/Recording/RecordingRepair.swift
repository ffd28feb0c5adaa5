/// Saves what is whole in a damaged recording.
public enum RecordingRepair {
    /// What could be saved.
    public struct Outcome: Sendable, Hashable {
        /// The events that can be read, with the header and the comments.
        public var recording: Recording
        /// The numbers of the lines that were left out, from 1.
        public var dropped: [Int]
    }

    /// Reads line by line and leaves out every line that can't be read.
    ///
    /// - Throws: `RecordingError` where the header itself is missing or damaged: nothing can be said of what follows.
    public static func mend(_ bytes: [UInt8]) throws(RecordingError) -> Outcome {
        var reader = RecordingReader()
        reader.feed(bytes)
        reader.finish()
        var events: [RecordedEvent] = []
        var dropped: [Int] = []
        while true {
            do throws(RecordingError) {
                guard let event = try reader.next() else { break }
                events.append(event)
            } catch {
                guard reader.resume() else { throw error }
                dropped.append(error.line)
            }
        }
        let torn = reader.warnings.filter { $0.code == .tornLastLine }
        dropped += torn.map(\.line)
        guard let header = reader.header else {
            throw RecordingError(.empty, line: 1, column: 1, byte: 0, reason: "the file is empty")
        }
        let recording = Recording(header: header, events: events, comments: reader.comments)
        return Outcome(recording: recording, dropped: dropped)
    }
}
