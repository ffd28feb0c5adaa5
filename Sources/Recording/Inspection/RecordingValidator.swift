import Determinism

/// Checks a recording as its bytes come, in flat memory, and goes on behind what is broken.
public struct RecordingValidator: Sendable {
    /// How many problems are kept; the rest is counted, since a file of noise has one a line.
    public static let problemsMax = 100

    /// The problems so far, in the order of the file.
    public private(set) var problems: [RecordingProblem] = []
    /// Problems that were left out.
    public private(set) var problemsLeftOut = 0
    /// How many events there were.
    public private(set) var events = 0

    private var reader = RecordingReader()
    private var warningsSeen = 0
    private var isOver = false
    private var exited: RecordingReader.Place?
    private var closed: Set<StandardStream> = []
    private var unknownCodes: Set<String> = []

    /// A validator before the first byte.
    public init() {}

    /// The header, once its line was read.
    public var header: RecordingHeader? { reader.header }

    /// Whether the closing line was read and vouches for all before it.
    public var isComplete: Bool { reader.isComplete }

    /// Whether readers would refuse the file.
    public var hasErrors: Bool { errors > 0 }
    private var errors = 0

    /// Adds the bytes that come next.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        guard !isOver else { return }
        reader.feed(bytes)
        drain()
    }

    /// Adds the bytes that come next.
    public mutating func feed(_ bytes: [UInt8]) { bytes.withUnsafeBytes { feed($0) } }

    /// Says that there are no more bytes.
    public mutating func finish() {
        guard !isOver else { return }
        reader.finish()
        drain()
        guard let header = reader.header, !isOver else { return }
        if header.understudy != nil, !reader.isComplete, !reader.warnings.contains(where: { $0.code == .changed }) {
            add(.warning, "the closing line is missing: the recorder was stopped before its end")
        }
        if events == 0 { add(.warning, "there are no events") }
    }

    private mutating func drain() {
        while true {
            do throws(RecordingError) {
                guard let event = try reader.next() else { break }
                check(event)
            } catch {
                takeWarnings()
                add(.error, line: error.line, byte: error.byte, "\(error.reason); \(error.code.advice)")
                guard reader.resume() else { return isOver = true }
            }
            takeWarnings()
        }
        takeWarnings()
        _ = reader.takeComments()
    }

    private mutating func takeWarnings() {
        while warningsSeen < reader.warnings.count {
            let warning = reader.warnings[warningsSeen]
            warningsSeen += 1
            add(.warning, line: warning.line, byte: warning.byte, warning.text)
        }
    }

    private mutating func check(_ event: RecordedEvent) {
        events += 1
        let place = reader.place
        if let exited, event.content.isOfTheProcess {
            add(
                .warning, line: place.line, byte: place.byte,
                "the process has exited in line \(exited.line), but something of it follows")
            self.exited = nil
        }
        switch event.content {
        case .exit: exited = place
        case .closed(let stream):
            if !closed.insert(stream).inserted {
                add(.warning, line: place.line, byte: place.byte, "\(stream.rawValue) is closed a second time")
            }
        case .unknown(let code, _) where reader.header?.understudy != nil && !Self.orchestrationCodes.contains(code):
            guard unknownCodes.count < Self.problemsMax, unknownCodes.insert(code).inserted else { break }
            add(
                .warning, line: place.line, byte: place.byte,
                "the code \"\(code)\" is unknown: it is kept, nothing more")
        default:
            if let stream = event.stream, closed.contains(stream) {
                add(.warning, line: place.line, byte: place.byte, "\(stream.rawValue) was closed before this")
                closed.remove(stream)
            }
        }
    }

    /// The codes of `main.cast`.
    private static let orchestrationCodes: Set = ["d", "u", "t", "a"]

    private mutating func add(
        _ severity: RecordingProblem.Severity, line: Int? = nil, byte: Int? = nil, _ text: String
    ) {
        if severity == .error { errors += 1 }
        guard problems.count < Self.problemsMax else { return problemsLeftOut += 1 }
        problems.append(RecordingProblem(severity, line: line, byte: byte, text))
    }
}

extension RecordedEvent.Content {
    /// Whether only a living process does this; what a grandchild writes may follow its exit.
    fileprivate var isOfTheProcess: Bool {
        switch self {
        case .exit, .input, .signal: true
        default: false
        }
    }
}
