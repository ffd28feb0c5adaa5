import Determinism
import Hosting

/// What a simulated machine leaves open, and choices decide.
public struct Variation: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8

    /// A set of bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// What comes first of what happens at one instant: any order, each as likely.
    public static let order = Variation(rawValue: 1)
    /// The same, but for the most part what was there first comes first: what a schedule does that goes wrong once.
    public static let schedules = Variation(rawValue: 2)
    /// Where reads of a child's output are cut.
    public static let cuts = Variation(rawValue: 4)
    /// How much later than it happens the engine hears of something.
    public static let delays = Variation(rawValue: 8)
}

/// How reads of one stream are cut.
enum ReadCut: Int {
    /// As they were written.
    case none
    /// One byte at a time.
    case oneByte
    /// After a few bytes.
    case short
    /// After up to a page.
    case long
    /// What waits is joined.
    case joined
}

extension Choices.StaticLabel {
    fileprivate static let processOrder: Self = "order of processes at one instant"
    fileprivate static let eventOrder: Self = "order of events at one instant"
    fileprivate static let cutKind: Self = "cut"
    fileprivate static let cutLength: Self = "length of a read"
    fileprivate static let delay: Self = "delay"
}

extension SimulatedHost {
    /// How far from those that came later something may be pushed back.
    private static let orders = 256

    /// How seldom a schedule differs from the plain one: once in so many.
    private static let scheduleOdds = 4

    mutating func drawOrder() -> UInt64 {
        if variation.contains(.order) { return choices.bits(.processOrder) & 0xFFFF_FFFF }
        guard variation.contains(.schedules) else { return 0 }
        return UInt64(choices.seldom(below: Self.orders, onceIn: Self.scheduleOdds, .processOrder))
    }

    mutating func drawPlace(among count: Int) -> Int {
        if variation.contains(.order) { return choices.below(count, .eventOrder) }
        guard variation.contains(.schedules) else { return 0 }
        return choices.seldom(below: count, onceIn: Self.scheduleOdds, .eventOrder)
    }

    /// Delays that are drawn, shortest first: a busy machine, a slow one, one that stands still for a while.
    ///
    /// All of them are shorter than the grace in which an engine awaits the output of a child that has ended: a machine
    /// that is late with output is late with timers too.
    private static let delays: [Duration] = [
        .zero, .microseconds(1), .milliseconds(1), .milliseconds(20), .milliseconds(200),
    ]

    mutating func drawDelay() -> Duration {
        Self.delays[choices.seldom(below: Self.delays.count, onceIn: 8, .delay)]
    }

    /// Reads from an output once, cut as this run cuts it.
    mutating func read(_ stream: Channel.Stream, of process: VirtualProcess) -> [UInt8]? {
        guard variation.contains(.cuts) else { return process.withOutput(stream) { $0.read() } }
        guard process.withOutput(stream, { $0.isReadable }) else { return nil }
        switch cut(of: stream, of: process) {
        case .none where process.cuts[stream] == ReadCut.none: return process.withOutput(stream) { $0.read() }
        case .none:
            // What was asked for byte by byte after cut reads is not read byte by byte for ever.
            let isMuch = process.withOutput(stream) { $0.demand >= min($0.unread, Self.readBytesMin, $0.demandMax) }
            return isMuch ? process.withOutput(stream) { $0.read() } : nil
        case .joined: return process.withOutput(stream) { $0.readJoined() }
        case .oneByte: return process.withOutput(stream) { $0.read(bytesMax: 1) }
        case .short: return read(stream, of: process, upTo: 9)
        case .long: return read(stream, of: process, upTo: 4_097)
        }
    }

    private mutating func read(_ stream: Channel.Stream, of process: VirtualProcess, upTo bound: Int) -> [UInt8]? {
        let drawn = choices.below(bound, .cutLength)
        return process.withOutput(stream) { $0.read(bytesMax: drawn == 0 ? OutputPipe.readBytesMax : drawn) }
    }

    /// How many reads of a run are cut before the rest comes as it was written: megabytes need not come by bytes.
    private static let cutsMax = 4_096

    /// The least that an uncut read waits for, in bytes, where more is there.
    private static let readBytesMin = 1_024

    private mutating func cut(of stream: Channel.Stream, of process: VirtualProcess) -> ReadCut {
        if let cut = process.cuts[stream] {
            cutCount += 1
            return cutCount > Self.cutsMax ? .none : cut
        }
        let cut = ReadCut(rawValue: choices.seldom(below: 5, onceIn: 2, .cutKind)) ?? .none
        process.cuts[stream] = cut
        return cut
    }
}
