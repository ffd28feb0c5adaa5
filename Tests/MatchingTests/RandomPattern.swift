import Matching

/// A random pattern in what RE2 and Python's `re` have in common.
///
/// Left out by construction, because the two differ there (each is named where `PatternPythonTests` compares):
/// `$` without `m` (Python takes it before a final line feed too; `\z` and `\Z` are written instead), repetitions of what
/// can be empty (Python drops empty rounds, RE2 keeps what they capture), `\s` on a vertical tab, `\B` in an empty text,
/// `{,n}`, possessive repetitions, classes in brackets inside of classes.
struct RandomPattern {
    /// The pattern in RE2's syntax, and in Python's.
    var ours = ""
    var python = ""
    private var depth = 0
    private var groups = 0
    private var isMultiline = false
    private let isBytes: Bool

    /// A pattern for bytes, or for characters.
    init(isBytes: Bool, using numbers: inout Numbers) {
        self.isBytes = isBytes
        let flags = ["", "", "", "(?i)", "(?m)", "(?s)", "(?im)", "(?ms)"].randomElement(using: &numbers) ?? ""
        isMultiline = flags.contains("m")
        add(flags)
        _ = alternatives(&numbers)
    }

    /// A text of the letters that the patterns know, never empty.
    static func text(isBytes: Bool, length: Int, using numbers: inout Numbers) -> String {
        let letters =
            isBytes
            ? ["a", "a", "b", "b", "c", "A", "B", "1", "2", " ", "_", "\n", "-", "."]
            : ["a", "a", "b", "b", "c", "A", "1", " ", "_", "\n", "→", "漢", "🙂"]
        return (0..<max(1, length)).map { _ in letters.randomElement(using: &numbers) ?? "a" }.joined()
    }

    private mutating func add(_ text: String) { add(text, text) }

    private mutating func add(_ ours: String, _ python: String) {
        self.ours += ours
        self.python += python
    }

    /// Writes alternatives and says whether they can be empty.
    private mutating func alternatives(_ numbers: inout Numbers) -> Bool {
        let count = [1, 1, 1, 2, 2, 3].randomElement(using: &numbers) ?? 1
        var isEmpty = false
        for index in 0..<count {
            if index > 0 { add("|") }
            if sequence(&numbers) { isEmpty = true }
        }
        return isEmpty
    }

    private mutating func sequence(_ numbers: inout Numbers) -> Bool {
        let count = [0, 1, 1, 2, 2, 2, 3, 3, 4].randomElement(using: &numbers) ?? 1
        var isEmpty = true
        for _ in 0..<count where !part(&numbers) { isEmpty = false }
        return isEmpty
    }

    private mutating func part(_ numbers: inout Numbers) -> Bool {
        if Int.random(in: 0..<9, using: &numbers) == 0 {
            assertion(&numbers)
            return true
        }
        let isEmpty = atom(&numbers)
        guard !isEmpty, Int.random(in: 0..<5, using: &numbers) < 2 else { return isEmpty }
        let signs = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}", "{0}", "{1,}?"]
        let sign = signs.randomElement(using: &numbers) ?? "*"
        add(sign)
        return ["*", "?", "*?", "??", "{0,2}?", "{0}"].contains(sign)
    }

    private mutating func assertion(_ numbers: inout Numbers) {
        switch Int.random(in: 0..<6, using: &numbers) {
        case 0: add("^")
        case 1: isMultiline ? add("$") : add("\\z", "\\Z")
        case 2: add("\\A")
        case 3: add("\\z", "\\Z")
        case 4: add("\\B")
        default: add("\\b")
        }
    }

    private mutating func atom(_ numbers: inout Numbers) -> Bool {
        let kind = Int.random(in: 0..<20, using: &numbers)
        if kind < 5, depth < 3 { return group(&numbers) }
        if kind < 8 {
            let classes = [
                "[ab]", "[^a]", "[a-c]", "[^b-z\\n]", "[\\d_]", "[^\\w]", "[-a]", "[]a]", "[A-Z1]", "[\\s.]",
            ]
            add(classes.randomElement(using: &numbers) ?? "[ab]")
        } else if kind < 11 {
            add(["\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "."].randomElement(using: &numbers) ?? ".")
        } else if kind == 11, !isBytes {
            add(["→", "漢", "🙂", "[→a]", "[^漢]"].randomElement(using: &numbers) ?? "→")
        } else {
            add(
                ["a", "a", "a", "b", "b", "c", "A", "1", "_", "\\n", " ", "\\.", "\\x61"].randomElement(using: &numbers)
                    ?? "a")
        }
        return false
    }

    private mutating func group(_ numbers: inout Numbers) -> Bool {
        depth += 1
        defer { depth -= 1 }
        let opening = ["(", "(", "(", "(?:", "(?i:", "(?s:", "(?P<n>"].randomElement(using: &numbers) ?? "("
        if opening == "(?P<n>" {
            groups += 1
            add("(?P<n\(groups)>")
        } else {
            add(opening)
        }
        let isEmpty = alternatives(&numbers)
        add(")")
        return isEmpty
    }
}
