/// How often values fell between limits that grow by a factor.
struct Histogram: Sendable, Hashable {
    /// The upper limit of each class, inclusive; one more class has all above.
    let limits: [Int64]
    /// How many values fell into each class.
    private(set) var counts: [Int]

    /// No values yet.
    init(limits: [Int64]) {
        self.limits = limits
        counts = [Int](repeating: 0, count: limits.count + 1)
    }

    /// Adds a value.
    mutating func add(_ value: Int64) { counts[limits.firstIndex { value <= $0 } ?? limits.count] += 1 }

    /// The classes that have values: the limit (`nil`: above all) and the count.
    var classes: [(limit: Int64?, count: Int)] {
        counts.indices.filter { counts[$0] > 0 }.map { ($0 < limits.count ? limits[$0] : nil, counts[$0]) }
    }
}
