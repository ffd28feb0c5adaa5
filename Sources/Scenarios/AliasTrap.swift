/// Finds an alias before a tree is composed, for composing alone can take for ever on a few of them.
///
/// Yams hashes every key, and a key that is an alias of aliases expands while it is hashed. So a copy of the text is
/// composed first in which no alias has its anchor: a letter behind every `*` and another one behind every `&` change
/// neither structure nor lines, and the first alias ends the attempt as undefined, where it stands.
struct AliasTrap {
    /// What Yams calls an alias whose anchor it does not know.
    static let problem = "found undefined alias"

    /// What a person is told about any alias.
    static let message =
        "aliases ('*name') are not supported, since a few can expand to millions of values; write the value out"

    /// The copy.
    let text: String
    private let source: [UInt8]

    /// A trap for a text; `nil` where it can't hold an alias together with its anchor.
    init?(_ source: [UInt8]) {
        var copy: [UInt8] = []
        var found: Set<UInt8> = []
        for index in source.indices {
            copy.append(source[index])
            guard Self.isMarked(source, index) else { continue }
            copy.append(source[index] == UInt8(ascii: "*") ? UInt8(ascii: "A") : UInt8(ascii: "B"))
            found.insert(source[index])
        }
        guard found.count == 2 else { return nil }
        self.source = source
        text = String(decoding: copy, as: UTF8.self)
    }

    /// Whether this is a `*` or `&` in front of what may be a name.
    private static func isMarked(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: "*") || bytes[index] == UInt8(ascii: "&"), index + 1 < bytes.count else {
            return false
        }
        switch bytes[index + 1] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            return true
        default: return false
        }
    }

    /// Where something in the copy stands in the text itself.
    func original(_ position: SourcePosition) -> SourcePosition {
        var line = 1
        var column = 1
        var added = 0
        for index in source.indices {
            if line == position.line, column + added >= position.column { break }
            if source[index] == UInt8(ascii: "\n") {
                guard line < position.line else { break }
                (line, column, added) = (line + 1, 1, 0)
            } else if source[index] & 0xC0 != 0x80 {
                column += 1
                if Self.isMarked(source, index) { added += 1 }
            }
        }
        return SourcePosition(line: position.line, column: position.column - added)
    }
}
