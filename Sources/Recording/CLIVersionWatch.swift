import Text

/// Finds the version that a session of the CLI tells in its own output: in the first message of stream-json, or in the
/// banner of the interactive program. The CLI is never run for it.
public struct CLIVersionWatch: Sendable {
    /// How much output is looked at, in bytes: the version comes first or not at all.
    public static let outputBytesMax = 256 * 1024
    /// How much is kept of earlier chunks, in bytes: a version with all that may stand before it.
    private static let keptBytesMax = 256
    /// What stands before it, and how many bytes of escape sequences and blanks may come between.
    private static let marks = [
        (text: Array("\"claude_code_version\":".utf8), gap: 4), (Array("Claude Code".utf8), 80),
    ]
    /// What may stand directly before the first number.
    private static let preceding = Array("\"v ".utf8)
    private static let digitsMax = 6

    private var kept: [UInt8] = []
    private var seen = 0

    /// Nothing seen yet.
    public init() {}

    /// Whether a version may still come.
    public var isWatching: Bool { seen < Self.outputBytesMax }

    /// Looks at output.
    ///
    /// - Returns: the version, such as `2.1.330`, the first time that it is seen; nothing is looked at after that.
    public mutating func feed(_ bytes: [UInt8]) -> String? {
        guard isWatching else { return nil }
        seen += bytes.count
        let text = kept + bytes
        for (mark, gap) in Self.marks {
            var rest = text[...]
            while let place = rest.firstRange(of: mark) {
                rest = rest[place.upperBound...]
                guard let version = Self.version(in: rest.prefix(gap + 3 * Self.digitsMax + 3), after: gap) else {
                    continue
                }
                seen = Self.outputBytesMax
                return version
            }
        }
        kept = Array(text.suffix(Self.keptBytesMax))
        return nil
    }

    /// Three numbers with points between, of which the first is not preceded by more than a gap and the last has ended.
    private static func version(in bytes: ArraySlice<UInt8>, after gap: Int) -> String? {
        for start in bytes.indices.prefix(gap + 1) {
            // Numbers of escape sequences, and of the model beside it, are none.
            let isPreceded = start > bytes.startIndex && Self.preceding.contains(bytes[start - 1])
            guard isDigit(bytes[start]), isPreceded else { continue }
            let end = bytes[start...].firstIndex { !isDigit($0) && $0 != UInt8(ascii: ".") } ?? bytes.endIndex
            let numbers = bytes[start..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let isVersion = numbers.count == 3 && numbers.allSatisfy { (1...digitsMax).contains($0.count) }
            // At the end of what has come there may be more digits to come.
            if isVersion, end < bytes.endIndex { return String(decoding: bytes[start..<end], as: UTF8.self) }
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

extension Recording {
    /// What notes that name the recorded tool's version begin with: a recorder learns it after the header is written.
    public static let cliVersionNote = "cli_version="

    /// The recorded tool's version, from the header or from what the session said.
    public var cliVersion: String? {
        if let version = header.understudy?.provenance?.cliVersion { return version }
        for case .note(let text) in events.lazy.map(\.content) where text.hasPrefix(Self.cliVersionNote) {
            return String(text.dropFirst(Self.cliVersionNote.count))
        }
        return nil
    }
}
