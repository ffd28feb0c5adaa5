import Terminal
import TestMaterial
import Testing

@Suite("Escape sequences and the screens that others say they draw")
struct EscapeSequenceFileTests {
    /// Where our screen differs from the file, by the file's name: why ours is right.
    static let differences = [
        "t0060-DECSC": """
        A wrap that is pending is saved and restored with the cursor: DEC STD 070 (last column flag), the VT420's \
        manual, page 270, and xterm's cursor.c (`wrap_flag`) say so, and pyte does it; the file is of an older xterm.
        """
    ]

    /// At most this part of the files may differ: 2 of 100.
    static let differencesMax = 0.02

    @Test("Each file draws the screen beside it")
    func files() throws {
        guard let folder = Repository.shared("escape-sequences") else { return }
        let names = try FolderListing.names(in: folder, suffix: ".in").map { String($0.dropLast(3)) }
        #expect(names.count >= 50)
        var differing: Set<String> = []
        for name in names {
            let expected = Self.lines(try PlainFile.read("\(folder)/\(name).text"))
            var screen = Screen(size: ScreenSize(columns: 80, rows: 25))
            screen.feed(Self.throughLineDiscipline(try PlainFile.read("\(folder)/\(name).in")))
            guard screen.lines != expected else { continue }
            differing.insert(name)
            if Self.differences[name] == nil {
                Issue.record("\(name): ours\n\(screen.text)\n--- theirs\n\(expected.joined(separator: "\n"))")
            }
        }
        #expect(differing == Set(Self.differences.keys), "the list of differences is stale")
        #expect(Double(Self.differences.count) <= Double(names.count) * Self.differencesMax)
    }

    /// The files are what programs write; a terminal gets it with ONLCR.
    private static func throughLineDiscipline(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
    }

    /// The 25 rows of a text file, without blanks at their ends.
    private static func lines(_ file: [UInt8]) -> [String] {
        var lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            var line = String(decoding: line, as: UTF8.self)
            while line.last == " " { line.removeLast() }
            return line
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
