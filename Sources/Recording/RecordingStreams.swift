/// The exact bytes that passed through a recording's streams.
public enum RecordingStreams {
    /// All bytes of these streams, in the order in which they were recorded.
    ///
    /// Nothing is made harmless: this is for files and pipes, as `understudy cat` promises.
    public static func bytes(of recording: Recording, streams: Set<StandardStream> = [.stdout, .stderr]) -> [UInt8] {
        var all: [UInt8] = []
        for event in recording.events {
            guard let stream = event.stream, streams.contains(stream), let bytes = event.bytes else { continue }
            all += bytes
        }
        return all
    }
}
