import Text

/// Takes secrets out of one stream as its bytes come, byte for byte, and says how far the result is decided.
///
/// Bytes go in with `feed`; `decided` says how many of those that were not taken yet can't change any more, and `take`
/// gives them. What may be the start of a secret waits once at least `startBytesMin` of its bytes are there; shorter
/// starts are given out, and only the rest of the secret is replaced. A secret whose shape can't change any more, but
/// whose end is open, is replaced as it comes. However the stream is cut, the result is the same, but for such starts.
public struct Redactor: Sendable {
    /// How many bytes may wait for a decision.
    public static let heldBytesMax = 64 << 10
    /// How many bytes of a secret make its start wait.
    public static let startBytesMin = 4
    /// How many bytes before the present place are kept, for borders.
    static let contextBytes = 80

    private let rules: RedactionRules
    /// The stream as it is, from `base` on, and as it is given out.
    private var original: [UInt8] = []
    private var output: [UInt8] = []
    private var base = 0
    /// How much of the output was given out, and how much is decided.
    private var taken = 0
    private var decidedEnd = 0
    /// Where looking goes on, the candidate there, and what else may begin there.
    private var frontier = 0
    private var open: SecretCandidate?
    private var pending: [Int32] = []
    private var isAtPlace = false
    /// Whether an escape is cut off at `frontier`.
    private var isCut = false
    /// Up to where forms have been found: no other form is looked for within them.
    private var formEnd = 0
    /// Up to where an open secret is replaced.
    private var openEnd = 0
    /// Up to where anything was replaced.
    private var changedEnd = 0
    /// The searches of patterns.
    private var patterns: [any RedactionPatternStream]

    /// How often each rule has struck, in the order of the rules' names.
    public private(set) var counts: [Int]
    private let tracksFindings: Bool
    private var newFindings: [Finding] = []
    private var linesBefore = 0
    private var openLine: Int?

    /// Where a secret was found.
    public struct Finding: Sendable, Hashable {
        /// The number of the rule, in `RedactionRules.names`.
        public var rule: Int
        /// The first byte in the stream, from 0.
        public var byte: Int
        /// The line in the stream, from 1.
        public var line: Int
        /// Whether this is only a warning.
        public var isWarning: Bool
    }

    /// A redactor at the start of a stream.
    public init(_ rules: RedactionRules) { self.init(rules, tracksFindings: false) }

    /// - Parameter tracksFindings: whether findings are kept for `takeFindings`.
    init(_ rules: RedactionRules, tracksFindings: Bool) {
        self.rules = rules
        self.tracksFindings = tracksFindings
        counts = [Int](repeating: 0, count: rules.names.count)
        patterns = rules.patterns.map { $0.makeStream() }
    }

    /// Adds the bytes that come next.
    public mutating func feed(_ bytes: some Collection<UInt8>) {
        trim()
        original.append(contentsOf: bytes)
        output.append(contentsOf: bytes)
        look(newBytes: bytes.count, isEnd: false)
    }

    /// Says that the stream has ended: everything is decided.
    public mutating func finish() {
        look(newBytes: 0, isEnd: true)
        (open, pending, isAtPlace, isCut) = (nil, [], false, false)
        frontier = original.count
        decidedEnd = original.count
    }

    /// How many bytes that were not taken yet are decided.
    public var decided: Int { decidedEnd - taken }

    /// How many bytes wait.
    public var undecided: Int { original.count - decidedEnd }

    /// The next bytes, with secrets replaced; at most `decided`.
    public mutating func take(_ count: Int) -> [UInt8] {
        precondition(count <= decided, "bytes that are not decided can't be taken")
        defer { taken += count }
        return Array(output[taken..<(taken + count)])
    }

    /// Takes the next bytes where they are decided and nothing in them is replaced: whoever fed them has them already.
    mutating func takeUnchanged(_ count: Int) -> Bool {
        guard count <= decided, changedEnd <= taken else { return false }
        taken += count
        return true
    }

    /// Passes over the next bytes; at most `decided`.
    mutating func skip(_ count: Int) { taken += min(count, decided) }

