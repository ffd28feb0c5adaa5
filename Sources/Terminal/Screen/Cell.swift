/// One cell of a screen, as a reader sees it.
public struct ScreenCell: Sendable, Hashable {
    /// What stands in it: one character with its marks; a space where nothing does, empty for the second half of a wide one.
    public let text: String
    /// How many columns the character takes, 1 or 2; 0 for the second half of a wide one.
    public let width: Int
    /// How it is drawn.
    public let style: CellStyle
}

/// A cell in sixteen bytes; all zero is an erased one.
struct Cell: Sendable, Hashable {
    /// What stands in the cell: nothing (0), a scalar, or the number of a cluster; and its half of a wide character.
    var content: UInt32 = 0
    var style = PackedStyle()

    /// Set where the content is the number of a cluster.
    static let clusterBit: UInt32 = 1 << 31
    /// Set in the first cell of a wide character.
    static let wideBit: UInt32 = 1 << 30
    /// The content of the second cell of a wide character.
    static let tail: UInt32 = 1 << 29

    /// An erased cell, the style of a fresh screen.
    static let blank = Cell()

    @inline(__always)
    init() {}

    @inline(__always)
    init(content: UInt32, style: PackedStyle) {
        self.content = content
        self.style = style
    }

    @inline(__always)
    var isWide: Bool { content & Self.wideBit != 0 }

    @inline(__always)
    var isTail: Bool { content == Self.tail }

    /// The content without its width: a scalar's value or a cluster's number with its bit.
    @inline(__always)
    var character: UInt32 { content & ~(Self.wideBit | Self.tail) }

    /// Whether a reader sees nothing here but, maybe, a background.
    @inline(__always)
    var isSpace: Bool { content == 0 || content == 0x20 }
}

/// The characters of more than one scalar that stand on a screen, each once.
struct ClusterTable: Sendable, Hashable {
    /// How many scalars a character may have; more are dropped.
    static let scalarsMax = 16
    /// How many different characters of more than one scalar a screen can show; marks that would make more are dropped.
    static let clustersMax = 65_536

    private var scalars: [[UInt32]] = []
    /// The number of a cluster by what it was before its last scalar, and that scalar.
    private var numbers: [UInt64: UInt32] = [:]

    /// The content that a character becomes with one more scalar; `nil` where a limit is reached.
    mutating func content(of character: UInt32, adding scalar: UInt32) -> UInt32? {
        let key = UInt64(character) << 32 | UInt64(scalar)
        if let number = numbers[key] { return number }
        let whole = self.scalars(of: character) + [scalar]
        guard whole.count <= Self.scalarsMax, scalars.count < Self.clustersMax else { return nil }
        let number = Cell.clusterBit | UInt32(scalars.count)
        scalars.append(whole)
        numbers[key] = number
        return number
    }

    /// The scalars of a character; a space for an erased cell.
    func scalars(of character: UInt32) -> [UInt32] {
        if character == 0 { return [0x20] }
        return character & Cell.clusterBit == 0 ? [character] : scalars[Int(character & ~Cell.clusterBit)]
    }

    /// The last scalar of a character.
    @inline(__always)
    func last(of character: UInt32) -> UInt32 {
        character & Cell.clusterBit == 0 ? character : scalars[Int(character & ~Cell.clusterBit)].last ?? 0
    }

    /// Appends what a cell shows.
    func append(_ cell: Cell, to text: inout String.UnicodeScalarView) {
        if cell.isTail { return }
        let character = cell.character
        if character & Cell.clusterBit == 0 {
            text.append(character == 0 ? " " : Unicode.Scalar(character) ?? "\u{FFFD}")
        } else {
            for scalar in scalars(of: character) { text.append(Unicode.Scalar(scalar) ?? "\u{FFFD}") }
        }
    }
}
