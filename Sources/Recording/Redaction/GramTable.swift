/// Lists of numbers by three bytes: open addressing in flat arrays, since a stream asks it very often.
struct GramTable: Sendable {
    private var keys: [UInt32] = []
    private var starts: [Int32] = []
    private var ends: [Int32] = []
    private var numbers: [Int32] = []
    private var shift: UInt32 = 0
    private static let empty = UInt32.max

    /// An empty table.
    init() { self.init([:]) }

    /// A table of these lists.
    init(_ lists: [UInt32: [Int32]]) {
        var bits: UInt32 = 4
        while 1 << bits < 4 * lists.count { bits += 1 }
        shift = 32 - bits
        keys = [UInt32](repeating: Self.empty, count: 1 << Int(bits))
        starts = [Int32](repeating: 0, count: keys.count)
        ends = starts
        for (key, list) in lists.sorted(by: { $0.key < $1.key }) {
            var slot = slot(key)
            while keys[slot] != Self.empty { slot = (slot + 1) & (keys.count - 1) }
            keys[slot] = key
            starts[slot] = Int32(numbers.count)
            numbers += list
            ends[slot] = Int32(numbers.count)
        }
    }

    private func slot(_ key: UInt32) -> Int { Int((key &* 0x85EB_CA6B) >> shift) }

    /// The list of three bytes; empty where there is none.
    func list(_ key: UInt32) -> ArraySlice<Int32> {
        var slot = slot(key)
        while keys[slot] != key {
            if keys[slot] == Self.empty { return [] }
            slot = (slot + 1) & (keys.count - 1)
        }
        return numbers[Int(starts[slot])..<Int(ends[slot])]
    }

    /// Whether there is a list.
    func contains(_ key: UInt32) -> Bool { !list(key).isEmpty }
}
