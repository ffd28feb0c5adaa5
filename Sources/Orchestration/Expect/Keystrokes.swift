import Determinism
import Terminal

/// What is sent to a program, and at what pace.
public struct Keystrokes: Sendable, Hashable {
    /// Bytes that are sent at once, so long after those before.
    public struct Stroke: Sendable, Hashable {
        /// How long after the stroke before.
        public var delay: Duration
        /// What is sent.
        public var bytes: [UInt8]
    }

    /// The strokes, in order.
    public var strokes: [Stroke]

    /// Bytes at once.
    public init(_ bytes: [UInt8]) { strokes = [Stroke(delay: .zero, bytes: bytes)] }

    init(strokes: [Stroke]) { self.strokes = strokes }

    /// All bytes.
    public var bytes: [UInt8] { strokes.flatMap(\.bytes) }

    /// Text at once.
    public static func text(_ text: String) -> Keystrokes { Keystrokes(Array(text.utf8)) }

    /// Text and a line feed, which a terminal takes as the end of a line.
    public static func line(_ text: String) -> Keystrokes { .text(text + "\n") }

    /// Keys by name: `Enter`, `Up`, `F5`, `Ctrl-C`, `Alt-x`; `nil` where one is unknown.
    public static func keys(_ names: [String]) -> Keystrokes? {
        var strokes: [Stroke] = []
        for name in names {
            guard let bytes = KeyName.bytes(name) ?? Self.control(name) else { return nil }
            strokes.append(Stroke(delay: .zero, bytes: bytes))
        }
        return Keystrokes(strokes: strokes)
    }

    /// The control character of a letter or of one of `@[\]^_?`; `nil` for any other.
    public static func control(_ character: Character) -> Keystrokes? {
        guard let byte = character.asciiValue else { return nil }
        switch byte {
        case UInt8(ascii: "@")...UInt8(ascii: "_"): return Keystrokes([byte & 0x1F])
        case UInt8(ascii: "a")...UInt8(ascii: "z"): return Keystrokes([byte & 0x1F])
        case UInt8(ascii: "?"): return Keystrokes([0x7F])
        case UInt8(ascii: " "): return Keystrokes([0])
        default: return nil
        }
    }

    private static func control(_ name: String) -> [UInt8]? {
        guard name.lowercased().hasPrefix("ctrl-"), name.count == 6, let last = name.last else { return nil }
        return control(last)?.bytes
    }

    /// Text as a terminal pastes it: between the marks of bracketed paste, in which the end mark can't stand.
    ///
    /// Source: xterm, "Control Sequences", mode 2004.
    public static func paste(_ text: String) -> Keystrokes {
        var inner = text
        while let range = inner.firstRange(of: "\u{1B}[201~") { inner.removeSubrange(range) }
        return .text("\u{1B}[200~\(inner)\u{1B}[201~")
    }

    /// The same in parts of so many characters with a delay after each, as for a slow modem.
    public func slowly(_ characters: Int, every delay: Duration) -> Keystrokes {
        let text = Array(String(decoding: bytes, as: UTF8.self))
        return Keystrokes(
            strokes: stride(from: 0, to: text.count, by: max(1, characters)).map { start in
                let part = text[start..<min(start + max(1, characters), text.count)]
                return Stroke(delay: start == 0 ? .zero : delay, bytes: Array(String(part).utf8))
            })
    }

    /// The same character by character, as a person types: the delays are drawn from the seed.
    public func typed(by typist: Typist = Typist(), seed: UInt64) -> Keystrokes {
        var choices = Choices(seed: seed)
        var isWordEnd = false
        return Keystrokes(
            strokes: String(decoding: bytes, as: UTF8.self).map { character in
                let delay = typist.delay(isWordEnd: isWordEnd, &choices)
                isWordEnd = !character.isLetter && !character.isNumber
                return Stroke(delay: delay, bytes: Array(String(character).utf8))
            })
    }
}

/// How a person types.
public struct Typist: Sendable, Hashable {
    /// The usual time from one character to the next.
    public var usual: Duration = .milliseconds(120)
    /// The usual time after the end of a word.
    public var wordEnd: Duration = .milliseconds(240)
    /// How much the times differ: 0 not at all, 1 from nothing to twice the usual.
    public var variation = 0.6
    /// The longest time.
    public var longest: Duration = .seconds(1)

    /// A person who types about 80 words a minute.
    public init() {}

    /// A time whose most likely value is the usual one; whole microseconds, the same on every machine.
    func delay(isWordEnd: Bool, _ choices: inout Choices) -> Duration {
        let usual = isWordEnd ? wordEnd : usual
        // The mean of three draws stands near the middle more often than at the ends.
        let draws = (0..<3).map { _ in choices.fraction("typing") }.reduce(0, +) / 3
        let factor = 1 + min(max(variation, 0), 1) * (2 * draws - 1)
        return min(longest, .microseconds(Int64(Double(usual.microseconds) * factor)))
    }
}