    /// Decides at once: what may be the start of a secret is replaced, whether it is one or not.
    public mutating func force() {
        if var candidate = open, !candidate.isForced, !candidate.isAccepted, decidedEnd < original.count {
            candidate.isForced = true
            strike(rules.names.count - 1)
            openEnd = mask(&candidate, original, isComplete: false)
            open = candidate
        }
        let open = patternsOpen
        if open >= Self.startBytesMin {
            let whole = original.count - UTF8Splitter.incompleteTail(of: original)
            if replace(max(original.count - open, decidedEnd)..<max(whole, decidedEnd)) {
                strike(rules.names.count - 1)
            }
        }
        decidedEnd = original.count
    }

    /// Findings since this was last asked.
    mutating func takeFindings() -> [Finding] {
        defer { newFindings.removeAll() }
        return newFindings
    }

    // MARK: Looking

    private mutating func look(newBytes: Int, isEnd: Bool) {
        let bytes = original
        bytes.withUnsafeBufferPointer { bytes in
            follow(bytes, isEnd: isEnd)
            let new = UnsafeBufferPointer(rebasing: bytes[(bytes.count - newBytes)...])
            for index in patterns.indices { lookWithPattern(index, new, isEnd: isEnd) }
        }
        settle()
    }

    /// Follows candidates until one needs more bytes, or there are none.
    private mutating func follow(_ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool) {
        isCut = false
        while true {
            if let candidate = open {
                open = nil
                guard follow(candidate, bytes, isEnd: isEnd) else { return }
            } else if let entry = pending.popLast() {
                let candidate = rules.candidate(entry, at: frontier)
                if frontier >= formEnd || !rules.isForm(candidate.entry) { open = candidate }
            } else {
                if isAtPlace { frontier += 1 }
                isAtPlace = false
                frontier = rules.anchors.next(in: bytes, from: frontier)
                guard frontier + 3 <= bytes.count else { return }
                switch rules.anchors.look(at: frontier, in: bytes, isEnd: isEnd) {
                case .nothing: frontier += 1
                case .cut:
                    isCut = true
                    return
                case .entries(let entries):
                    pending = entries.reversed()
                    isAtPlace = true
                }
            }
        }
    }

    /// Follows one candidate; `false` where it needs more bytes.
    private mutating func follow(
        _ candidate: SecretCandidate, _ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool
    ) -> Bool {
        var candidate = candidate
        switch candidate.follow(bytes, isEnd: isEnd) {
        case .open:
            if candidate.isForced || candidate.isAccepted, !rules.warnsOnly(candidate.entry) {
                if tracksFindings, openLine == nil { openLine = line(of: candidate.secretStart ?? candidate.start) }
                openEnd = mask(&candidate, bytes, isComplete: false)
            }
            open = candidate
            return false
        case .found: found(&candidate, bytes)
        case .failed: break
        }
        openLine = nil
        return true
    }

    private mutating func found(_ candidate: inout SecretCandidate, _ bytes: UnsafeBufferPointer<UInt8>) {
        let rule = rules.rule(of: candidate.entry)
        let start = candidate.secretStart ?? candidate.start
        if rules.warnsOnly(candidate.entry) {
            guard Entropy.isHigh(bytes[max(start, 0)..<candidate.position]) else { return }
            strike(rule)
        } else {
            _ = mask(&candidate, bytes, isComplete: true)
            if rules.isForm(candidate.entry) { formEnd = max(formEnd, candidate.position) }
            guard candidate.changed > 0 else { return }
            strike(rule)
        }
        guard tracksFindings else { return }
        newFindings.append(
            Finding(
                rule: rule, byte: base + start, line: openLine ?? line(of: start),
                isWarning: rules.warnsOnly(candidate.entry)))
    }

    private mutating func mask(
        _ candidate: inout SecretCandidate, _ bytes: UnsafeBufferPointer<UInt8>, isComplete: Bool
    ) -> Int {
        changedEnd = max(changedEnd, candidate.position)
        return candidate.mask(
            &output, bytes, from: max(taken, 0), with: rules.mask(of: candidate.entry), isComplete: isComplete)
    }

