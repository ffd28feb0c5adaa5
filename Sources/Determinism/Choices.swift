/// The only source of chance: one seed, and a stream of draws for each label.
///
/// Draws under one label never move those under another, so a new kind of choice does not change old runs. What is
/// drawn can be kept and given again: a list of choices is a run, and leaving one out of it is a smaller run.
/// Generator: SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
public struct Choices: Sendable, Hashable {
    /// What the run was started with; printed, so that it can be run again.
    public let seed: UInt64

    private var streams: [Stream] = []
    private let given: ChoiceList?

    /// Whether what is drawn is kept in `made`.
    public var isKept = false
    /// The choices so far that were not the plainest, 0, where they are kept.
    public private(set) var made = ChoiceList()

    private struct Stream: Sendable, Hashable {
        let key: UInt64
        var state: UInt64
        var count = 0
    }

    /// Choices of a seed.
    public init(seed: UInt64) {
        self.seed = seed
        given = nil
    }

    /// Choices that were made before; all others are 0, the plainest.
    public init(_ given: ChoiceList, seed: UInt64) {
        self.seed = seed
        self.given = given
    }

    /// What a choice is about; labels are written in the source, never made from input.
    public struct StaticLabel: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The label's hash, which starts its stream.
        public let key: UInt64
        private let text: StaticString

        /// A label from a literal.
        public init(stringLiteral value: StaticString) {
            var hash = TraceHash()
            value.withUTF8Buffer { hash.combine($0) }
            key = hash.value
            text = value
        }

        /// The label as it is written.
        public var name: String { text.description }

        /// Whether the labels are the same.
        public static func == (one: StaticLabel, other: StaticLabel) -> Bool { one.key == other.key }
        /// Adds the label to a hash.
        public func hash(into hasher: inout Hasher) { hasher.combine(key) }
    }

    /// The next 64 bits under a label.
    public mutating func bits(_ label: StaticLabel) -> UInt64 { draw(label) { $0 } }

    /// A number below `bound`, which is at least 1.
    public mutating func below(_ bound: Int, _ label: StaticLabel) -> Int {
        precondition(bound >= 1, "a choice needs at least one outcome")
        return min(bound - 1, Int(clamping: draw(label) { Self.scale($0, to: bound) }))
    }

    /// 0 for the most part, and a number below `bound` once in so many draws.
    public mutating func seldom(below bound: Int, onceIn draws: Int, _ label: StaticLabel) -> Int {
        guard bound > 1 else { return 0 }
        let value = draw(label) { bits in
            // The second number must not follow from the first.
            Self.scale(bits, to: draws) == 0 ? 1 + Self.scale(Self.mix(bits), to: bound - 1) : 0
        }
        return min(bound - 1, Int(clamping: value))
    }

    /// A number from 0 to 1 without 1, under a label.
    public mutating func fraction(_ label: StaticLabel) -> Double { Double(bits(label) >> 11) / Double(1 << 53) }

    private mutating func draw(_ label: StaticLabel, _ value: (UInt64) -> UInt64) -> UInt64 {
        let place = streams.firstIndex { $0.key == label.key } ?? open(label)
        defer { streams[place].count += 1 }
        let drawn: UInt64
        if let given {
            drawn = given[label.name, streams[place].count]
        } else {
            streams[place].state &+= 0x9E37_79B9_7F4A_7C15
            drawn = value(Self.mix(streams[place].state))
        }
        if isKept, drawn != 0 { made[label.name, streams[place].count] = drawn }
        return drawn
    }

    private mutating func open(_ label: StaticLabel) -> Int {
        streams.append(Stream(key: label.key, state: seed ^ label.key))
        return streams.count - 1
    }

    private static func scale(_ bits: UInt64, to bound: Int) -> UInt64 {
        bits.multipliedFullWidth(by: UInt64(bound)).high
    }

    /// One well-mixed value of another.
    public static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
