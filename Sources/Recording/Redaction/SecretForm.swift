/// What a kind of secret looks like: a fixed beginning, then parts that are checked byte by byte, without going back.
struct SecretForm: Sendable {
    /// One part behind the beginning.
    enum Part: Sendable {
        /// These bytes; `foldsCase`: whatever the case of their letters, which are given in lower case.
        case exact([UInt8], foldsCase: Bool)
        /// As many bytes of a set as there are, within bounds.
        case run(ByteSet, min: Int, max: Int)
        /// A byte that is not in the set, or the end; it is not part of the secret.
        case border(ByteSet)
        /// One of these words of at most 8 letters, packed; whatever the case of their letters.
        case word([UInt64])
        /// The words before the dashes of a private key.
        case keyTitle
        /// The lines of a private key.
        case keyBody
    }

    /// The name of the rule.
    let rule: String
    /// What it begins with; at least 3 bytes.
    let prefix: [UInt8]
    /// What follows.
    let parts: [Part]
    /// The index of the part from which on it is secret; -1: all is.
    let secretPart: Int
    /// Whether letters or digits right before it make it another word.
    let needsBorder: Bool
    /// Whether it only warns: too many of its findings are none.
    let warnsOnly: Bool
    /// Whether everything from a part on can be empty.
    private let mayEnd: [Bool]

    init(
        _ rule: String, _ prefix: String, _ parts: [Part], secretPart: Int = -1, needsBorder: Bool = false,
        warnsOnly: Bool = false
    ) {
        self.rule = rule
        self.prefix = Array(prefix.utf8)
        self.parts = parts
        self.secretPart = secretPart
        self.needsBorder = needsBorder
        self.warnsOnly = warnsOnly
        mayEnd = (0...parts.count).map { start in parts[start...].allSatisfy { $0.mayBeEmpty } }
    }

    /// How far a check has come.
    struct Progress: Sendable {
        /// How many bytes of the beginning were there.
        fileprivate var prefix = 0
        /// The part behind the beginning; -1: still in the beginning.
        fileprivate(set) var part = -1
        /// How many bytes its part has had.
        fileprivate(set) var count = 0
        fileprivate var packed: UInt64 = 0
        /// The longest run of base64 letters in a private key.
        fileprivate var longest = 0
    }

    /// What a byte was.
    enum Step {
        /// It belongs to the secret, which may go on.
        case more
        /// It belongs to the secret, which is complete.
        case last
        /// It does not belong to the secret, which is complete.
        case behind
        /// There is no secret.
        case failed
    }

    /// Takes the next byte.
    func step(_ byte: UInt8, _ progress: inout Progress) -> Step {
        if progress.prefix < prefix.count {
            guard byte == prefix[progress.prefix] else { return .failed }
            progress.prefix += 1
            if progress.prefix == prefix.count { progress.part = 0 }
            return progress.prefix == prefix.count && parts.isEmpty ? .last : .more
        }
        while progress.part < parts.count {
            switch parts[progress.part] {
            case .exact(let word, let foldsCase):
                let letter = foldsCase && 0x41...0x5A ~= byte ? byte | 0x20 : byte
                guard letter == word[progress.count] else { return .failed }
                progress.count += 1
                return progress.count == word.count ? enterNext(&progress) : .more
            case .run(let set, let least, let most):
                if progress.count < most, set.contains(byte) {
                    progress.count += 1
                    return progress.count == most ? enterNext(&progress) : .more
                }
                guard progress.count >= least else { return .failed }
            case .border(let set): if set.contains(byte) { return .failed }
            case .word(let words):
                if ByteSet.letters.contains(byte) {
                    guard progress.count < 8 else { return .failed }
                    progress.packed = progress.packed << 8 | UInt64(byte | 0x20)
                    progress.count += 1
                    return .more
                }
                guard words.contains(progress.packed) else { return .failed }
            case .keyTitle:
                guard byte == UInt8(ascii: "-") else {
                    progress.packed = progress.packed << 8 | UInt64(byte)
                    progress.count += 1
                    return Self.title.contains(byte) && progress.count < Self.titleBytesMax ? .more : .failed
                }
                let end = UInt64(packing: "VATE KEY")
                let block = UInt64(packing: "EY BLOCK")
                guard progress.packed == end || progress.packed == block else { return .failed }
            case .keyBody: return keyBody(byte, &progress)
            }
            progress.part += 1
            (progress.count, progress.packed) = (0, 0)
        }
        return .behind
    }

