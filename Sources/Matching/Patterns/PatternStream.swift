/// Finds the matches of patterns in a text that comes in pieces: the same matches for every way to cut it.
///
/// The matches of one pattern do not overlap, those of different patterns may. A match is told with the bytes that decide
/// it: `ERROR: (.*)$` with the line feed, `login: ` with its last blank. Text is kept only while it may belong to a match,
/// and up to a limit.
///
/// One pass over the bytes tells where which patterns can match, however many there are; only there each looks for itself.
/// Patterns whose automaton becomes too large together are looked for in two passes, and so on.
///
/// ```swift
/// var stream = PatternStream([try Pattern(#"METRIC: (\w+)=(\d+)"#)])
/// var findings: [PatternFinding] = []
/// stream.feed(chunk, into: &findings)
/// stream.finish(into: &findings)
/// ```
public struct PatternStream: Sendable {
    /// What a stream may keep.
    public struct Limits: Sendable, Hashable {
        /// How long a match that has begun may become before it is given up, in bytes.
        public var pendingBytesMax: Int
        /// How much memory the automata keep, each, in bytes.
        public var cacheBytesMax: Int

        /// Matches of up to 1 MiB, automata of up to 2 MiB.
        public init(pendingBytesMax: Int = 1 << 20, cacheBytesMax: Int = Pattern.cacheBytesMax) {
            self.pendingBytesMax = max(1, pendingBytesMax)
            self.cacheBytesMax = max(0, cacheBytesMax)
        }
    }

    /// When text is looked at; what is found is the same.
    public enum Delivery: Sendable, Hashable {
        /// As it comes: a match is told with the byte that decides it.
        case asBytesCome
        /// Line by line: a match is told when the line of that byte has ended, or has become longer than the bound.
        case byLine(bytesMax: Int)
    }

    /// How much is joined to kept text at a time, in bytes.
    private static let pieceBytes = 1 << 16

    /// The patterns by number.
    public let patterns: [Pattern]
    private var tracks: [PatternTrack]
    /// Read the text for several patterns each, and wake their tracks.
    private var scouts: [PatternScout] = []
    private let limits: Limits
    /// Text that may belong to a match.
    private var kept: [UInt8] = []
    /// The offset of the first kept byte, or of the next one.
    private var keptStart = 0
    /// The byte before the kept text, or -1 at the start.
    private var before = -1
    private let delivery: Delivery
    /// What scouts have read that are not there any more, in bytes.
    private var bytesReadInVain = 0
    private var lines = LineAssembler()

    /// A stream at its start.
    public init(_ patterns: [Pattern], limits: Limits = Limits(), delivery: Delivery = .asBytesCome) {
        self.init(patterns, limits: limits, delivery: delivery, singleCostMax: PatternScout.singleCostMax)
    }

    /// A stream that makes one pass for all patterns when passes for each would cost more than that.
    init(
        _ patterns: [Pattern], limits: Limits = Limits(), delivery: Delivery = .asBytesCome, singleCostMax: Int
    ) {
        self.patterns = patterns
        self.delivery = delivery
        self.limits = limits
        let numbers = PatternScout.numbers(of: patterns, singleCostMax: singleCostMax)
        tracks = patterns.enumerated().map { PatternTrack(number: $0, pattern: $1, limits: limits) }
        let alone = addScouts(for: numbers, at: 0, behind: -1)
        for number in numbers where !alone.contains(number) { tracks[number].rest() }
    }

    /// How many bytes of text are kept: at most `pendingBytesMax` after each call of `feed`.
    public var keptBytes: Int { kept.count }

    /// How much memory the automata take, in bytes.
    public var cacheBytes: Int {
        scouts.reduce(0) { $0 + $1.automaton.cacheBytes }
            + tracks.reduce(0) { $0 + $1.finder.automaton.cacheBytes }
    }

    /// How many bytes all automata have read, some of them twice.
    public var bytesRead: Int {
        scouts.reduce(bytesReadInVain) { $0 + $1.bytesRead } + tracks.reduce(0) { $0 + $1.finder.bytesRead }
    }

