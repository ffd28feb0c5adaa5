/// How much room text takes in a terminal, near enough to lay out columns.
enum CellWidth {
    /// The cells of a text: two for East Asian and emoji, none for what joins the letter before.
    static func of(_ text: some StringProtocol) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

    /// The text, or its start and `…`, in at most `width` cells.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var room = width - 1
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            room -= self.width(scalar)
            guard room >= 0 else { break }
            kept.append(scalar)
        }
        return width < 1 ? "" : String(kept) + "…"
    }

    /// The text in pieces of at most `width` cells, broken at spaces where there are some; at least one piece.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        var cells = 0
        for scalar in text.unicodeScalars {
            let more = self.width(scalar)
            if cells + more > max(width, 2) {
                let cut = piece.lastIndex(of: " ").map { piece.index(after: $0) } ?? piece.endIndex
                let rest = String.UnicodeScalarView(piece[cut...])
                pieces.append(String(String.UnicodeScalarView(piece[..<cut])))
                piece = rest
                cells = of(String(rest))
            }
            piece.append(scalar)
            cells += more
        }
        return pieces + [String(piece)]
    }

    /// The cells of a character.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x0300...0x036F, 0x200B...0x200F, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xE0100...0xE01EF: 0
        case 0x1100...0x115F, 0x231A...0x231B, 0x2614...0x2615, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
