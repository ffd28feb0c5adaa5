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
        var events: [RecordedEvent] = []
        var dropped: [Int] = []
        var number = 0
        let body = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        for line in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            var trial = reader
            var found: [RecordedEvent] = []
            do throws(RecordingError) {
                trial.feed(Array(line) + [UInt8(ascii: "\n")])
                while let event = try trial.next() { found.append(event) }
                reader = trial
                events += found
            } catch {
                guard reader.header != nil else { throw error }
                dropped.append(number)
            }
        }
        reader.finish()
        while let event = try reader.next() { events.append(event) }
        guard let header = reader.header else {
            return try Outcome(recording: RecordingReader.read(bytes), dropped: [])
        }
        let recording = Recording(header: header, events: events, comments: reader.comments)
        return Outcome(recording: recording, dropped: dropped)
    }
}
