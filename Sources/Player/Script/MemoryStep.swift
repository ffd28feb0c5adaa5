/// Memory that grows, or is given back, over a time.
public struct MemoryStep: Sendable, Hashable {
    /// How the amount moves from its start to its end.
    public enum Curve: String, Sendable, Hashable, CaseIterable {
        /// In even steps.
        case linear
        /// In four jumps.
        case step
        /// Slowly, then ever faster: doubled ten times over the whole.
        case exponential
        /// Four times up, with a fall to the start between.
        case saw

        /// The part of the whole that is held at a part of the time, both from 0 to 1.
        func fraction(at time: Double) -> Double {
            switch self {
            case .linear: return time
            case .step: return (time * 4).rounded(.down) / 4
            case .exponential: return (Self.doubled(10 * time) - 1) / 1023
            case .saw:
                if time >= 1 { return 1 }
                let place = time * 4
                return place - place.rounded(.down)
            }
        }

        /// Two to a power from 0 to 10, by halving the fraction; the library's own needs the mathematics library.
        private static func doubled(_ power: Double) -> Double {
            var result = 1.0
            for _ in 0..<Int(power.rounded(.down)) { result *= 2 }
            var root = 2.0
            var rest = power - power.rounded(.down)
            for _ in 0..<20 {
                root = root.squareRoot()
                rest *= 2
                if rest >= 1 {
                    result *= root
                    rest -= 1
                }
            }
            return result
        }
    }

    /// The shortest time between two changes of the amount, on the player's clock.
    public static let stepDurationMin = Duration.milliseconds(50)
    /// The smallest change of the amount, in bytes.
    public static let stepBytesMin = 16 << 20

    /// How much more is held at the end, in bytes; negative: given back.
    public var amount: Int
    /// The time that it takes.
    public var over: Duration
    /// How it moves.
    public var curve: Curve

    /// A movement of memory.
    public init(amount: Int, over: Duration = .zero, curve: Curve = .linear) {
        self.amount = amount
        self.over = over
        self.curve = curve
    }

    /// In how many changes it is done: at least 50 ms and 16 MB each, whichever is coarser.
    public var changes: Int {
        let bySize = (amount.magnitude + UInt(Self.stepBytesMin) - 1) / UInt(Self.stepBytesMin)
        let byTime = over / Self.stepDurationMin
        // A saw needs all its teeth whatever its size.
        let least = curve == .linear ? 1 : min(8, Int(byTime))
        return max(1, least, Int(min(Double(bySize), byTime)))
    }

    /// What is held beyond the start after a change, in bytes.
    public func amount(after change: Int) -> Int {
        change >= changes ? amount : Int(Double(amount) * curve.fraction(at: Double(change) / Double(changes)))
    }
}
