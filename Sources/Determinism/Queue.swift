/// What waits in the order in which it came.
///
/// In and out in constant time, in one buffer that goes round: a queue that is filled and emptied again and again
/// allocates nothing after its first turns. Inlinable, so that it is specialised for what other modules put into it.
public struct Queue<Element> {
    @usableFromInline var slots: [Element?] = []
    @usableFromInline var head = 0
    @usableFromInline var filled = 0

    /// An empty queue.
    @inlinable public init() {}

    /// How many wait.
    @inlinable public var count: Int { filled }

    /// Whether none waits.
    @inlinable public var isEmpty: Bool { filled == 0 }

    /// Adds one behind all others.
    @inlinable public mutating func append(_ element: Element) {
        if filled == slots.count { grow() }
        slots[(head + filled) & (slots.count - 1)] = element
        filled += 1
    }

    /// Takes the one that came first.
    @inlinable public mutating func popFirst() -> Element? {
        guard filled > 0 else { return nil }
        let element = slots[head].take()
        head = (head + 1) & (slots.count - 1)
        filled -= 1
        return element
    }

    /// Puts one before all others.
    @inlinable public mutating func prepend(_ element: Element) {
        if filled == slots.count { grow() }
        head = (head - 1) & (slots.count - 1)
        slots[head] = element
        filled += 1
    }

    /// Takes the first that fulfils a condition; those before it stay.
    public mutating func removeFirst(where isWanted: (Element) -> Bool) -> Element? {
        var kept = Queue()
        var found: Element?
        while let element = popFirst() {
            if found == nil, isWanted(element) { found = element } else { kept.append(element) }
        }
        self = kept
        return found
    }

    /// Takes all out.
    @inlinable public mutating func removeAll() { self = Queue() }

    /// The number of slots is a power of two, so that going round is a mask.
    @inlinable mutating func grow() {
        var wider = [Element?](repeating: nil, count: Swift.max(4, 2 * slots.count))
        for place in 0..<filled { wider[place] = slots[(head + place) & (slots.count - 1)].take() }
        slots = wider
        head = 0
    }
}

extension Queue: Sequence {
    /// Goes over all that wait, first come first.
    public func makeIterator() -> AnyIterator<Element> {
        var rest = self
        return AnyIterator { rest.popFirst() }
    }
}

extension Queue: Sendable where Element: Sendable {}
