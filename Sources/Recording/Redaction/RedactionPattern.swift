/// A way of finding secrets that is not built in: a regular expression of the user's, or one for addresses.
///
/// This module knows no regular expressions: whoever has them hands them in.
public protocol RedactionPattern: Sendable {
    /// The name that its counts bear.
    var name: String { get }

    /// A search at the start of a stream.
    func makeStream() -> any RedactionPatternStream
}

/// A search of one stream.
public protocol RedactionPatternStream: Sendable {
    /// Reads the next bytes and adds the secrets that they decide, as offsets in the stream.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, into matches: inout [Range<Int>])

    /// Ends the stream: adds what its end decides.
    mutating func finish(into matches: inout [Range<Int>])

    /// How many of the last bytes may belong to a secret that more bytes decide.
    var openBytes: Int { get }
}
