/// Reads a recording from any format that we know.
public enum RecordingImport {
    /// The bytes of what was named and of what stands beside it.
    public struct Source: Sendable {
        /// The file that was named.
        public var main: [UInt8]
        /// The timing of script(1).
        public var timing: [UInt8]?
        /// The input log of script(1), where it is a file of its own.
        public var input: [UInt8]?

        /// The bytes of a file, and of its companions.
        public init(main: [UInt8], timing: [UInt8]? = nil, input: [UInt8]? = nil) {
            self.main = main
            self.timing = timing
            self.input = input
        }
    }

    /// A recording and what it lacks of its source.
    public struct Outcome: Sendable, Hashable {
        /// The recording.
        public var recording: Recording
        /// What the recording could not keep.
        public var losses: ConversionLosses
    }

    /// Reads a source in a format.
    ///
    /// - Throws: `ConversionError` with the file and the place.
    public static func read(
        _ source: Source, as format: RecordingFormat
    ) throws(ConversionError) -> Outcome {
        var losses = ConversionLosses()
        let recording: Recording
        switch format {
        case .typescript, .typescriptClassic: recording = try TypescriptImport.read(source, losses: &losses)
        case .streamJSON: recording = try StreamJSONImport.read(source.main)
        case .session: recording = try SessionImport.read(source.main, losses: &losses)
        case .text: recording = PlainTextFormat.read(source.main)
        default: recording = try cast(source.main)
        }
        return Outcome(recording: recording, losses: losses)
    }

    private static func cast(_ bytes: [UInt8]) throws(ConversionError) -> Recording {
        do throws(RecordingError) { return try RecordingReader.read(bytes) } catch {
            throw ConversionError(line: error.line, byte: error.byte, reason: "\(error.reason); \(error.code.advice)")
        }
    }
}
