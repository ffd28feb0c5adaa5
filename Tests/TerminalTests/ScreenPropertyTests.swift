import Terminal
import TestMaterial
import Testing

@Suite("Whatever a screen is fed")
struct ScreenPropertyTests {
    static let sizes = [
        ScreenSize(columns: 80, rows: 24), ScreenSize(columns: 20, rows: 5), ScreenSize(columns: 2, rows: 2),
        ScreenSize(columns: 1, rows: 1), ScreenSize(columns: 1, rows: 9), ScreenSize(columns: 9, rows: 1),
    ]

    @Test("The screen is the same wherever the bytes are cut", arguments: sizes)
    func cuts(size: ScreenSize) {
        for seed in 0..<150 {
            var streams = EscapeStreams(
                seed: UInt64(seed), vocabulary: .everything, columns: size.columns, rows: size.rows)
            let bytes = streams.stream(parts: 40)
            var whole = Screen(size: size, historyLines: 20)
            whole.feed(bytes)
            var cut = Screen(size: size, historyLines: 20)
            for piece in streams.pieces(of: bytes) { cut.feed(piece) }
            var bytewise = Screen(size: size, historyLines: 20)
            for byte in bytes { bytewise.feed(CollectionOfOne(byte)) }
            #expect(cut == whole, "seed \(seed)")
            #expect(bytewise == whole, "seed \(seed)")
        }
    }

    @Test("The cursor stays inside and wide characters stay whole", arguments: sizes)
    func invariants(size: ScreenSize) {
        for seed in 1_000..<1_100 {
            var streams = EscapeStreams(
                seed: UInt64(seed), vocabulary: .everything, columns: size.columns, rows: size.rows)
            var screen = Screen(size: size, historyLines: 7)
            for _ in 0..<30 {
                screen.feed(streams.stream(parts: 3))
                Self.check(screen, "seed \(seed)")
                guard streams.below(8) == 0 else { continue }
                screen.resize(to: ScreenSize(columns: 1 + streams.below(30), rows: 1 + streams.below(12)))
                Self.check(screen, "seed \(seed), resized")
            }
        }
    }

    @Test("Random bytes do no harm")
    func noise() {
        for seed in 0..<200 {
            var streams = EscapeStreams(seed: UInt64(seed), vocabulary: .everything, columns: 1, rows: 1)
            var screen = Screen(size: ScreenSize(columns: 1 + seed % 13, rows: 1 + seed % 7), historyLines: 5)
            // Half of it are the bytes that sequences are made of.
            let bytes = (0..<2_000).map { _ in
                streams.below(2) == 0
                    ? UInt8(streams.below(256)) : [0x1B, 0x5B, 0x3B, 0x32, 0x3F, 0x6D][streams.below(6)]
            }
            screen.feed(bytes)
            Self.check(screen, "seed \(seed)")
        }
    }

    /// What holds for every screen.
    private static func check(_ screen: Screen, _ comment: Comment) {
        let size = screen.size
        let cursor = screen.cursor
        #expect((0..<size.rows).contains(cursor.row), comment)
        #expect((0..<size.columns).contains(cursor.column), comment)
        #expect(!cursor.isWrapPending || cursor.column == size.columns - 1, comment)
        #expect(screen.history.count <= 20, comment)
        #expect(screen.lines.count == size.rows && screen.paddedLines.count == size.rows, comment)
        var broken = 0
        for row in 0..<size.rows {
            var isTailDue = false
            for column in 0..<size.columns {
                let cell = screen.cell(row: row, column: column)
                if isTailDue != (cell.width == 0) { broken += 1 }
                isTailDue = cell.width == 2
                if cell.text.isEmpty != (cell.width == 0) { broken += 1 }
            }
            if isTailDue { broken += 1 }
        }
        #expect(broken == 0, comment)
    }
}