    private func enterNext(_ progress: inout Progress) -> Step {
        progress.part += 1
        (progress.count, progress.packed) = (0, 0)
        return progress.part == parts.count ? .last : .more
    }

    /// Whether what was there so far is a secret, whatever comes.
    func isAccepted(_ progress: Progress) -> Bool { canEnd(progress) && !needsBorder(progress) }

    /// Whether the end of the text here leaves a secret.
    func canEnd(_ progress: Progress) -> Bool {
        guard progress.part >= 0, progress.prefix == prefix.count else { return false }
        guard progress.part < parts.count else { return true }
        switch parts[progress.part] {
        case .run(_, let least, _): return progress.count >= least && mayEnd[progress.part + 1]
        case .keyBody: return progress.longest >= Self.keyRunMin
        default: return mayEnd[progress.part]
        }
    }

    private func needsBorder(_ progress: Progress) -> Bool {
        progress.part < parts.count
            && parts[progress.part...].contains { if case .border = $0 { true } else { false } }
    }

    /// Whether a line end here may be one that a terminal's width has put within the secret.
    func mayBreak(_ progress: Progress) -> Bool {
        guard progress.prefix == prefix.count else { return progress.prefix >= 3 }
        guard progress.part < parts.count else { return false }
        switch parts[progress.part] {
        case .run(_, let least, _): return progress.count >= Self.breakAfter && progress.count < least
        case .exact(_, let foldsCase): return !foldsCase
        case .border, .word, .keyTitle, .keyBody: return false
        }
    }

    /// How many bytes of a run must stand before a line end within it.
    private static let breakAfter = 4
    /// How many base64 letters in a row make the lines of a private key.
    private static let keyRunMin = 32
    private static let titleBytesMax = 60
    private static let title = ByteSet.upper + .digits + ByteSet(" _")
    private static let base64 = ByteSet.alphanumerics + ByteSet("+/=")
    private static let keyBody = base64 + .space + ByteSet(":,.()_@\\")

    /// The lines of a private key, up to the dashes behind them.
    private func keyBody(_ byte: UInt8, _ progress: inout Progress) -> Step {
        if byte == UInt8(ascii: "-") {
            // A dash stands within words of its header, such as `DEK-Info`; others begin the last line.
            guard progress.count == 0 else {
                progress.count = 0
                return .more
            }
            return progress.longest >= Self.keyRunMin ? .behind : .failed
        }
        guard Self.keyBody.contains(byte) else { return progress.longest >= Self.keyRunMin ? .behind : .failed }
        progress.count = Self.base64.contains(byte) ? progress.count + 1 : 0
        progress.longest = max(progress.longest, progress.count)
        return .more
    }
}

extension SecretForm.Part {
    fileprivate var mayBeEmpty: Bool {
        switch self {
        case .exact, .word, .keyTitle, .keyBody: false
        case .run(_, let least, _): least == 0
        case .border: true
        }
    }

    /// These bytes.
    static func exact(_ text: String, foldsCase: Bool = false) -> Self {
        .exact(Array(text.utf8), foldsCase: foldsCase)
    }

    /// One of these words.
    static func word(_ words: [String]) -> Self { .word(words.map { UInt64(packing: $0) }) }
}

extension UInt64 {
    /// At most 8 bytes in one number, the last one lowest.
    fileprivate init(packing text: String) { self = text.utf8.suffix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
