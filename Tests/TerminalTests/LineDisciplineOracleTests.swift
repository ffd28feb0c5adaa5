import Determinism
import Terminal
import Testing

/// The kernel is the judge: what its own pseudoterminals do to drawn keys under drawn settings, ours does too.
@Suite("The line discipline and the kernel's")
struct LineDisciplineOracleTests {
    private static let cases = 600
    private static let steps = 24

    @Test("do the same with drawn keys, output and settings")
    func drawn() throws {
        for seed in 0..<UInt64(Self.cases) {
            var run = try Run(seed: seed)
            for _ in 0..<Self.steps where run.difference == nil { run.step() }
            let story = run.log.joined(separator: "\n")
            try #require(run.difference == nil, "seed \(seed): \(run.difference ?? "")\n\(story)")
        }
    }

    @Test("cut a long line at the same place, and echo the same of it", arguments: [4_094, 4_095, 4_096, 5_000, 7_000])
    func longLine(_ length: Int) throws {
        var run = try Run(seed: 1, settings: .cooked)
        run.type([UInt8](repeating: 0x61, count: length) + [0x0D])
        run.finish()
        #expect(run.difference == nil, "\(run.difference ?? "")")
        #expect(run.lastRead.count == min(length, LineDiscipline.lineBytesMax) + 1)
    }

    @Test("hold back what a raw terminal has no room for, and lose nothing")
    func rawBytes() throws {
        var run = try Run(seed: 1, settings: LineSettings.cooked.raw)
        run.type((0..<7_500).map { UInt8(truncatingIfNeeded: $0) })
        run.finish()
        #expect(run.difference == nil, "\(run.difference ?? "")")
    }

    @Test("begin with the same settings")
    func beginning() throws {
        #expect(try RealTerminal().originalFlags == LineSettings.cooked.flags)
    }
}

/// One pseudoterminal and one value that is to be like it.
private struct Run {
    let real: RealTerminal
    var model: LineDiscipline
    var choices: Choices
    var difference: String?
    var log: [String] = []
    var lastRead: [UInt8] = []
    private var screen: [UInt8] = []

    init(seed: UInt64, settings: LineSettings? = nil) throws {
        real = try RealTerminal()
        choices = Choices(seed: seed)
        model = LineDiscipline(.cooked)
        change(to: settings ?? drawnSettings())
    }

    mutating func step() {
        switch choices.below(10, "step") {
        case 0:
            change(to: drawnSettings())
            // What can be read is read before anything more is typed, or the kernel may or may not have taken that by then.
            if model.isReadable { read() }
        case 1, 2: if !model.isStopped { print(drawnBytes(choices.below(9, "size"))) }
        default:
            type(drawnKeys())
            if model.isReadable || choices.below(2, "read") == 0 { read() } else { real.settle() }
        }
        look()
    }

    /// Reads all on both sides.
    mutating func finish() {
        read()
        look()
    }

    mutating func type(_ bytes: [UInt8]) {
        log.append("type \(bytes.prefix(80))")
        _ = model.receive(bytes, into: &screen)
        expect(real.type(bytes) == bytes.count, "the kernel takes less")
    }

    private mutating func print(_ bytes: [UInt8]) {
        log.append("print \(bytes)")
        screen += model.write(bytes)
        expect(real.print(bytes) == bytes.count, "the kernel prints less")
    }

    private mutating func change(to settings: LineSettings) {
        log.append("settings \(settings)")
        model.change(to: settings, into: &screen)
        real.change(to: settings)
    }

    private mutating func read() {
        while difference == nil {
            let real = real.read()
            let ours = model.read()
            if let real { lastRead = real }
            log.append("read \(real.map { "\($0.prefix(80))" } ?? "nothing")")
            func text(_ bytes: [UInt8]?) -> String { bytes.map { "\($0.count) \($0.suffix(80))" } ?? "nothing" }
            expect(real == ours, "read \(text(real)), ours \(text(ours))")
            if model.canGoOn { _ = model.receive(into: &screen) }
            if real == nil { return }
        }
    }

    private mutating func look() {
        let shown = real.screen()
        let ours = screen
        expect(shown == ours, "screen \(shown.count) \(shown.suffix(80)), ours \(ours.count) \(ours.suffix(80))")
        screen = []
    }

    private mutating func expect(_ isSame: Bool, _ text: @autoclosure () -> String) {
        if !isSame, difference == nil { difference = text() }
    }

    // MARK: What is drawn

    private mutating func drawnSettings() -> LineSettings {
        var settings = LineSettings.cooked
        for bit in 0..<21 where choices.below(5, "flag") == 0 {
            settings.flags.formSymmetricDifference(LineSettings.Flags(rawValue: 1 << UInt32(bit)))
        }
        switch choices.below(8, "kind") {
        case 0: return settings.raw
        case 1: return settings.withRawInput
        case 2: settings.characters.endOfLine = 0x2C
        case 3: settings.characters.secondEndOfLine = 0x3B
        case 4: settings.characters.kill = 0x40
        case 5: settings.characters.interrupt = LineSettings.Characters.disabled
        default: break
        }
        return settings
    }

    private mutating func drawnByte() -> UInt8 {
        let special: [UInt8] = [
            0x0D, 0x0A, 0x09, 0x08, 0x7F, 0x15, 0x17, 0x16, 0x12, 0x04, 0x00, 0x01, 0x1B, 0xFF, 0xC3, 0xA4, 0xE2, 0x82,
            0xAC, 0x80, 0x20, 0x20, 0x5F, 0x2C, 0x3B, 0x40, 0xD7,
        ]
        return choices.below(2, "special") == 0
            ? special[choices.below(special.count, "byte")] : UInt8(0x61 + choices.below(26, "letter"))
    }

    private mutating func drawnBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count { bytes.append(drawnByte()) }
        return bytes
    }

    /// A piece of input. A signal comes only where what it takes back can't have been read or shown: the kernel may have
    /// shown a line to a reader, or many echoes to the screen, before it comes to the signal behind them.
    private mutating func drawnKeys() -> [UInt8] {
        var keys = drawnBytes(1 + choices.below(12, "size"))
        let controls: [UInt8] = [0x03, 0x1C, 0x1A, 0x13, 0x11, 0x11]
        if choices.below(3, "control") == 0 {
            let place = choices.below(3, "place") == 0 ? keys.count : 0
            let early: Set<UInt8> = [0x0D, 0x0A, 0x04, 0x2C, 0x3B, 0x12, 0x15, 0x17, 0x40]
            let isLine = model.settings.flags.contains(.icanon) && !model.isReadable && !model.isStopped
            let isSafe = isLine && early.isDisjoint(with: keys)
            keys.insert(controls[choices.below(controls.count, "control")], at: isSafe ? place : 0)
        }
        return keys
    }
}
