import Recording

/// Recordings as they were read, for all processes of one world: who plays the same file does not read it again.
///
/// A file whose bytes have changed is read again; arrays that share their storage are compared by that alone.
public final class RecordingShelf {
    private var read: [String: (bytes: [UInt8], reel: RecordingReel)] = [:]

    /// An empty shelf.
    public init() {}

    /// The recording in a file.
    ///
    /// - Throws: `RecordingError` for the first line that can't be read.
    func reel(_ path: String, _ bytes: [UInt8]) throws(RecordingError) -> RecordingReel {
        if let known = read[path], known.bytes == bytes { return known.reel }
        let reel = RecordingReel(try RecordingReader.read(bytes))
        read[path] = (bytes, reel)
        return reel
    }
}