    private mutating func mask(_ candidate: inout SecretCandidate, _ bytes: [UInt8], isComplete: Bool) -> Int {
        bytes.withUnsafeBufferPointer { mask(&candidate, $0, isComplete: isComplete) }
    }

    private mutating func strike(_ rule: Int) { counts[rule] += 1 }

    private mutating func lookWithPattern(_ index: Int, _ new: UnsafeBufferPointer<UInt8>, isEnd: Bool) {
        var matches: [Range<Int>] = []
        if !new.isEmpty { patterns[index].feed(new, into: &matches) }
        if isEnd { patterns[index].finish(into: &matches) }
        let rule = Int(rules.patternRules[index])
        for match in matches {
            let (start, end) = (match.lowerBound - base, min(match.upperBound - base, original.count))
            guard end > max(start, taken), replace(max(start, taken)..<end) else { continue }
            strike(rule)
            guard tracksFindings else { continue }
            newFindings.append(Finding(rule: rule, byte: match.lowerBound, line: line(of: start), isWarning: false))
        }
    }

    /// How many bytes at the end a pattern has not decided yet.
    private var patternsOpen: Int { patterns.reduce(0) { max($0, $1.openBytes) } }

    /// Replaces all but line ends; whether anything changed.
    @discardableResult
    private mutating func replace(_ range: Range<Int>) -> Bool {
        var isChanged = false
        for place in range where output[place] != 0x0A && output[place] != 0x0D && output[place] != RedactionRules.mask
        {
            output[place] = RedactionRules.mask
            isChanged = true
        }
        if isChanged { changedEnd = max(changedEnd, range.upperBound) }
        return isChanged
    }

    // MARK: Deciding

    /// Finds up to where the output is decided.
    private mutating func settle() {
        var end = original.count
        if let open, !rules.warnsOnly(open.entry) {
            end = open.isForced || open.isAccepted ? openEnd : start(open.firstPlace)
        } else if isCut {
            end = start(frontier)
        } else if rules.hasWideStart {
            end -= UTF8Splitter.incompleteTail(of: original)
        }
        let open = patternsOpen
        if open >= Self.startBytesMin { end = min(end, original.count - open) }
        decidedEnd = max(decidedEnd, min(end, original.count))
    }

    /// Where waiting starts for what begins at a place: nowhere, while it is too short.
    private func start(_ place: Int) -> Int {
        let count = original.count
        let isWithinCharacter = (original.last ?? 0) >= 0x80
        return count - place >= Self.startBytesMin || isWithinCharacter ? place : count
    }

    /// Drops what neither a border nor an open secret needs any more.
    private mutating func trim() {
        var needed = min(taken, frontier)
        if let open, open.isForced || open.isAccepted {
            needed = min(taken, open.masked)
        } else if let open {
            needed = min(needed, open.start)
        }
        needed = min(needed, original.count - patternsOpen)
        let count = needed - Self.contextBytes
        guard count >= Self.trimBytesMin || count > 0 && count >= original.count / 2 else { return }
        if tracksFindings { linesBefore += LineCount.count(original[..<count]) }
        original.removeFirst(count)
        output.removeFirst(count)
        base += count
        if frontier < count { (pending, isAtPlace) = ([], false) }
        frontier = max(0, frontier - count)
        formEnd = max(0, formEnd - count)
        taken -= count
        decidedEnd -= count
        openEnd -= count
        changedEnd -= count
        open?.drop(count)
    }

    /// How much is dropped at once, in bytes, so that bytes that come one by one are not moved for each.
    private static let trimBytesMin = 4096

    private func line(of place: Int) -> Int { linesBefore + LineCount.count(original[..<max(0, place)]) + 1 }
}

extension Redactor {
    /// A text in one piece, with secrets replaced; counts are added.
    static func redacted(_ bytes: [UInt8], _ rules: RedactionRules, _ counts: inout [Int]) -> [UInt8] {
        guard !rules.isEmpty else { return bytes }
        var redactor = Redactor(rules)
        redactor.feed(bytes)
        redactor.finish()
        for index in counts.indices { counts[index] += redactor.counts[index] }
        return redactor.take(redactor.decided)
    }
}
