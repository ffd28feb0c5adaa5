import Terminal

/// Breaks text into lines at spaces, or within words that are longer than a line; text may come in any pieces.
///
/// A line is finished when what follows it is known, so a finished line never changes.
struct LineWrapper: Sendable, Hashable {
    /// The width of a line, in columns, at least 1.
    let width: Int
    /// The lines that are finished.
    private(set) var finished: [String] = []
    private var line: [Character] = []
    private var lineWidth = 0
    /// The place in the line behind which it may be broken.
    private var lastSpace: Int?
    /// Whether the line was broken before a space: spaces that follow are dropped.
    private var skipsSpaces = false

    /// A wrapper at the start of a text.
    init(width: Int) { self.width = max(1, width) }

    /// The lines of a whole text.
    static func lines(of text: String, width: Int) -> [String] {
        var wrapper = LineWrapper(width: width)
        wrapper.feed(text)
        return wrapper.finished + [wrapper.rest]
    }

    /// The line that is not finished.
    var rest: String { String(line) }

    /// Takes a piece of the text.
    mutating func feed(_ text: String) {
        for character in text { feed(character) }
    }

    private mutating func feed(_ character: Character) {
        if character.isNewline {
            finish(line.count, next: line.count)
            skipsSpaces = false
            return
        }
        if skipsSpaces {
            if character == " " { return }
            skipsSpaces = false
        }
        let columns = CharacterWidth.columns(of: character)
        if lineWidth + columns > width, !line.isEmpty {
            if character == " " {
                finish(line.count, next: line.count)
                skipsSpaces = true
                return
            }
            if let space = lastSpace, space > 0 {
                finish(space, next: space + 1)
            } else {
                finish(line.count, next: line.count)
            }
        }
        if character == " " { lastSpace = line.count }
        line.append(character)
        lineWidth += columns
    }

    private mutating func finish(_ end: Int, next: Int) {
        finished.append(String(line[..<end]))
        line.removeFirst(next)
        lineWidth = line.reduce(0) { $0 + CharacterWidth.columns(of: $1) }
        lastSpace = nil
    }
}
