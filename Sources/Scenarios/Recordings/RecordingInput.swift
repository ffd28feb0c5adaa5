public import Recording

/// A recording that is open, read event by event in flat memory, however large it is.
public struct RecordingInput: ~Copyable {
    /// How much is read from the file at a time, in bytes.
    static let readBytes = 1 << 18

    /// How messages call it.
    public let title: String
    /// The reader, with the header and warnings so far.
    public private(set) var reader = RecordingReader()

    private let file: FileRegion
    private var position = 0
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readBytes, alignment: 16)
    private var isAtEnd = false

    init(_ file: consuming FileRegion, title: String) {
        self.file = file
        self.title = title
    }

    deinit { buffer.deallocate() }

    /// The next event; `nil` at the end.
    ///
    /// - Throws: `RecordingFailure` with the file and the place of what can't be read.
    public mutating func next() throws(RecordingFailure) -> RecordedEvent? {
        while true {
            do throws(RecordingError) {
                if let event = try reader.next() { return event }
            } catch {
                throw RecordingFailure(file: title, .recording(error))
            }
            guard !isAtEnd else { return nil }
            try feed()
        }
    }

    /// Reads up to the header, and no event.
    public mutating func header() throws(RecordingFailure) -> RecordingHeader {
        while reader.header == nil, !isAtEnd {
            try feed()
            var trial = reader
            do throws(RecordingError) { _ = try trial.next() } catch {
                guard trial.header != nil else { throw RecordingFailure(file: title, .recording(error)) }
            }
            if let header = trial.header { return header }
        }
        return reader.header ?? RecordingHeader()
    }

    /// Leaves out the line that was refused and goes on; `false` where that can't be.
    public mutating func resume() -> Bool { reader.resume() }

    /// The comments since the last call, which are then forgotten.
    public mutating func takeComments() -> [RecordingComment] { reader.takeComments() }

    private mutating func feed() throws(RecordingFailure) {
        let count = try file.read(at: position, into: buffer)
        position += count
        if count > 0 {
            reader.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } else {
            reader.finish()
            isAtEnd = true
        }
    }
}