    /// Reads the next bytes, and adds what they decide.
    public mutating func feed(_ bytes: some Collection<UInt8>, into findings: inout [PatternFinding]) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { feed($0, into: &findings) }
        guard isDone == nil else { return }
        Array(bytes).withUnsafeBufferPointer { feed($0, into: &findings) }
    }

    /// Ends the text: adds what its end decides.
    public mutating func finish(into findings: inout [PatternFinding]) {
        // The assembler is moved out so that its closure may change the rest of the stream.
        var assembler = lines
        lines = LineAssembler()
        assembler.finish { take($0.bytes, into: &findings) }
        scan(ByteSpan(start: nil, count: 0), isEnd: true, into: &findings)
    }

    private mutating func feed(_ bytes: ByteSpan, into findings: inout [PatternFinding]) {
        guard case .byLine(let bytesMax) = delivery else { return take(bytes, into: &findings) }
        var assembler = lines
        lines = LineAssembler()
        assembler.feed(bytes, lineBytesMax: max(1, bytesMax)) { take($0.bytes, into: &findings) }
        lines = assembler
    }

    private mutating func take(_ bytes: ByteSpan, into findings: inout [PatternFinding]) {
        var start = 0
        while start < bytes.count {
            // Without kept text the bytes are read where they are.
            let end = kept.isEmpty ? bytes.count : min(bytes.count, start + Self.pieceBytes)
            scan(bytes.part(start, end), isEnd: false, into: &findings)
            start = end
        }
    }

    private mutating func scan(_ piece: ByteSpan, isEnd: Bool, into findings: inout [PatternFinding]) {
        let first = findings.count
        guard kept.isEmpty else {
            var text = kept
            kept = []
            text.append(contentsOf: piece)
            let used = text.withUnsafeBufferPointer { scan(all: $0, isEnd: isEnd, into: &findings) }
            // What is not needed is removed when it is more than what is.
            text.removeFirst(used)
            kept = text
            return sort(&findings, from: first)
        }
        let used = scan(all: piece, isEnd: isEnd, into: &findings)
        kept.append(contentsOf: piece.part(used, piece.count))
        sort(&findings, from: first)
    }

    /// Scans kept and new text, and says how much of it is not needed any more.
    private mutating func scan(all text: ByteSpan, isEnd: Bool, into findings: inout [PatternFinding]) -> Int {
        let view = TextView(bytes: text, base: keptStart, before: before, isEnd: isEnd)
        for index in tracks.indices { tracks[index].scan(view, into: &findings) }
        var index = 0
        // A scout that is lost leaves others at the end of the list.
        while index < scouts.count { if follow(scout: index, view, into: &findings) { index += 1 } }
        var needed = view.end
        for scout in scouts { needed = min(needed, scout.idleAt) }
        for track in tracks { needed = min(needed, track.needed) }
        let used = needed - keptStart
        if used > 0 { before = Int(text[used - 1]) }
        keptStart = needed
        return used
    }

    /// Lets a scout read, and wakes the tracks of the patterns that it reports; whether it is still there.
    private mutating func follow(scout index: Int, _ view: TextView, into findings: inout [PatternFinding]) -> Bool {
        while let report = scouts[index].next(view) {
            let (idleAt, position) = (scouts[index].idleAt, scouts[index].position)
            switch report {
            case .matched(let numbers, let from):
                // Behind the end of the text all of it has to be looked at.
                let end = scouts[index].hasEnded ? view.end + 1 : position
                for number in numbers { tracks[number].wake(at: from, until: end, view, into: &findings) }
            case .stuck:
                for number in scouts[index].numbers {
                    tracks[number].wake(at: idleAt, until: position, view, into: &findings)
                }
                scouts[index].restart(behind: view.byte(before: position))
            case .lost:
                let lost = scouts.remove(at: index)
                bytesReadInVain += lost.bytesRead
                let half = lost.numbers.count / 2
                for part in [lost.numbers[..<half], lost.numbers[half...]] {
                    for number in addScouts(for: Array(part), at: idleAt, behind: view.byte(before: idleAt)) {
                        tracks[number].wake(at: idleAt, until: .max, view, into: &findings)
                    }
                }
                return false
            }
        }
        return true
    }

    /// Lets a scout read for some patterns from an offset on, or several where they are too large together; the patterns
    /// that are left alone.
    private mutating func addScouts(for numbers: [Int], at position: Int, behind byte: Int) -> [Int] {
        guard numbers.count > 1 else { return numbers }
        if let scout = PatternScout(numbers, of: patterns, limits: limits, at: position, behind: byte) {
            scouts.append(scout)
            return []
        }
        let half = numbers.count / 2
        return [numbers[..<half], numbers[half...]].flatMap { addScouts(for: Array($0), at: position, behind: byte) }
    }

    /// Puts new findings in the order in which the text decides them, which the cuts do not change.
    private func sort(_ findings: inout [PatternFinding], from first: Int) {
        guard tracks.count > 1, findings.count > first + 1 else { return }
        findings[first...].sort {
            ($0.decidedAt, $0.pattern, $0.range.lowerBound) < ($1.decidedAt, $1.pattern, $1.range.lowerBound)
        }
    }
}

/// A part of a stream's text.
struct TextView {
    let bytes: ByteSpan
    /// The offset of the first byte in the stream.
    let base: Int
    /// The byte before the first, -1 at the start of the stream.
    let before: Int
    /// Whether the stream ends behind the last byte.
    let isEnd: Bool

    /// The offset behind the last byte.
    var end: Int { base + bytes.count }

    /// The byte before an offset, or -1.
    func byte(before offset: Int) -> Int { offset > base ? Int(bytes[offset - base - 1]) : before }
}
