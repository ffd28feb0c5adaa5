/// Modes: what happens when one is switched.
extension ScreenState {
    /// How much may be written while synchronized output holds the screen, in bytes; then it is shown nevertheless.
    ///
    /// Terminals bound it in time; this model has no clock, so who has one calls `Screen.releaseHold`.
    static let heldBytesMax = 1 << 20

    /// How deep the stack of keyboard flags is; the oldest are forgotten.
    static let keyboardDepthMax = 16

    mutating func setMode(_ number: Int, to isOn: Bool) {
        guard let mode = ScreenModes.ansi(number) else { return }
        frame.modes.set(mode, to: isOn)
    }

    /// Switches a private mode; `position` is where in the stream that happens.
    mutating func setPrivateMode(_ number: Int, to isOn: Bool, at position: Int) {
        switch number {
        case 6:
            frame.modes.set(.origin, to: isOn)
            move(row: 0, column: 0)
        case 47: showAlternate(isOn)
        case 1047:
            if !isOn, frame.modes.contains(.alternateScreen) { eraseAll() }
            showAlternate(isOn)
        case 1048: if isOn { saveCursor() } else { restoreCursor() }
        case 1049:
            if isOn { saveCursor() }
            showAlternate(isOn)
            if isOn { eraseAll() } else { restoreCursor() }
        // Of the kinds of mouse reports one is on at a time.
        case 9, 1000, 1002, 1003:
            frame.modes.subtract([.mouseX10, .mouseClicks, .mouseDrags, .mouseMoves])
            if isOn, let mode = ScreenModes.dec(number) { frame.modes.insert(mode) }
        case 2026: setHold(isOn, at: position)
        default: if let mode = ScreenModes.dec(number) { frame.modes.set(mode, to: isOn) }
        }
    }

    /// Changes between the main and the alternate screen; the cursor keeps its place.
    private mutating func showAlternate(_ isOn: Bool) {
        guard isOn != frame.modes.contains(.alternateScreen) else { return }
        frame.modes.set(.alternateScreen, to: isOn)
        var other = otherGrid ?? Grid(size: ScreenSize(columns: columns, rows: rows), historyMax: 0)
        swap(&frame.grid, &other)
        otherGrid = other
        swap(&side, &otherSide)
    }

    private mutating func eraseAll() { eraseInDisplay(2, isSelective: false) }

    // MARK: Synchronized output

    private mutating func setHold(_ isOn: Bool, at position: Int) {
        frame.modes.set(.synchronizedOutput, to: isOn)
        guard isOn else { return held = nil }
        if held != nil { return }
        held = Frame(grid: frame.grid.withoutHistory(), cursor: frame.cursor, modes: frame.modes)
        heldUntil = position + Self.heldBytesMax
    }

    /// Ends a hold that has lasted too long.
    @inline(__always)
    mutating func expireHold(at position: Int) {
        guard held != nil, position >= heldUntil else { return }
        held = nil
        frame.modes.remove(.synchronizedOutput)
    }

    // MARK: Keyboard protocol

    mutating func pushKeyboard(_ flags: Int) {
        if side.keyboard.count == Self.keyboardDepthMax { side.keyboard.removeFirst() }
        side.keyboard.append(UInt8(flags & 0x1F))
    }

    mutating func popKeyboard(_ count: Int) { side.keyboard.removeLast(min(count, side.keyboard.count)) }

    mutating func setKeyboard(_ flags: Int, how: Int) {
        let flags = UInt8(flags & 0x1F)
        let old = side.keyboard.popLast() ?? 0
        switch how {
        case 2: side.keyboard.append(old | flags)
        case 3: side.keyboard.append(old & ~flags)
        default: side.keyboard.append(flags)
        }
    }
}
