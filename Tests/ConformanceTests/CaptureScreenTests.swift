import Recording
import Terminal
import TestMaterial
import Testing

/// The screens of the real CLI, at the markers of its captures, as pyte rendered them.
@Suite("Screens of captured sessions")
struct CaptureScreenTests {
    /// A screen in a `.txt` file.
    struct Block {
        let label: String
        /// `cursor=(column,row) hidden=…`; `nil` at the end of a session.
        let cursor: String?
        var lines: [String]
    }

    /// Where our screen differs from the file, and why ours is right.
    static let differences: [String: String] = {
        let joined =
            "pyte drops what follows U+200D, and the second half of a flag; the CLI wrote both, and counts two columns."
        let wide = """
            A line of the .cast is 81 columns wide and wraps on 80; the .txt has no row for that. pyte, fed with the .cast, \
            has: see `PeerScreenTests`.
            """
        return [
            "unicode_80x24 answered": joined, "unicode_80x24 END": joined,
            "old219_hi_80x24 answered": wide, "old219_hi_80x24 ctrl-c once": wide, "old219_hi_80x24 END": wide,
            "old219_start_exit_80x24 start": wide, "old219_start_exit_80x24 typed": wide,
            "old219_start_exit_80x24 END": wide,
            "old219_stream_80x24 mid 1": wide, "old219_stream_80x24 done": wide,
            "old219_stream_80x24 ctrl-d once": wide, "old219_stream_80x24 END": wide,
        ]
    }()

    @Test("Our screen at each marker is the one that was rendered there")
    func markers() throws {
        guard let folder = Repository.shared("captures/tui") else { return }
        let names = try FolderListing.names(in: folder, suffix: ".cast").map { String($0.dropLast(5)) }
        #expect(names.count >= 30)
        var (compared, differing) = (0, Set<String>())
        for name in names {
            let recording = try RecordingReader.read(try PlainFile.read("\(folder)/\(name).cast"))
            var blocks = Self.blocks(try PlainFile.read("\(folder)/\(name).txt"))[...]
            var screen = Screen(size: ScreenSize(recording.header.term.size))
            // pyte knows no alternate screen: what was drawn there is still to be seen at the end.
            var flat = screen
            for event in recording.events {
                screen.apply(event)
                flat.apply(event.withoutAlternateScreen)
                guard case .marker(let label) = event.content, let block = blocks.first else { continue }
                guard block.label == label || block.label == "END" && label.hasPrefix("exit") else { continue }
                blocks.removeFirst()
                compared += 1
                let shown = block.label == "END" ? flat : screen
                let (ours, theirs) = (Self.lines(of: shown), block.lines)
                if ours == theirs, block.cursor.map({ $0 == Self.cursor(of: shown) }) ?? true { continue }
                differing.insert("\(name) \(block.label)")
                if Self.differences["\(name) \(block.label)"] == nil {
                    let both = [ours, ["---"], theirs].joined().joined(separator: "\n")
                    Issue.record("\(name) \(block.label): \(Self.cursor(of: shown)), \(block.cursor ?? "")\n\(both)")
                }
            }
            #expect(blocks.isEmpty, "\(name): no marker for \(blocks.map(\.label))")
        }
        #expect(compared >= 100)
        #expect(differing == Set(Self.differences.keys), "the list of differences is stale")
    }

    /// The rows as the files have them: without white space at their ends, no-break spaces too, and without empty ones.
    private static func lines(of screen: Screen) -> [String] { trimmed(screen.lines) }

    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = lines.map { line in
            var line = line
            while let last = line.last, last.isWhitespace { line.removeLast() }
            return line
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The cursor as the files write it.
    private static func cursor(of screen: Screen) -> String {
        let cursor = screen.cursor
        return "cursor=(\(cursor.column),\(cursor.row)) hidden=\(cursor.isVisible ? "False" : "True")"
    }

    private static func blocks(_ file: [UInt8]) -> [Block] {
        var blocks: [Block] = []
        for line in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self)
            // A remark of who made the captures.
            if text.hasPrefix("still running at end") { continue }
            guard text.hasPrefix("----- ") else {
                if !blocks.isEmpty { blocks[blocks.count - 1].lines.append(text) }
                continue
            }
            let label = text.dropFirst(6).firstRange(of: " @").map {
                text[text.index(text.startIndex, offsetBy: 6)..<$0.lowerBound]
            }
            let cursor = text.firstRange(of: "cursor=").map { start in
                text[start.lowerBound...].split(separator: " ").prefix(2).joined(separator: " ")
            }
            blocks.append(Block(label: label.map(String.init) ?? "END", cursor: cursor, lines: []))
        }
        for index in blocks.indices { blocks[index].lines = trimmed(blocks[index].lines) }
        return blocks
    }
}

extension ScreenSize {
    init(_ size: TerminalSize) { self.init(columns: size.columns, rows: size.rows) }
}

extension RecordedEvent {
    /// The event with a mode that means nothing in place of the alternate screen.
    fileprivate var withoutAlternateScreen: RecordedEvent {
        guard case .output(let bytes) = content else { return self }
        let text = String(decoding: bytes, as: UTF8.self).replacing("\u{1B}[?1049", with: "\u{1B}[?9949")
        return RecordedEvent(at: at, content: .output(Array(text.utf8)))
    }
}

extension Screen {
    /// What an event of a recording does to the screen of its terminal.
    mutating func apply(_ event: RecordedEvent) {
        switch event.content {
        case .output(let bytes): feed(bytes)
        case .resize(let size): resize(to: ScreenSize(size))
        default: break
        }
    }
}
