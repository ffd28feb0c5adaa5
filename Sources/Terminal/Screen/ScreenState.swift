/// What a terminal knows, and what its output does to it: the screen behind `Screen`.
///
/// The behaviour is xterm's where terminals differ. The functions are in extensions, one file for each kind.
struct ScreenState: Sendable, Hashable, EscapeHandler {
    static let keepsContents = true

    /// What a reader sees at a moment.
    struct Frame: Sendable, Hashable {
        /// The screen that is drawn on.
        var grid: Grid
        var cursor = CursorState()
        var modes = ScreenModes.standard
    }

    /// What the main and the alternate screen each have for themselves, beside the grid.
    struct Side: Sendable, Hashable {
        /// What DECSC saved.
        var saved: SavedCursor?
        /// The flags of the keyboard protocol, the newest last.
        var keyboard: [UInt8] = []
    }

    /// A character with its width.
    struct Printed: Sendable, Hashable {
        var content: UInt32 = 0
        var width = 0
    }

    /// How the next character may belong to the last one.
    enum Joining: Sendable, Hashable {
        /// Something other than a character came since.
        case none
        /// By what they are: a half of a flag, a skin tone.
        case byKind
        /// By U+200D, which came last.
        case byJoiner
    }

    /// The names of a window.
    struct Names: Sendable, Hashable {
        var title = ""
        var icon = ""
    }

    var frame: Frame
    var side = Side()
    /// The other one of the main and the alternate screen, once there is one.
    var otherGrid: Grid?
    var otherSide = Side()
    var clusters = ClusterTable()

    /// The scrolling region: its first and last row.
    var top = 0
    var bottom: Int
    /// What XTSAVE saved.
    var savedModes = ScreenModes.standard
    var tabStops = TabStops()
    var names = Names()
    var nameStack: [Names] = []
    /// The number of DECSCUSR.
    var cursorShape = 0
    var modifyOtherKeys = 0

    private var decoder = ScalarDecoder()
    /// The character that REP repeats: the last one, if nothing but REP came since; otherwise its width is 0.
    var lastPrinted = Printed()
    /// Whether the next character may join the last one.
    var joining = Joining.none
    var replies = ReplyQueue()
    /// What shows while synchronized output holds the screen still, and up to which byte of the stream.
    var held: Frame?
    var heldUntil = 0

    init(size: ScreenSize, historyMax: Int) {
        frame = Frame(grid: Grid(size: size, historyMax: historyMax))
        bottom = size.rows - 1
    }

    var columns: Int { frame.grid.columns }
    var rows: Int { frame.grid.rows }
    var style: PackedStyle { frame.cursor.style }

    // MARK: Text

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            if !decoder.isInside {
                if bytes[index] < 0x80 {
                    let start = index
                    while index < bytes.count, bytes[index] < 0x80 { index += 1 }
                    printASCII(UnsafeBufferPointer(rebasing: bytes[start..<index]))
                    continue
                }
                if let (value, length) = ScalarDecoder.whole(bytes, at: index) {
                    index += length
                    print(value)
                    continue
                }
            }
            switch decoder.feed(bytes[index]) {
            case .more: index += 1
            case .scalar(let value):
                index += 1
                print(value)
            case .invalid:
                index += 1
                print(ScalarDecoder.replacement)
            case .invalidBefore: print(ScalarDecoder.replacement)
            }
        }
    }

    mutating func beginSequence() {
        endCharacter()
        joining = .none
    }

    /// A character that a control cuts off is invalid.
    private mutating func endCharacter() {
        guard decoder.isInside else { return }
        decoder.reset()
        print(ScalarDecoder.replacement)
    }

    // MARK: Controls

    mutating func control(_ byte: UInt8) {
        endCharacter()
        joining = .none
        lastPrinted.width = 0
        switch byte {
        case 0x08: back(1)
        case 0x09: tab(1)
        case 0x0A...0x0C:
            lineFeed()
            if frame.modes.contains(.newLine) { carriageReturn() }
        case 0x0D: carriageReturn()
        case 0x0E: frame.cursor.shift(to: 1)
        case 0x0F: frame.cursor.shift(to: 0)
        default: break
        }
    }

    mutating func escape(_ sequence: EscapeSequence, final: UInt8) {
        lastPrinted.width = 0
        switch sequence.intermediate {
        case 0: escape(final)
        case UInt8(ascii: "("): frame.cursor.designate(CharacterSet(final: final), as: 0)
        case UInt8(ascii: ")"): frame.cursor.designate(CharacterSet(final: final), as: 1)
        case UInt8(ascii: "*"): frame.cursor.designate(CharacterSet(final: final), as: 2)
        case UInt8(ascii: "+"): frame.cursor.designate(CharacterSet(final: final), as: 3)
        case UInt8(ascii: "#"): if final == UInt8(ascii: "8") { alignmentPattern() }
        default: break
        }
    }

    private mutating func escape(_ final: UInt8) {
        switch final {
        case UInt8(ascii: "7"): saveCursor()
        case UInt8(ascii: "8"): restoreCursor()
        case UInt8(ascii: "="): frame.modes.insert(.applicationKeypad)
        case UInt8(ascii: ">"): frame.modes.remove(.applicationKeypad)
        case UInt8(ascii: "D"): lineFeed()
        case UInt8(ascii: "E"):
            lineFeed()
            carriageReturn()
        case UInt8(ascii: "H"): tabStops.set(frame.cursor.column)
        case UInt8(ascii: "M"): reverseLineFeed()
        case UInt8(ascii: "N"): frame.cursor.singleShift(to: 2)
        case UInt8(ascii: "O"): frame.cursor.singleShift(to: 3)
        case UInt8(ascii: "Z"): reportAttributes(0)
        case UInt8(ascii: "c"): reset()
        case UInt8(ascii: "n"): frame.cursor.shift(to: 2)
        case UInt8(ascii: "o"): frame.cursor.shift(to: 3)
        default: break
        }
    }
}
