import Text

/// One thing to wait for; a list of them is waited for at once, and the first that happens is what came.
///
/// A string literal stands for itself. Nothing in it is special:
///
/// ```swift
/// [.exact("Password: "), try .regex(#"(\d+)% done"#), .endOfOutput]
/// ```
public struct ExpectPattern: Sendable {
    enum Kind: Sendable {
        case literal([UInt8])
        case regex(Pattern)
        case json(JSONCondition)
        case screen(ScreenCondition)
        case fullBuffer
        case idle(Duration)
        case endOfOutput
        case exit(ExitCondition)
        case timeout
    }

    let kind: Kind
    private let written: String

    init(_ kind: Kind, _ written: String) {
        self.kind = kind
        self.written = written
    }

    // MARK: What is printed

    /// Exactly these characters.
    public static func exact(_ text: String) -> ExpectPattern {
        ExpectPattern(.literal(Array(text.utf8)), "\"\(text)\"")
    }

    /// Exactly these bytes.
    public static func exact(_ bytes: [UInt8]) -> ExpectPattern {
        ExpectPattern(.literal(bytes), "\"\(String(decoding: bytes, as: UTF8.self))\"")
    }

    /// A regular expression, in which `.` takes line feeds too, as pexpect's does. Compile once what is used often.
    ///
    /// - Throws: `PatternError` with the offset of the character that can't be.
    public static func regex(_ source: String, flags: Pattern.Flags = []) throws(PatternError) -> ExpectPattern {
        .regex(try Pattern(source, flags: flags.union(.dotMatchesLineFeed)))
    }

    /// A compiled regular expression, with the flags that it has.
    public static func regex(_ pattern: Pattern) -> ExpectPattern {
        ExpectPattern(.regex(pattern), "/\(pattern.source)/")
    }

    /// A pattern as in Tcl's expect: `*` for any text, `?` for one character, `[a-z]` for one of these, `\` before what
    /// shall stand for itself; it begins and ends anywhere, but for `^` at its start and `$` at its end.
    ///
    /// - Throws: `PatternError` where a bracket is not closed.
    public static func glob(_ glob: String) throws(PatternError) -> ExpectPattern {
        let pattern = try Pattern(GlobPattern.expression(for: glob), flags: .dotMatchesLineFeed)
        return ExpectPattern(.regex(pattern), "glob \"\(glob)\"")
    }

    /// A line that is a JSON object or array and meets a condition.
    public static func json(_ condition: JSONCondition) -> ExpectPattern {
        ExpectPattern(.json(condition), condition.description)
    }

    /// A screen that looks like this; the settings have to ask for one (`ExpectSettings.screen`).
    public static func screen(_ condition: ScreenCondition) -> ExpectPattern {
        ExpectPattern(.screen(condition), condition.description)
    }

    /// As much text as may be kept, with no match in it; without this pattern the older half is let go.
    public static let fullBuffer = ExpectPattern(.fullBuffer, "a full buffer")

    // MARK: What happens otherwise

    /// Nothing printed for so long, from the start of the wait or from what was printed last.
    public static func idle(_ duration: Duration) -> ExpectPattern {
        ExpectPattern(.idle(duration), "silence for \(duration)")
    }

    /// The end of the output: nobody is left who could write.
    public static let endOfOutput = ExpectPattern(.endOfOutput, "the end of the output")

    /// The end of the program, in whatever way.
    public static let exit = ExpectPattern.exit(.any)

    /// The end of the program with a certain status.
    public static func exit(_ condition: ExitCondition) -> ExpectPattern {
        ExpectPattern(.exit(condition), "\(condition)")
    }

    /// The end of the time for the wait; without this pattern that is an error.
    public static let timeout = ExpectPattern(.timeout, "the timeout")
}

extension ExpectPattern: ExpressibleByStringLiteral {
    /// Exactly these characters.
    public init(stringLiteral text: String) { self = .exact(text) }
}

extension ExpectPattern: CustomStringConvertible {
    /// The pattern as messages name it.
    public var description: String { VisibleText.clean(written) }
}

/// How a program has to end for `ExpectPattern.exit`.
public struct ExitCondition: Sendable, Hashable, CustomStringConvertible {
    /// The status that does, or, if `isInverted`, that does not; `nil`: all do.
    private let code: Int32?
    private let isInverted: Bool
    /// The condition in words.
    public let description: String

    /// In whatever way.
    public static let any = ExitCondition(nil, description: "the end of the program")

    /// With this status; negative: by the signal of that number.
    public static func status(_ code: Int32) -> ExitCondition {
        ExitCondition(code, description: "the end of the program with status \(code)")
    }

    /// With any status but 0, or by a signal.
    public static let failure = ExitCondition(0, isInverted: true, description: "the program's failure")

    private init(_ code: Int32?, isInverted: Bool = false, description: String) {
        self.code = code
        self.isInverted = isInverted
        self.description = description
    }

    func holds(for status: Int32) -> Bool { code.map { ($0 == status) != isInverted } ?? true }
}
