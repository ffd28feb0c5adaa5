import Determinism
import Text

/// What a line's code and data mean: the table of the format, in one place.
///
/// asciinema's own codes must be right everywhere. Ours must be right in our files; where a header has no `understudy`
/// object a letter may mean something else, and what does not fit is kept as an unknown event.
struct EventInterpreter: Sendable {
    /// What a line says.
    enum Meaning {
        /// An event that is whole.
        case event(RecordedEvent.Content)
        /// Text of a stream, to be joined with what its carry holds.
        case text(StandardStream, [UInt8])
        /// Bytes of a stream, as they are.
        case bytes(StandardStream, [UInt8])
        /// The rest of the text before.
        case rest([UInt8])
    }

    /// What does not fit.
    struct Problem: Error { let reason: String }

    /// Whether the file is one of ours.
    var isOurs = false

    /// The stream of a code, if it is one of text.
    static func stream(ofTextCode code: UInt8) -> StandardStream? {
        switch code {
        case UInt8(ascii: "o"): .stdout
        case UInt8(ascii: "i"): .stdin
        case UInt8(ascii: "e"): .stderr
        default: nil
        }
    }

    /// The meaning of any code; `mayRest` says whether a `p` can stand here.
    func meaning(of code: String, _ data: JSONValue, mayRest: Bool) throws(Problem) -> Meaning {
        switch code {
        case "o", "i", "m", "r", "x": return try checked(code, data, mayRest)
        default:
            if isOurs { return try checked(code, data, mayRest) }
            do throws(Problem) { return try checked(code, data, mayRest) } catch {
                return .event(.unknown(code: code, data: data))
            }
        }
    }

    private func checked(_ code: String, _ data: JSONValue, _ mayRest: Bool) throws(Problem) -> Meaning {
        switch code {
        case "o": return .text(.stdout, Array(try string(code, data).utf8))
        case "e": return .text(.stderr, Array(try string(code, data).utf8))
        case "i": return .text(.stdin, Array(try string(code, data).utf8))
        case "O": return .bytes(.stdout, try base64(code, data))
        case "E": return .bytes(.stderr, try base64(code, data))
        case "I": return .bytes(.stdin, try base64(code, data))
        case "p":
            guard mayRest else { throw Problem(reason: "`p` must directly follow the text that it belongs to") }
            return .rest(try base64(code, data))
        default: return .event(try content(code, data))
        }
    }

    private func content(_ code: String, _ data: JSONValue) throws(Problem) -> RecordedEvent.Content {
        switch code {
        case "m": return .marker(try string(code, data))
        case "f": return .fault(try string(code, data))
        case "n": return .note(try string(code, data))
        case "r": return .resize(try value(code, data, "a size such as \"80x24\"", TerminalSize.init(text:)))
        case "x":
            if let number = data.int, let status = Int32(exactly: number) { return .exit(ExitStatus(code: status)) }
            return .exit(
                try value(code, data, "an exit status such as \"0\"") { Int32($0).map(ExitStatus.init(code:)) })
        case "c":
            return .closed(try value(code, data, "one of stdin, stdout, stderr", StandardStream.init(rawValue:)))
        case "s": return .signal(try value(code, data, "a signal such as \"TERM\"", Signal.init(name:)))
        case "g":
            return .sample(try value(code, data, "a sample such as \"pss=1024 fds=3\"", ResourceSample.init(text:)))
        default: return .unknown(code: code, data: data)
        }
    }

    private func string(_ code: String, _ data: JSONValue) throws(Problem) -> String {
        guard let text = data.string else {
            throw Problem(reason: "the data of `\(code)` must be a string, it is \(data.kind)")
        }
        return text
    }

    private func base64(_ code: String, _ data: JSONValue) throws(Problem) -> [UInt8] {
        try value(code, data, "base64") { Base64.decode($0) }
    }

    private func value<Value>(
        _ code: String, _ data: JSONValue, _ expected: String, _ parse: (String) -> Value?
    ) throws(Problem) -> Value {
        let text = try string(code, data)
        guard let value = parse(text) else {
            let shown = VisibleText.clean(String(text.prefix(40)))
            throw Problem(reason: "the data of `\(code)` must be \(expected), it is \"\(shown)\"")
        }
        return value
    }
}
