import Determinism
import Testing

@Suite("The event queue")
struct EventQueueTests {
    @Test("Entries come out by time, then by ticket, whatever order they went in", arguments: 0..<50 as Range<UInt64>)
    func order(seed: UInt64) {
        var choices = Choices(seed: seed)
        var queue = EventQueue<Int>()
        var expected: [(Int64, UInt64, Int)] = []
        for number in 0..<200 {
            let (time, ticket) = (Int64(choices.below(20, "time")), UInt64(number) ^ 0x55)
            queue.push(number, at: Instant(microseconds: time), ticket: ticket)
            expected.append((time, ticket, number))
        }
        expected.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        #expect(queue.count == 200)
        #expect(queue.first?.element == expected.first?.2)
        var popped: [Int] = []
        while let entry = queue.pop() { popped.append(entry.element) }
        #expect(popped == expected.map(\.2))
        #expect(queue.isEmpty)
        #expect(queue.pop() == nil)
    }

    @Test("Pushes between pops keep the order")
    func interleaved() {
        var queue = EventQueue<String>()
        queue.push("c", at: Instant(microseconds: 30), ticket: 0)
        queue.push("a", at: Instant(microseconds: 10), ticket: 1)
        #expect(queue.pop()?.element == "a")
        queue.push("b", at: Instant(microseconds: 20), ticket: 2)
        queue.push("b0", at: Instant(microseconds: 20), ticket: 1)
        #expect(queue.pop()?.element == "b0")
        #expect(queue.pop()?.element == "b")
        #expect(queue.pop()?.element == "c")
    }
}
