/// One option of the command line, as data.
public struct ClaudeFlag: Sendable, Hashable {
    /// What follows an option.
    public enum Value: Sendable, Hashable {
        /// Nothing.
        case none
        /// One word, whatever it looks like.
        case required(String)
        /// One word, unless it looks like an option.
        case optional(String)
        /// Words up to the next option.
        case variadic(String)
        /// One word of a list.
        case choice(String, [String])
        /// One of the permission modes of the profile.
        case permissionMode(String)
        /// A number.
        case number(String)
    }

    /// The long name without dashes: the key under which values are found.
    public let name: String
    /// The letter of the short form.
    public let short: Character?
    /// Other long names.
    public let aliases: [String]
    /// What follows it.
    public let value: Value
    /// Whether `--help` leaves it out.
    public let isHidden: Bool
    /// The only profile that knows it; `nil`: all.
    public let onlyIn: String?

    /// An option.
    public init(
        _ name: String, short: Character? = nil, aliases: [String] = [], value: Value = .none, isHidden: Bool = false,
        onlyIn: String? = nil
    ) {
        self.name = name
        self.short = short
        self.aliases = aliases
        self.value = value
        self.isHidden = isHidden
        self.onlyIn = onlyIn
    }

    /// The name of the value with its brackets; empty where there is none.
    public var placeholder: String {
        switch value {
        case .none: ""
        case .required(let text), .optional(let text), .variadic(let text), .choice(let text, _): text
        case .permissionMode(let text), .number(let text): text
        }
    }

    /// The option as messages about it show it: `-r, --resume [value]`.
    public var display: String {
        let names = (short.map { ["-\($0)"] } ?? []) + (aliases + [name]).map { "--\($0)" }
        return names.joined(separator: ", ") + (placeholder.isEmpty ? "" : " \(placeholder)")
    }
}
