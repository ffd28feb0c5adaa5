/// What a terminal does between the keys and the program: it echoes, keeps lines that can be edited, sends signals and
/// completes line ends, as the kernel's line discipline does.
///
/// A value without a clock: bytes from the keys go in by `receive`, the program takes them by `read` and writes through
/// `write`. What is to be seen on the screen comes out of both.
///
/// ```swift
/// var line = LineDiscipline(.cooked)
/// var screen: [UInt8] = []
/// _ = line.receive(Array("lx\u{7F}s\r".utf8), into: &screen)   // the screen shows "lx\b \bs\r\n"
/// line.read()                                                   // "ls\n"
/// ```
///
/// Source: termios(3), ioctl_tty(2); equal to Linux in every byte, which a test finds by asking a real pseudoterminal.
public struct LineDiscipline: Sendable {
    /// What was typed and not read is kept up to so many bytes: a line of 4,095 and its end.
    public static let bufferBytes = 4_096

    /// The longest line that can be typed in canonical mode, its end aside; what is beyond is silently dropped.
    public static let lineBytesMax = bufferBytes - 1

    /// How many bytes that find no room wait before whoever types has to.
    public static let waitingBytesMax = 7_681

    /// A signal for the group in the foreground.
    public enum Signal: Sendable, Hashable {
        /// SIGINT.
        case interrupt
        /// SIGQUIT.
        case quit
        /// SIGTSTP.
        case suspend
    }

    /// How bytes are treated; see `change`.
    public private(set) var settings: LineSettings
    /// Whether the person has stopped output (Ctrl-S): whoever writes has to wait.
    public private(set) var isStopped = false

    /// What was typed: a ring. Places count up for ever.
    private var ring: [UInt8]
    /// Where lines end in it.
    private var ends: [Bool]
    private var tail = 0
    /// Where the line begins that is being typed.
    private var lineStart = 0
    private var head = 0
    private var isNextLiteral = false
    private var echo = LineEcho()
    /// Bytes that mean something.
    private var special: [Bool]
    /// What has found no room yet.
    private var waiting: [UInt8] = []
    /// Whether a reader has to make room before anything more is taken.
    private var isFull = false

    /// Nothing typed yet.
    public init(_ settings: LineSettings = .cooked) {
        self.settings = settings
        ring = [UInt8](repeating: 0, count: Self.bufferBytes)
        ends = [Bool](repeating: false, count: Self.bufferBytes)
        special = Self.specialBytes(settings)
    }

    private var flags: LineSettings.Flags { settings.flags }

    // MARK: The keys

    /// How many bytes may be typed at present before whoever types has to wait.
    public var room: Int { isFull ? max(0, Self.waitingBytesMax - waiting.count) : Self.waitingBytesMax }

    /// Takes bytes from the keys, or goes on with those that found no room.
    ///
    /// - Parameters:
    ///   - bytes: what was typed; what is beyond `room` is kept all the same.
    ///   - screen: where that goes which is to be seen.
    /// - Returns: signals for the foreground group, in order.
    public mutating func receive(_ bytes: [UInt8] = [], into screen: inout [UInt8]) -> [Signal] {
        var signals: [Signal] = []
        guard !isFull else {
            waiting += bytes
            return []
        }
        let rest = waiting.isEmpty ? bytes : waiting + bytes
        var place = 0
        while place < rest.count {
            let count = min(rest.count - place, makeRoom())
            if count == 0 { break }
            for byte in rest[place..<place + count] { take(byte, &signals, &screen) }
            if flags.contains(.echo) || flags.contains(.echonl) { showEchoes(&screen) }
            place += count
        }
        waiting = place == rest.count ? [] : Array(rest[place...])
        isFull = !waiting.isEmpty
        return signals
    }

    /// How many bytes are taken next; where a line is too long its last byte gives way.
    private mutating func makeRoom() -> Int {
        let room = Self.bufferBytes - (head - tail) - 1
        guard room <= 0 else { return room }
        guard flags.contains(.icanon), lineStart == tail else { return 0 }
        if room < 0 { head -= 1 }
        return 1
    }

    private mutating func take(_ byte: UInt8, _ signals: inout [Signal], _ screen: inout [UInt8]) {
        if isNextLiteral {
            isNextLiteral = false
            takePlain(byte, &screen)
        } else if special[Int(byte)] {
            takeSpecial(byte, &signals, &screen)
        } else {
            takePlain(byte, &screen)
        }
    }

    private mutating func takePlain(_ byte: UInt8, _ screen: inout [UInt8]) {
        restartByAnyKey(&screen)
        if flags.contains(.echo) {
            if lineStart == head { echo.addLineStart() }
            echo.addTyped(byte, flags)
            showMany(&screen)
        }
        put(byte)
    }

