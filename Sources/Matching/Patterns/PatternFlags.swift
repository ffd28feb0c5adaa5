extension Pattern {
    /// What letters and signs of a pattern mean; `(?imsUx)` sets all but `bytes` within the pattern.
    public struct Flags: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8

        /// Flags from their bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `i`: letters match both of their cases (simple folding, one character for one).
        public static let caseInsensitive = Flags(rawValue: 1)
        /// `m`: `^` and `$` match at the ends of lines too.
        public static let multiline = Flags(rawValue: 2)
        /// `s`: `.` matches a line feed too.
        public static let dotMatchesLineFeed = Flags(rawValue: 4)
        /// `U`: repetitions are lazy, and those with `?` behind them greedy.
        public static let swapGreed = Flags(rawValue: 8)
        /// `x`: white space in the pattern means nothing, and `#` begins a comment; RE2 lacks it, most others have it.
        public static let extended = Flags(rawValue: 16)
        /// A character is a byte, as in RE2's Latin-1 mode: `.` and `[^x]` match any byte, only ASCII letters have two
        /// cases, and a character beyond ASCII in the pattern is the bytes of its UTF-8 form.
        public static let bytes = Flags(rawValue: 32)

        /// The flag of a letter that may stand in a pattern, or `nil`.
        init?(letter: Unicode.Scalar) {
            switch letter {
            case "i": self = .caseInsensitive
            case "m": self = .multiline
            case "s": self = .dotMatchesLineFeed
            case "U": self = .swapGreed
            case "x": self = .extended
            default: return nil
            }
        }

        /// The flag of a name as other engines call it, or of a letter; `nil` for an unknown one.
        ///
        /// `-` and `_` and the case of names do not matter: `dotall`, `ignore-case`, `MULTILINE`. Letters are as in a
        /// pattern.
        public init?(name: String) {
            if name.unicodeScalars.count == 1, let letter = name.unicodeScalars.first {
                guard let flag = Flags(letter: letter) else { return nil }
                self = flag
                return
            }
            switch String(name.lowercased().filter { $0 != "-" && $0 != "_" }) {
            case "ignorecase", "caseinsensitive", "caseless": self = .caseInsensitive
            case "multiline": self = .multiline
            case "dotall", "singleline", "dotmatcheslinefeed": self = .dotMatchesLineFeed
            case "ungreedy", "swapgreed": self = .swapGreed
            case "verbose", "extended", "freespacing": self = .extended
            case "bytes", "latin1": self = .bytes
            case "ascii": self = []
            default: return nil
            }
        }

        /// The names that `init(name:)` knows, one for each flag, for messages.
        public static let names = ["ignorecase", "multiline", "dotall", "ungreedy", "verbose", "bytes", "ascii"]
    }
}
