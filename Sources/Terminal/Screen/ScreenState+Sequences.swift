/// What each control sequence does.
///
/// Source: xterm's "Control Sequences"; ECMA-48; DEC STD 070.
extension ScreenState {
    mutating func controlSequence(_ sequence: EscapeSequence, final: UInt8) {
        expireHold(at: sequence.end)
        if sequence.selector(final) != UInt32(UInt8(ascii: "b")) { lastPrinted.width = 0 }
        switch (sequence.marker, sequence.intermediate) {
        case (0, 0): plain(sequence, final)
        case (UInt8(ascii: "?"), 0): marked(sequence, final)
        case (UInt8(ascii: ">"), 0), (UInt8(ascii: "<"), 0), (UInt8(ascii: "="), 0): extended(sequence, final)
        default: intermediate(sequence, final)
        }
    }

    /// `CSI … final`.
    private mutating func plain(_ sequence: EscapeSequence, _ final: UInt8) {
        let count = sequence.value(0, default: 1)
        switch final {
        case UInt8(ascii: "@"): insertCharacters(count)
        case UInt8(ascii: "A"): up(count)
        case UInt8(ascii: "B"): down(count)
        case UInt8(ascii: "C"), UInt8(ascii: "a"): move(column: frame.cursor.column + count)
        case UInt8(ascii: "D"): back(count)
        case UInt8(ascii: "E"):
            down(count)
            carriageReturn()
        case UInt8(ascii: "F"):
            up(count)
            carriageReturn()
        case UInt8(ascii: "G"), UInt8(ascii: "`"): move(column: count - 1)
        case UInt8(ascii: "H"), UInt8(ascii: "f"): move(row: count - 1, column: sequence.value(1, default: 1) - 1)
        case UInt8(ascii: "I"): tab(count)
        case UInt8(ascii: "J"): eraseInDisplay(sequence[0], isSelective: false)
        case UInt8(ascii: "K"): eraseInLine(sequence[0], isSelective: false)
        case UInt8(ascii: "L"): insertLines(count)
        case UInt8(ascii: "M"): deleteLines(count)
        case UInt8(ascii: "P"): deleteCharacters(count)
        case UInt8(ascii: "m"): selectStyle(sequence)
        default: rarer(sequence, final)
        }
    }

    private mutating func rarer(_ sequence: EscapeSequence, _ final: UInt8) {
        let count = sequence.value(0, default: 1)
        switch final {
        case UInt8(ascii: "S"): scrollUp(region, by: count)
        // With more parameters it is mouse tracking.
        case UInt8(ascii: "T"), UInt8(ascii: "^"):
            if sequence.count < 2 { frame.grid.scrollDown(region, by: count, style: style) }
        case UInt8(ascii: "X"): eraseCharacters(count)
        case UInt8(ascii: "Z"): backTab(count)
        case UInt8(ascii: "b"): repeatLast(count)
        case UInt8(ascii: "c"): if sequence[0] == 0 { reportAttributes(0) }
        case UInt8(ascii: "e"): move(down: count)
        case UInt8(ascii: "d"): move(row: count - 1, column: frame.cursor.column)
        case UInt8(ascii: "g"): clearTabs(sequence[0])
        case UInt8(ascii: "h"), UInt8(ascii: "l"):
            for index in 0..<sequence.count { setMode(sequence[index], to: final == UInt8(ascii: "h")) }
        case UInt8(ascii: "n"): reportStatus(sequence[0])
        case UInt8(ascii: "r"): setRegion(top: count, bottom: sequence.value(1, default: rows))
        case UInt8(ascii: "s"): if sequence.count == 0 { saveCursor() }
        case UInt8(ascii: "t"): windowOperation(sequence)
        case UInt8(ascii: "u"): if sequence.count == 0 { restoreCursor() }
        default: break
        }
    }

