/// Events waiting for their instant; those of one instant come out in the order of their tickets.
///
/// A binary heap: O(log n) in, O(log n) out, one allocation that grows. Inlinable, so that it is specialised for what
/// other modules put into it.
public struct EventQueue<Element> {
    /// An element with its due time.
    public struct Entry {
        /// When it is due.
        public let instant: Instant
        /// Its place among those of the same instant, lowest first.
        public let ticket: UInt64
        /// What happens.
        public let element: Element

        @inlinable init(instant: Instant, ticket: UInt64, element: Element) {
            self.instant = instant
            self.ticket = ticket
            self.element = element
        }
    }

    @usableFromInline var heap: [Entry] = []

    /// An empty queue.
    @inlinable public init() {}

    /// How many wait.
    @inlinable public var count: Int { heap.count }

    /// Whether none waits.
    @inlinable public var isEmpty: Bool { heap.isEmpty }

    /// The earliest, without taking it.
    @inlinable public var first: Entry? { heap.first }

    /// Adds an element that is due at `instant`.
    @inlinable public mutating func push(_ element: Element, at instant: Instant, ticket: UInt64) {
        heap.append(Entry(instant: instant, ticket: ticket, element: element))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest.
    @inlinable public mutating func pop() -> Entry? {
        guard let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return last }
        let top = heap[0]
        heap[0] = last
        sink()
        return top
    }

    @inlinable mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, isBefore(child + 1, child) { child += 1 }
            guard isBefore(child, parent) else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }

    @inlinable func isBefore(_ one: Int, _ other: Int) -> Bool {
        if heap[one].instant != heap[other].instant { return heap[one].instant < heap[other].instant }
        return heap[one].ticket < heap[other].ticket
    }
}

extension EventQueue: Sendable where Element: Sendable {}
extension EventQueue.Entry: Sendable where Element: Sendable {}
