public import Determinism
public import Hosting

/// Makes something that fails smaller while it still fails in the same way.
///
/// Parts go first, in ever smaller blocks; then each number goes down (A. Zeller, R. Hildebrandt: "Simplifying and
/// Isolating Failure-Inducing Input", 2002).
public struct Shrinking: Sendable {
    /// How many runs are left.
    public private(set) var runsLeft: Int

    /// A shrinking that may run so often.
    public init(runsMax: Int) { runsLeft = runsMax }

    /// The fewest elements with which something fails, in their order.
    ///
    /// - Parameter fails: whether it fails with these alone.
    public mutating func fewest<Element>(
        _ elements: [Element], fails: ([Element]) throws(HostFailure) -> Bool
    ) throws(HostFailure) -> [Element] {
        var kept = elements
        var size = max(1, kept.count)
        while !kept.isEmpty {
            var start = 0
            var isSmaller = false
            while start < kept.count, runsLeft > 0 {
                var candidate = kept
                candidate.removeSubrange(start..<min(start + size, kept.count))
                runsLeft -= 1
                if try fails(candidate) {
                    kept = candidate
                    isSmaller = true
                } else {
                    start += size
                }
            }
            if runsLeft == 0 || (size == 1 && !isSmaller) { break }
            // Once single elements were taken out, others may have become needless.
            size = size == 1 ? 1 : max(1, size / 2)
        }
        return kept
    }

    /// The smallest number with which something fails, from `smallest` on.
    public mutating func least(
        _ number: UInt64, from smallest: UInt64 = 1, fails: (UInt64) throws(HostFailure) -> Bool
    ) throws(HostFailure) -> UInt64 {
        var least = number
        var bottom = smallest
        // Failing need not be monotonous: halving finds a small one, not always the smallest.
        while bottom < least, runsLeft > 0 {
            let middle = bottom + (least - bottom) / 2
            runsLeft -= 1
            if try fails(middle) { least = middle } else { bottom = middle + 1 }
        }
        return least
    }

    /// The fewest and plainest choices with which something fails.
    public mutating func shrink(
        _ choices: ChoiceList, fails: (ChoiceList) throws(HostFailure) -> Bool
    ) throws(HostFailure) -> ChoiceList {
        var kept = try fewest(choices.all) { part throws(HostFailure) in try fails(ChoiceList(part)) }
        for place in kept.indices {
            kept[place].value = try least(kept[place].value) { value throws(HostFailure) in
                var candidate = kept
                candidate[place].value = value
                return try fails(ChoiceList(candidate))
            }
        }
        return ChoiceList(kept)
    }
}