    /// `CSI ? … final`.
    private mutating func marked(_ sequence: EscapeSequence, _ final: UInt8) {
        switch final {
        case UInt8(ascii: "J"): eraseInDisplay(sequence[0], isSelective: true)
        case UInt8(ascii: "K"): eraseInLine(sequence[0], isSelective: true)
        case UInt8(ascii: "W"): if sequence[0] == 5 { tabStops = TabStops() }
        case UInt8(ascii: "h"), UInt8(ascii: "l"):
            for index in 0..<sequence.count {
                setPrivateMode(sequence[index], to: final == UInt8(ascii: "h"), at: sequence.end)
            }
        case UInt8(ascii: "s"):
            for index in 0..<sequence.count {
                guard let mode = ScreenModes.dec(sequence[index]) else { continue }
                savedModes.set(mode, to: frame.modes.contains(mode))
            }
        case UInt8(ascii: "r"):
            for index in 0..<sequence.count {
                guard let mode = ScreenModes.dec(sequence[index]) else { continue }
                setPrivateMode(sequence[index], to: savedModes.contains(mode), at: sequence.end)
            }
        case UInt8(ascii: "n"): reportPrivateStatus(sequence[0])
        case UInt8(ascii: "u"): replies.add("\u{1B}[?\(side.keyboard.last ?? 0)u")
        default: break
        }
    }

    /// `CSI > … final` and its like.
    private mutating func extended(_ sequence: EscapeSequence, _ final: UInt8) {
        switch (sequence.marker, final) {
        case (UInt8(ascii: ">"), UInt8(ascii: "c")): reportAttributes(1)
        case (UInt8(ascii: "="), UInt8(ascii: "c")): reportAttributes(2)
        case (UInt8(ascii: ">"), UInt8(ascii: "q")): reportVersion()
        case (UInt8(ascii: ">"), UInt8(ascii: "m")):
            if sequence.count == 0 || sequence[0] == 4 { modifyOtherKeys = sequence[1] }
        case (UInt8(ascii: ">"), UInt8(ascii: "n")): if sequence[0] == 4 { modifyOtherKeys = 0 }
        case (UInt8(ascii: ">"), UInt8(ascii: "u")): pushKeyboard(sequence[0])
        case (UInt8(ascii: "<"), UInt8(ascii: "u")): popKeyboard(sequence.value(0, default: 1))
        case (UInt8(ascii: "="), UInt8(ascii: "u")): setKeyboard(sequence[0], how: sequence.value(1, default: 1))
        default: break
        }
    }

    /// Those with an intermediate byte.
    private mutating func intermediate(_ sequence: EscapeSequence, _ final: UInt8) {
        let count = sequence.value(0, default: 1)
        let column = frame.cursor.column
        switch (sequence.marker, sequence.intermediate, final) {
        case (0, UInt8(ascii: " "), UInt8(ascii: "@")): shiftColumns(count, from: 0, isInsertion: false)
        case (0, UInt8(ascii: " "), UInt8(ascii: "A")): shiftColumns(count, from: 0, isInsertion: true)
        case (0, UInt8(ascii: " "), UInt8(ascii: "q")): if sequence[0] <= 6 { cursorShape = sequence[0] }
        case (0, UInt8(ascii: "'"), UInt8(ascii: "}")): shiftColumns(count, from: column, isInsertion: true)
        case (0, UInt8(ascii: "'"), UInt8(ascii: "~")): shiftColumns(count, from: column, isInsertion: false)
        case (0, UInt8(ascii: "!"), UInt8(ascii: "p")): softReset()
        case (0, UInt8(ascii: "\""), UInt8(ascii: "q")):
            if sequence[0] == 1 { frame.cursor.style.set(.protected) } else { frame.cursor.style.clear(.protected) }
        case (0, UInt8(ascii: "$"), UInt8(ascii: "p")): reportMode(sequence[0], isPrivate: false)
        case (UInt8(ascii: "?"), UInt8(ascii: "$"), UInt8(ascii: "p")): reportMode(sequence[0], isPrivate: true)
        default: break
        }
    }
}