    private mutating func takeSpecial(_ byte: UInt8, _ signals: inout [Signal], _ screen: inout [UInt8]) {
        let characters = settings.characters
        if flags.contains(.ixon) {
            if byte == characters.start { return restart(&screen) }
            if byte == characters.stop {
                isStopped = true
                return
            }
        }
        if flags.contains(.isig), let signal = signal(of: byte) {
            signals.append(signal)
            return interrupt(byte, &screen)
        }
        restartByAnyKey(&screen)
        var byte = byte
        if byte == UInt8(ascii: "\r") {
            if flags.contains(.igncr) { return }
            if flags.contains(.icrnl) { byte = UInt8(ascii: "\n") }
        } else if byte == UInt8(ascii: "\n"), flags.contains(.inlcr) {
            byte = UInt8(ascii: "\r")
        }
        if flags.contains(.icanon), edit(byte, &screen) { return }
        if flags.contains(.echo) {
            if byte == UInt8(ascii: "\n") {
                echo.add(byte)
            } else {
                if lineStart == head { echo.addLineStart() }
                echo.addTyped(byte, flags)
            }
            showMany(&screen)
        }
        put(byte)
    }

    private func signal(of byte: UInt8) -> Signal? {
        switch byte {
        case settings.characters.interrupt: .interrupt
        case settings.characters.quit: .quit
        case settings.characters.suspend: .suspend
        default: nil
        }
    }

    /// A signal takes what was typed with it, but where the settings say otherwise.
    private mutating func interrupt(_ byte: UInt8, _ screen: inout [UInt8]) {
        if !flags.contains(.noflsh) {
            echo.removeAll()
            (head, lineStart, tail) = (0, 0, 0)
            for place in ends.indices where ends[place] { ends[place] = false }
        }
        if flags.contains(.ixon) { isStopped = false }
        if flags.contains(.echo) {
            echo.addTyped(byte, flags)
            showMany(&screen)
        } else {
            showEchoes(&screen)
        }
    }

    // MARK: Editing

    /// What a byte does to the line that is being typed; whether it does anything but stand in it.
    private mutating func edit(_ byte: UInt8, _ screen: inout [UInt8]) -> Bool {
        let characters = settings.characters
        let isExtended = flags.contains(.iexten)
        let isShown = flags.contains(.echo)
        if byte == characters.erase || byte == characters.kill || byte == characters.wordErase && isExtended {
            erase(byte)
        } else if byte == characters.literalNext, isExtended {
            isNextLiteral = true
            if isShown, flags.contains(.echoctl) {
                echo.add(UInt8(ascii: "^"))
                echo.add(0x08)
            }
        } else if byte == characters.reprint, isShown, isExtended {
            echo.addTyped(byte, flags)
            echo.add(UInt8(ascii: "\n"))
            for place in lineStart..<head { echo.addTyped(ring[place % Self.bufferBytes], flags) }
        } else if byte == UInt8(ascii: "\n") {
            if isShown || flags.contains(.echonl) { echo.add(byte) }
            endLine(byte)
        } else if byte == characters.endOfFile {
            endLine(LineSettings.Characters.disabled)
        } else if byte == characters.endOfLine || byte == characters.secondEndOfLine && isExtended {
            if isShown {
                if lineStart == head { echo.addLineStart() }
                echo.addTyped(byte, flags)
            }
            endLine(byte)
        } else {
            return false
        }
        showMany(&screen)
        return true
    }

    private mutating func endLine(_ byte: UInt8) {
        ends[head % Self.bufferBytes] = true
        put(byte)
        lineStart = head
    }

    private mutating func erase(_ key: UInt8) {
        guard head != lineStart else { return }
        let isCharacter = key == settings.characters.erase
        let isWord = !isCharacter && key == settings.characters.wordErase
        if !isCharacter, !isWord, !flags.isSuperset(of: [.echo, .echok, .echoke, .echoe]) {
            head = lineStart
            guard flags.contains(.echo) else { return }
            echo.addTyped(settings.characters.kill, flags)
            if flags.contains(.echok) { echo.add(UInt8(ascii: "\n")) }
            return
        }
        var hasSeenWord = false
        while head != lineStart {
            var place = head - 1
            while ring[place % Self.bufferBytes].isContinuation(flags), place != lineStart { place -= 1 }
            let byte = ring[place % Self.bufferBytes]
            // Part of a character is not erased.
            if byte.isContinuation(flags) { return }
            if isWord {
                if byte.isWordPart { hasSeenWord = true } else if hasSeenWord { return }
            }
            head = place
            if flags.contains(.echo) { showErased(byte, isCharacter: isCharacter) }
            if isCharacter { return }
        }
    }

    private mutating func showErased(_ byte: UInt8, isCharacter: Bool) {
        if isCharacter, !flags.contains(.echoe) {
            echo.addTyped(settings.characters.erase, flags)
        } else if byte == UInt8(ascii: "\t") {
            var (columns, place, isBehindTab) = (0, head, false)
            while place != lineStart, !isBehindTab {
                place -= 1
                let before = ring[place % Self.bufferBytes]
                if before == UInt8(ascii: "\t") {
                    isBehindTab = true
                } else if before.isControl {
                    if flags.contains(.echoctl) { columns += 2 }
                } else if !before.isContinuation(flags) {
                    columns += 1
                }
            }
            echo.addErasedTab(columns: columns, isBehindTab: isBehindTab)
        } else if flags.contains(.echoctl) || !byte.isControl {
            echo.addErasedCell()
            if byte.isControl { echo.addErasedCell() }
        }
    }

