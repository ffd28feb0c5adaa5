/// How a call ends before it has begun: what is written, and the exit status.
public struct EarlyExit: Error, Sendable, Hashable {
    /// What is written on standard output.
    public let output: String
    /// What is written on standard error.
    public let error: String
    /// The exit status.
    public let status: Int32

    /// An end with words on either stream.
    public init(output: String = "", error: String = "", status: Int32) {
        self.output = output
        self.error = error
        self.status = status
    }

    /// A refusal: one line on standard error, status 1.
    public static func refusal(_ line: String) -> EarlyExit { EarlyExit(error: line + "\n", status: 1) }
}

extension ClaudeArguments {
    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - words: the arguments after the program's name.
    ///   - profile: the version whose options are known.
    /// - Throws: `EarlyExit` with the words of the CLI for an unknown option, a missing or a bad value.
    public init(_ words: [String], profile: Profile) throws(EarlyExit) {
        self.init(options: [], words: [])
        var parser = ArgumentParser(words: words, flags: ClaudeFlag.known(to: profile), profile: profile)
        self = try parser.parse()
    }

    /// Reads a command line of any version: what is unknown is kept as a word, what is bad is taken as it is.
    public init(lenient words: [String]) {
        var parser = ArgumentParser(words: words, flags: ClaudeFlag.known(to: .newest), profile: .newest)
        parser.isLenient = true
        self = (try? parser.parse()) ?? ClaudeArguments(options: [], words: words)
    }
}

/// Reads options in the manner of the parser that the CLI uses (commander): values are checked as they come, unknown
/// options when all has been read.
struct ArgumentParser {
    var isLenient = false
    private var rest: ArraySlice<String>
    private let flags: [ClaudeFlag]
    private let profile: Profile
    private var result = ClaudeArguments(options: [], words: [])
    private var unknown: String?

    init(words: [String], flags: [ClaudeFlag], profile: Profile) {
        rest = words[...]
        self.flags = flags
        self.profile = profile
    }

    mutating func parse() throws(EarlyExit) -> ClaudeArguments {
        while let word = rest.popFirst() {
            if word == "--" {
                result.words += rest
                break
            }
            if word.hasPrefix("--") {
                try long(word)
            } else if word.hasPrefix("-"), word.utf8.count > 1 {
                try short(word)
            } else {
                result.words.append(word)
            }
        }
        if let unknown { throw .refusal("error: unknown option '\(unknown)'") }
        return result
    }

    private mutating func long(_ word: String) throws(EarlyExit) {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard let flag = flags.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            return refuse(word)
        }
        try take(flag, attached: parts.count == 2 ? String(parts[1]) : nil)
    }

    /// Short options may stand together: `-pc`; what follows one that takes a value is its value: `-rID`.
    private mutating func short(_ word: String) throws(EarlyExit) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let flag = flags.first(where: { $0.short == letter }) else { return refuse(word) }
            guard case .none = flag.value else {
                try take(flag, attached: letters.isEmpty ? nil : String(letters))
                return
            }
            try take(flag, attached: nil)
        }
    }

    private mutating func refuse(_ word: String) {
        if isLenient { result.words.append(word) } else if unknown == nil { unknown = word }
    }

    private mutating func take(_ flag: ClaudeFlag, attached: String?) throws(EarlyExit) {
        var values: [String] = []
        switch flag.value {
        case .none: break
        case .optional:
            if let value = attached ?? nextWord() { values = [value] }
        case .variadic:
            if let attached { values = [attached] }
            while let value = nextWord() { values.append(value) }
            if values.isEmpty { try missing(flag) }
        case .required, .choice, .permissionMode, .number:
            if let value = attached ?? rest.popFirst() { values = [value] } else { try missing(flag) }
            try check(values, of: flag)
        }
        result.options.append(ClaudeArguments.Option(name: flag.name, values: values))
    }

    /// The next argument, unless it looks like an option.
    private mutating func nextWord() -> String? {
        guard let next = rest.first, !next.hasPrefix("-") || next == "-" else { return nil }
        return rest.popFirst()
    }

    private func missing(_ flag: ClaudeFlag) throws(EarlyExit) {
        if !isLenient { throw .refusal("error: option '\(flag.display)' argument missing") }
    }

    private func check(_ values: [String], of flag: ClaudeFlag) throws(EarlyExit) {
        guard let value = values.first, !isLenient else { return }
        let start = "error: option '\(flag.display)' argument '\(value)' is invalid."
        switch flag.value {
        case .choice(_, let words) where !words.contains(value):
            throw .refusal("\(start) Allowed choices are \(words.joined(separator: ", ")).")
        case .permissionMode where !profile.permissionModes.contains(value) && value != "default":
            throw .refusal("\(start) Allowed choices are \(profile.permissionModes.joined(separator: ", ")).")
        case .number where Double(value) == nil: throw .refusal("\(start) must be a number")
        default: break
        }
    }
}
