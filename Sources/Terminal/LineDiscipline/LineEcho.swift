/// What a line discipline still has to show of what was typed, and in which column the terminal is.
///
/// Echoes are gathered while a piece of input is taken and shown behind it, or as soon as there are many: a signal in the
/// same piece takes back what was not shown yet.
struct LineEcho: Sendable {
    /// One thing to be shown.
    private enum Mark {
        /// A byte, treated as output is.
        case byte(UInt8)
        /// A byte that the kernel shows as it is.
        case plain(UInt8)
        /// A control character, as `^X`.
        case control(UInt8)
        /// As many steps back as a tab was wide.
        case erasedTab(columns: Int, isBehindTab: Bool)
        /// The line begins in this column.
        case lineStart

        /// How many bytes the kernel keeps for it.
        var bytes: Int {
            switch self {
            case .byte: 1
            case .plain, .control, .lineStart: 2
            case .erasedTab: 3
            }
        }
    }

    /// So many bytes of echoes are shown before their piece of input is through.
    private static let block = 256
    /// The byte that the kernel's own notes begin with.
    private static let noteByte: UInt8 = 0xFF

    private var marks: [Mark] = []
    private var size = 0
    private var committed = 0
    private var column = 0
    private var lineColumn = 0

    // MARK: What is to be shown

    /// Shows a byte as it is, or as output.
    mutating func add(_ byte: UInt8) { append(byte == Self.noteByte ? .plain(byte) : .byte(byte)) }

    /// Shows a byte that was typed.
    mutating func addTyped(_ byte: UInt8, _ flags: LineSettings.Flags) {
        if flags.contains(.echoctl), byte.isControl, byte != UInt8(ascii: "\t") {
            append(.control(byte))
        } else {
            add(byte)
        }
    }

    /// Takes back a cell.
    mutating func addErasedCell() {
        for byte in [0x08, 0x20, 0x08] as [UInt8] { add(byte) }
    }

    /// Takes back a tab that stands behind so many columns of its line, or of what follows the tab before it.
    mutating func addErasedTab(columns: Int, isBehindTab: Bool) {
        append(.erasedTab(columns: columns & 7, isBehindTab: isBehindTab))
    }

    /// Notes that a line begins here.
    mutating func addLineStart() { append(.lineStart) }

    private mutating func append(_ mark: Mark) {
        marks.append(mark)
        size += mark.bytes
    }

    /// Forgets what was not shown.
    mutating func removeAll() {
        marks.removeAll(keepingCapacity: true)
        size = 0
        committed = 0
    }

    // MARK: Showing it

    /// Whether so much waits that it is shown at once.
    var isDue: Bool { size >= Self.block && size % Self.block <= committed % Self.block }

    /// Shows all, if the terminal takes it.
    mutating func show(_ flags: LineSettings.Flags, isStopped: Bool, into out: inout [UInt8]) {
        committed = size
        guard !isStopped, !marks.isEmpty else { return }
        for mark in marks { show(mark, flags, into: &out) }
        removeAll()
    }

    private mutating func show(_ mark: Mark, _ flags: LineSettings.Flags, into out: inout [UInt8]) {
        switch mark {
        case .byte(let byte): write(byte, flags, into: &out)
        case .plain(let byte):
            out.append(byte)
            column += 1
        case .control(let byte):
            out.append(UInt8(ascii: "^"))
            out.append(byte ^ 0x40)
            column += 2
        case .erasedTab(let columns, let isBehindTab):
            let count = 8 - (columns + (isBehindTab ? 0 : lineColumn)) & 7
            for _ in 0..<count { out.append(0x08) }
            column = max(0, column - count)
        case .lineStart: lineColumn = column
        }
    }

    /// Writes a byte as the settings want it.
    mutating func write(_ byte: UInt8, _ flags: LineSettings.Flags, into out: inout [UInt8]) {
        guard flags.contains(.opost) else { return out.append(byte) }
        switch byte {
        case UInt8(ascii: "\n"):
            if flags.contains(.onlcr) {
                out.append(UInt8(ascii: "\r"))
                column = 0
            } else if flags.contains(.onlret) {
                column = 0
            }
            lineColumn = column
        case UInt8(ascii: "\r"):
            if flags.contains(.onocr), column == 0 { return }
            if flags.contains(.ocrnl) {
                if flags.contains(.onlret) { (column, lineColumn) = (0, 0) }
                return out.append(UInt8(ascii: "\n"))
            }
            (column, lineColumn) = (0, 0)
        case UInt8(ascii: "\t"): column += 8 - column & 7
        case 0x08: column = max(0, column - 1)
        default: if !byte.isControl, !byte.isContinuation(flags) { column += 1 }
        }
        out.append(byte)
    }
}

extension UInt8 {
    /// Whether it is a control character of ASCII.
    var isControl: Bool { self < 0x20 || self == 0x7F }

    /// Whether it continues a character of UTF-8, where the terminal knows of those.
    func isContinuation(_ flags: LineSettings.Flags) -> Bool { flags.contains(.iutf8) && self & 0xC0 == 0x80 }

    /// Whether it is part of a word; bytes above 127 count as the letters of ISO 8859-1.
    var isWordPart: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        case 0xC0...0xFF: self != 0xD7 && self != 0xF7
        default: false
        }
    }
}