    private mutating func put(_ byte: UInt8) {
        ring[head % Self.bufferBytes] = byte
        head += 1
    }

    // MARK: The screen

    private mutating func showEchoes(_ screen: inout [UInt8]) {
        echo.show(flags, isStopped: isStopped, into: &screen)
    }

    private mutating func showMany(_ screen: inout [UInt8]) { if echo.isDue { showEchoes(&screen) } }

    private mutating func restart(_ screen: inout [UInt8]) {
        guard isStopped else { return }
        isStopped = false
        showEchoes(&screen)
    }

    private mutating func restartByAnyKey(_ screen: inout [UInt8]) {
        if isStopped, flags.isSuperset(of: [.ixon, .ixany]) { restart(&screen) }
    }

    // MARK: The program

    /// Whether a read would give something, or the end.
    public var isReadable: Bool { (flags.contains(.icanon) ? lineStart : head) != tail }

    /// What one read gives: a line in canonical mode, else all that is there; empty is the end of the input (Ctrl-D), and
    /// `nil` means that there is nothing.
    ///
    /// - Parameter bytesMax: the most that is read, at least 1.
    public mutating func read(bytesMax: Int = bufferBytes) -> [UInt8]? {
        guard isReadable else { return nil }
        defer { if isFull, (flags.contains(.icanon) ? lineStart : head) - tail <= Self.fewBytes { isFull = false } }
        guard flags.contains(.icanon) else { return taking(min(head - tail, bytesMax)) }
        let end = (tail..<lineStart).first { ends[$0 % Self.bufferBytes] }
        guard let end else { return taking(min(lineStart - tail, bytesMax)) }
        let isWhole = end - tail + 1 <= bytesMax
        if ring[end % Self.bufferBytes] == LineSettings.Characters.disabled, end - tail <= bytesMax {
            ends[end % Self.bufferBytes] = false
            let line = taking(end - tail)
            tail += 1
            return line
        }
        if isWhole { ends[end % Self.bufferBytes] = false }
        return taking(min(end - tail + 1, bytesMax))
    }

    /// What waits for room is taken once no more than so many bytes are left to be read.
    private static let fewBytes = 128

    private mutating func taking(_ count: Int) -> [UInt8] {
        defer { tail += count }
        let start = tail % Self.bufferBytes
        let first = min(count, Self.bufferBytes - start)
        return Array(ring[start..<start + first]) + ring[..<(count - first)]
    }

    /// Whether `receive` would go on with something that found no room before.
    public var canGoOn: Bool { !waiting.isEmpty && !isFull }

    /// What comes out on the screen's side of what the program writes.
    public mutating func write(_ bytes: [UInt8]) -> [UInt8] {
        guard flags.contains(.opost) else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 16 + 1)
        for byte in bytes { echo.write(byte, flags, into: &out) }
        return out
    }

    /// Changes how bytes are treated from now on (tcsetattr(3), TCSANOW).
    ///
    /// What was typed can be read from then on, also where it was no whole line.
    public mutating func change(to new: LineSettings, into screen: inout [UInt8]) {
        let old = settings
        settings = new
        special = Self.specialBytes(new)
        if old.flags.contains(.icanon) != new.flags.contains(.icanon) {
            for place in ends.indices where ends[place] { ends[place] = false }
            isNextLiteral = false
            if new.flags.contains(.icanon), head != tail {
                ends[(head - 1) % Self.bufferBytes] = true
                lineStart = head
            } else {
                lineStart = tail
            }
        }
        if old.flags.contains(.ixon), !new.flags.contains(.ixon) { restart(&screen) }
    }

    /// Which bytes mean something.
    private static func specialBytes(_ settings: LineSettings) -> [Bool] {
        var special = [Bool](repeating: false, count: 256)
        let (flags, characters) = (settings.flags, settings.characters)
        func mark(_ bytes: UInt8...) { for byte in bytes { special[Int(byte)] = true } }
        if flags.contains(.igncr) || flags.contains(.icrnl) { mark(UInt8(ascii: "\r")) }
        if flags.contains(.inlcr) { mark(UInt8(ascii: "\n")) }
        if flags.contains(.icanon) {
            mark(characters.erase, characters.kill, characters.endOfFile, UInt8(ascii: "\n"), characters.endOfLine)
            if flags.contains(.iexten) {
                mark(characters.wordErase, characters.literalNext, characters.secondEndOfLine)
                if flags.contains(.echo) { mark(characters.reprint) }
            }
        }
        if flags.contains(.ixon) { mark(characters.start, characters.stop) }
        if flags.contains(.isig) { mark(characters.interrupt, characters.quit, characters.suspend) }
        special[Int(LineSettings.Characters.disabled)] = false
        return special
    }
}
