import Recording
import Terminal

/// The pseudoterminal of a virtual process: its line discipline, its size, and what its settings were before.
struct VirtualTerminal {
    var line: LineDiscipline
    /// The size that the kernel tells of once it is another.
    private(set) var size: TerminalSize
    /// The settings that go back at the end; `nil`: they were not changed.
    private var original: LineSettings?
    /// What was typed and waits for room.
    private var ahead: [UInt8] = []
    /// Whether the process was told of the end of its input: it reads no more.
    var isInputOver = false
    /// Whether the master is gone: nothing can be typed, and reads are at their end.
    private(set) var isHungUp = false
    /// Whether the process makes its terminal raw again once it is continued.
    private(set) var isSuspended = false

    init(size: TerminalSize, settings: LineSettings) {
        self.size = size
        line = LineDiscipline(settings)
    }

    /// What is typed is taken in pieces that end behind these.
    private static let lineEnds: [UInt8] = [UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x04]

    /// Bytes are typed.
    ///
    /// - Parameter screen: where that goes which is to be seen.
    /// - Returns: how many went in at once, and the signals for the group in the foreground.
    mutating func type(_ bytes: [UInt8], into screen: inout [UInt8]) -> (count: Int, signals: [LineDiscipline.Signal]) {
        ahead += bytes
        return refill(into: &screen)
    }

    /// Goes on with what waited for room.
    mutating func refill(into screen: inout [UInt8]) -> (count: Int, signals: [LineDiscipline.Signal]) {
        var signals: [LineDiscipline.Signal] = []
        var count = 0
        if line.canGoOn { signals += line.receive(into: &screen) }
        while count < ahead.count, line.room > 0 {
            let rest = ahead[count...].prefix(line.room)
            // The kernel is through with a line before anybody can have read it.
            let end = rest.firstIndex { Self.lineEnds.contains($0) }.map { $0 + 1 } ?? rest.endIndex
            signals += line.receive(Array(rest[..<end]), into: &screen)
            count = end
        }
        ahead.removeFirst(count)
        return (count, signals)
    }

    /// Whether something was typed that waits for room.
    var isWaiting: Bool { !ahead.isEmpty || line.canGoOn }

    /// One read of the process; empty is the end, `nil` that there is nothing.
    mutating func read() -> [UInt8]? {
        if isInputOver { return nil }
        return isHungUp ? [] : line.read()
    }

    /// The master is gone; what was typed goes with it.
    mutating func hangUp() {
        isHungUp = true
        ahead = []
    }

    /// Takes a new size; whether it is another one.
    mutating func resize(to size: TerminalSize) -> Bool {
        defer { self.size = size }
        return self.size != size
    }

    // MARK: Settings

    /// The process makes the terminal raw, or its input alone (tcsetattr(3)).
    mutating func makeRaw(keepingOutput: Bool, into screen: inout [UInt8]) {
        isSuspended = false
        guard original == nil else { return }
        original = line.settings
        line.change(to: keepingOutput ? line.settings.withRawInput : line.settings.raw, into: &screen)
    }

    /// The process puts the settings back as they were.
    mutating func restore(into screen: inout [UInt8]) {
        guard let settings = original else { return }
        original = nil
        line.change(to: settings, into: &screen)
    }

    /// The process puts the settings back until it is continued.
    mutating func suspend(into screen: inout [UInt8]) {
        restore(into: &screen)
        isSuspended = true
    }

    /// The process forgets how the settings were.
    mutating func abandon() { original = nil }
}
