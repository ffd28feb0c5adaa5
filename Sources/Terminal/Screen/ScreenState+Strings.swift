/// Control strings: the window's names, and questions about colours and settings. All others are read over.
extension ScreenState {
    /// How many names of a window the stack holds (XTWINOPS 22 and 23).
    static let nameStackMax = 10

    mutating func string(_ kind: ControlString, _ bytes: [UInt8], endsInBell: Bool) {
        switch kind {
        case .operatingSystem: operatingSystemCommand(bytes, end: endsInBell ? "\u{7}" : "\u{1B}\\")
        case .deviceControl: deviceControl(bytes)
        case .startOfString, .privacyMessage, .application: break
        }
    }

    private mutating func operatingSystemCommand(_ bytes: [UInt8], end: String) {
        let parts = bytes.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(String(decoding: parts[0], as: UTF8.self)) else { return }
        switch number {
        case 0...2:
            let text = Self.name(parts[1])
            if number != 1 { names.title = text }
            if number != 2 { names.icon = text }
        case 4: reportPalette(parts[1], end: end)
        case 10...12: reportColors(parts[1], from: number, end: end)
        default: break
        }
    }

    /// A name as text, without the controls that may be in it.
    private static func name(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { scalar in
            scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)
        }
        return String(String.UnicodeScalarView(text))
    }

    private mutating func deviceControl(_ bytes: [UInt8]) {
        if bytes.starts(with: Array("$q".utf8)) {
            reportSetting(String(decoding: bytes.dropFirst(2), as: UTF8.self))
        } else if bytes.starts(with: Array("+q".utf8)) {
            // No terminfo capability can be asked for.
            replies.add("\u{1B}P0+r\u{1B}\\")
        }
    }

    /// XTWINOPS: sizes, and the stack of names. A program can't change the window.
    mutating func windowOperation(_ sequence: EscapeSequence) {
        switch sequence[0] {
        case 14: replies.add("\u{1B}[4;\(rows * Self.cellHeight);\(columns * Self.cellWidth)t")
        case 16: replies.add("\u{1B}[6;\(Self.cellHeight);\(Self.cellWidth)t")
        case 18: replies.add("\u{1B}[8;\(rows);\(columns)t")
        case 19: replies.add("\u{1B}[9;\(rows);\(columns)t")
        case 22: if nameStack.count < Self.nameStackMax { nameStack.append(names) }
        case 23:
            guard let last = nameStack.popLast() else { return }
            if sequence[1] != 1 { names.title = last.title }
            if sequence[1] != 2 { names.icon = last.icon }
        default: break
        }
    }

    /// The size of a cell that is told to who asks, in pixels.
    static let cellWidth = 8
    static let cellHeight = 16
}
