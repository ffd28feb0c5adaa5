public import Text

/// What has come of a wait, and what was printed before it.
public struct ExpectResult: Sendable, Hashable {
    /// What has come.
    public enum Cause: Sendable, Hashable {
        /// A literal, a regular expression or a glob.
        case text
        /// A line of JSON.
        case json(JSONValue)
        /// The screen.
        case screen
        /// As much text as may be kept.
        case fullBuffer
        /// Silence.
        case idle
        /// The end of the output.
        case endOfOutput
        /// The end of the program, with its status; negative: by the signal of that number.
        case exit(Int32)
        /// The end of the time.
        case timeout
    }

    /// The place of the pattern in the list.
    public let index: Int
    /// What has come.
    public let cause: Cause
    /// What was printed before the match and after the one before; all that is there where no text has matched.
    public let before: [UInt8]
    /// What has matched; empty where no text has.
    public var after: [UInt8] = []
    /// The groups of a regular expression, 0 for all of the match; `nil` for one that took no part.
    public var groups: [[UInt8]?] = []
    /// The names of the groups.
    public var groupNames: [String?] = []
    /// How many bytes before `before` were let go because nothing matched for too long.
    public let omittedBytes: Int
    /// When, on the caller's clock.
    public var instant: Duration = .zero

    init(index: Int, cause: Cause, before: [UInt8], omittedBytes: Int) {
        self.index = index
        self.cause = cause
        self.before = before
        self.omittedBytes = omittedBytes
    }

    /// `before` as text.
    public var beforeText: String { String(decoding: before, as: UTF8.self) }
    /// `after` as text.
    public var afterText: String { String(decoding: after, as: UTF8.self) }

    /// A group as text.
    public func group(_ number: Int) -> String? {
        guard groups.indices.contains(number), let bytes = groups[number] else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A named group as text.
    public func group(_ name: String) -> String? { groupNames.firstIndex(of: name).flatMap { group($0) } }
}

/// Why nothing of a list has come and nothing of it can any more.
public struct ExpectFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What has come instead; a struct with static members, so that faces of this layer can add theirs.
    public struct Code: Sendable, Hashable {
        /// The words of the message.
        public let text: String

        /// A code.
        public init(text: String) { self.text = text }

        /// The time was over, and the list has no `ExpectPattern.timeout`.
        public static let timeout = Code(text: "the time is over")
        /// The output has ended, and the list has no `ExpectPattern.endOfOutput`.
        public static let endOfOutput = Code(text: "the output has ended")
    }

    /// What has come instead.
    public let code: Code
    /// All that was printed and not taken.
    public let before: [UInt8]
    /// Why each pattern has not matched, in the order of the list.
    public let reasons: [ExpectReason]

    /// A failure.
    public init(_ code: Code, before: [UInt8] = [], reasons: [ExpectReason] = []) {
        self.code = code
        self.before = before
        self.reasons = reasons
    }

    /// How much of the end of the output the message shows, in bytes.
    static let shownBytesMax = 400

    /// What has come instead, why each pattern has not, and how the output ends.
    public var description: String {
        var lines = ["nothing of what was expected has come: \(code.text)"]
        lines += reasons.map { "  \($0.index): \($0.pattern): \($0.text)" }
        let isCut = before.count > Self.shownBytesMax
        let shown = VisibleText.clean(before.suffix(Self.shownBytesMax))
        lines.append(before.isEmpty ? "  nothing was printed" : "  the output\(isCut ? " ends" : "") with: \(shown)")
        return lines.joined(separator: "\n")
    }
}

/// Why one pattern of a list has not matched.
public struct ExpectReason: Sendable, Hashable {
    /// The place of the pattern in the list.
    public let index: Int
    /// The pattern.
    public let pattern: String
    /// The reason.
    public let text: String
}

/// How a wait has ended.
public enum ExpectOutcome: Sendable, Hashable {
    /// One of the list has come.
    case matched(ExpectResult)
    /// None has, and none can any more.
    case failed(ExpectFailure)
}
