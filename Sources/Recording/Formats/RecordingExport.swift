/// Writes a recording in any format that we know, and says what the format can't hold.
public enum RecordingExport {
    /// One file of a format that needs several.
    public struct File: Sendable, Hashable {
        /// What is added to the target's name: empty for the target itself, `.timing` beside it.
        public let suffix: String
        /// All its bytes.
        public let bytes: [UInt8]
    }

    /// The files and what they lack of the recording.
    public struct Outcome: Sendable, Hashable {
        /// The target, then what stands beside it.
        public var files: [File]
        /// What the format could not hold.
        public var losses: ConversionLosses
    }

    /// Writes a recording in a format; `name` is the target's name, which the timing of script(1) repeats.
    ///
    /// - Throws: `ConversionError` where nothing of the recording fits the format.
    public static func write(
        _ recording: Recording, as format: RecordingFormat, name: String = "typescript"
    ) throws(ConversionError) -> Outcome {
        var losses = ConversionLosses()
        let files: [File]
        switch format {
        case .asciicast1: files = [File(suffix: "", bytes: AsciicastExport.first(recording, losses: &losses))]
        case .asciicast2: files = [File(suffix: "", bytes: AsciicastExport.second(recording, losses: &losses))]
        case .typescript, .typescriptClassic:
            files = TypescriptExport.write(
                recording, isClassic: format == .typescriptClassic, name: name, losses: &losses)
        case .streamJSON: files = [File(suffix: "", bytes: try StreamJSONExport.write(recording, losses: &losses))]
        case .session: files = [File(suffix: "", bytes: try SessionExport.write(recording, losses: &losses))]
        case .text: files = [File(suffix: "", bytes: PlainTextFormat.write(recording, losses: &losses))]
        default: files = [File(suffix: "", bytes: recording.encoded)]
        }
        return Outcome(files: files, losses: losses)
    }
}
