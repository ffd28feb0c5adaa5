import Hosting

/// Events that happened and were not yet asked for, in order.
struct OccurrenceQueue {
    private var items: [Occurrence] = []
    private var first = 0

    var isEmpty: Bool { first == items.count }

    mutating func push(_ occurrence: Occurrence) { items.append(occurrence) }

    mutating func pop() -> Occurrence? {
        guard first < items.count else { return nil }
        let occurrence = items[first]
        first += 1
        if first == items.count {
            items.removeAll(keepingCapacity: true)
            first = 0
        } else {
            // Lets go of the bytes at once, not when the whole batch is through.
            items[first - 1] = Occurrence(.timer, at: occurrence.instant)
        }
        return occurrence
    }
}
