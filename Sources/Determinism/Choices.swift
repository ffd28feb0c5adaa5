/// The only source of chance: one seed, and a stream of draws for each label.
///
/// Draws under one label never move those under another, so a new kind of choice does not change old runs.
/// Generator: SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
public struct Choices: Sendable, Hashable {
    /// What the run was started with; printed, so that it can be run again.
    public let seed: UInt64

    private var streams = ChoiceStreams()

    /// Choices of a seed.
    public init(seed: UInt64) { self.seed = seed }

    /// What a choice is about; labels are written in the source, never made from input.
    public struct StaticLabel: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The label's hash, which starts its stream.
        public let key: UInt64

        /// A label from a literal.
        public init(stringLiteral value: String) {
            var hash = TraceHash()
            hash.combine(value)
            key = hash.value
        }
    }

    /// The next 64 bits under a label.
    public mutating func bits(_ label: StaticLabel) -> UInt64 {
        let state = streams[label, default: seed ^ label.key] &+ 0x9E37_79B9_7F4A_7C15
        streams[label, default: 0] = state
        return Self.mix(state)
    }

    /// A number below `bound`, which is at least 1.
    public mutating func below(_ bound: Int, _ label: StaticLabel) -> Int {
        precondition(bound >= 1, "a choice needs at least one outcome")
        return Int(bits(label).multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number from 0 to 1 without 1, under a label.
    public mutating func fraction(_ label: StaticLabel) -> Double { Double(bits(label) >> 11) / Double(1 << 53) }

    /// One well-mixed value of another.
    public static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
