/// Select Graphic Rendition. Source: ECMA-48, section 8.3.117; xterm's "Control Sequences" for colours and underlines.
extension ScreenState {
    mutating func selectStyle(_ sequence: EscapeSequence) {
        var style = frame.cursor.style
        if sequence.count == 0 { style.reset() }
        var index = 0
        while index < sequence.count {
            let code = sequence[index]
            switch code {
            case 38, 48, 58:
                let color = Self.color(sequence, &index)
                guard let color else { continue }
                if code == 38 { style.foreground = color }
                if code == 48 { style.background = color }
                continue
            case 4 where sequence.isPart(index + 1):
                style.set(Underline(rawValue: UInt8(min(sequence[index + 1], 255))) ?? .single)
            default: style.apply(code)
            }
            index += 1
            while sequence.isPart(index) { index += 1 }
        }
        frame.cursor.style = style
    }

    /// The colour behind 38, 48 or 58, as `38;5;n`, `38;2;r;g;b`, `38:5:n`, `38:2:r:g:b` or `38:2:space:r:g:b`.
    ///
    /// Moves the index behind it; `nil` where there is no colour.
    private static func color(_ sequence: EscapeSequence, _ index: inout Int) -> UInt32? {
        let start = index + 1
        var end = start
        while sequence.isPart(end) { end += 1 }
        let hasParts = end > start
        switch sequence[start] {
        case 5 where start < sequence.count:
            index = hasParts ? end : start + 2
            return sequence[start + 1] < 256 ? PackedStyle.pack(index: sequence[start + 1]) : nil
        case 2 where start < sequence.count:
            let first = hasParts && end - start >= 5 ? start + 2 : start + 1
            index = hasParts ? end : start + 4
            let values = (first..<first + 3).map { sequence[$0] }
            guard values.allSatisfy({ $0 < 256 }) else { return nil }
            return PackedStyle.pack(red: values[0], green: values[1], blue: values[2])
        default:
            index = hasParts ? end : start
            return nil
        }
    }
}

extension PackedStyle {
    /// SGR 0; whether a cell is protected is another function's.
    fileprivate mutating func reset() {
        self = PackedStyle(attributes: attributes & UInt32(CellStyle.Marks.protected.rawValue))
    }

    /// A code that stands for itself.
    fileprivate mutating func apply(_ code: Int) {
        switch code {
        case 0: reset()
        case 30...37: foreground = Self.pack(index: code - 30)
        case 39: foreground = 0
        case 40...47: background = Self.pack(index: code - 40)
        case 49: background = 0
        case 90...97: foreground = Self.pack(index: code - 82)
        case 100...107: background = Self.pack(index: code - 92)
        default: applyMark(code)
        }
    }

    private mutating func applyMark(_ code: Int) {
        switch code {
        case 1: set(.bold)
        case 2: set(.faint)
        case 3: set(.italic)
        case 4: set(Underline.single)
        case 5, 6: set(.blink)
        case 7: set(.inverse)
        case 8: set(.invisible)
        case 9: set(.strike)
        case 21: set(Underline.double)
        case 22: clear([.bold, .faint])
        case 23: clear(.italic)
        case 24: set(Underline.none)
        case 25: clear(.blink)
        case 27: clear(.inverse)
        case 28: clear(.invisible)
        case 29: clear(.strike)
        case 53: set(.overline)
        case 55: clear(.overline)
        default: break
        }
    }
}
