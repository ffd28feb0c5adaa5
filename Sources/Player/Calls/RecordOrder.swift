/// A call that the real program shall answer, recorded as it does: the host replaces the playing process by
/// `understudy record`, which has the streams, the terminal, the process number and the parent of the call from then on.
public struct RecordOrder: Sendable, Hashable {
    /// The folder of the recording.
    public var folder: String
    /// The name of the recording, without a number and `.cast`; equal calls have the same.
    public var name: String
    /// Which of equally named recordings it is, from 1, in place of the one that has the number; `nil`: the next that is
    /// free.
    public var number: Int?
    /// What was read from standard input already.
    public var input: [UInt8]
    /// Whether no more input comes.
    public var hasInputEnded: Bool
    /// Where a line that says which recording was made is appended; `nil`: nowhere.
    public var log: String?

    /// An order.
    public init(
        folder: String, name: String, number: Int? = nil, input: [UInt8] = [], hasInputEnded: Bool = false,
        log: String? = nil
    ) {
        self.folder = folder
        self.name = name
        self.number = number
        self.input = input
        self.hasInputEnded = hasInputEnded
        self.log = log
    }
}
