import Matching

/// A copy of the engine's way of reading: lines, the delegations in them, and text.
struct PlantedReader {
    /// The longest line that is kept, in bytes.
    static let lineBytesMax = 16_384

    private let bug: PlantedBug?
    private var line: [UInt8] = []
    private var kept: [[UInt8]] = []
    private var scanner = OutputScanner(agents: .core)
    private(set) var text = ""
    /// Whether the reader has given up.
    private(set) var isDead = false

    init(bug: PlantedBug?) { self.bug = bug }

    var bufferedBytes: Int { line.count + kept.reduce(0) { $0 + $1.count } }
    /// Whether it waits for the end of a line.
    var hasPartialLine: Bool { !line.isEmpty }

    mutating func feed(_ bytes: [UInt8]) -> [Delegation] {
        guard !isDead else { return [] }
        if bug == .invalidText, String(validating: bytes, as: UTF8.self) == nil, !endsInsideCharacter(bytes) {
            isDead = true
            return []
        }
        if bug == .unboundedList { kept.append(bytes) }
        if bug == .splitCharacters { text += String(decoding: bytes, as: UTF8.self) }
        if bug == .splitPattern { return scan(bytes) }
        line += bytes
        var found: [Delegation] = []
        if bug == .scannedTwice, !bytes.contains(UInt8(ascii: "\n")) { found += scan(line) }
        while let end = line.firstIndex(of: UInt8(ascii: "\n")) {
            found += take(Array(line[...end]))
            line.removeSubrange(...end)
        }
        if line.count > Self.lineBytesMax {
            if bug == .longLine { isDead = true }
            found += take(line)
            line = []
        }
        return found
    }

    mutating func finish() -> [Delegation] {
        defer { line = [] }
        return isDead ? [] : take(line)
    }

    private mutating func take(_ line: [UInt8]) -> [Delegation] {
        if bug != .splitCharacters { text += String(decoding: line, as: UTF8.self) }
        return bug == .splitPattern ? [] : scan(line)
    }

    /// One line is one task here.
    private func scan(_ bytes: [UInt8]) -> [Delegation] {
        var scanner = OutputScanner(agents: .core)
        var findings: [Finding] = []
        scanner.feed(bytes, into: &findings)
        scanner.finish(into: &findings)
        return findings.compactMap { if case .delegation(let delegation) = $0 { delegation } else { nil } }
    }

    private func endsInsideCharacter(_ bytes: [UInt8]) -> Bool {
        bytes.suffix(3).contains { $0 >= 0xC0 } || bytes.first.map { $0 & 0xC0 == 0x80 } == true
    }
}
