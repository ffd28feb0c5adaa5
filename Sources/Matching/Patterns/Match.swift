/// Where a pattern has matched, in bytes.
public struct Match: Sendable, Hashable {
    /// The whole match.
    public let range: Range<Int>
    /// The groups by number, 0 for the whole match; `nil` for a group that took no part.
    public let captures: [Range<Int>?]

    /// The match of two offsets for each group, -1 where it took no part, in a text that begins at `base`.
    init(slots: [Int], base: Int = 0) {
        range = base + slots[0]..<base + slots[1]
        guard slots.count > 2 else {
            captures = [range]
            return
        }
        captures = stride(from: 0, to: slots.count, by: 2).map { index in
            slots[index] < 0 || slots[index + 1] < 0 ? nil : base + slots[index]..<base + slots[index + 1]
        }
    }
}
