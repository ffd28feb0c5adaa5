/// What a terminal would send back to a program that asks, until someone takes it.
struct ReplyQueue: Sendable, Hashable {
    /// How many replies wait at most; later ones are dropped.
    static let repliesMax = 1_024

    private var waiting: [[UInt8]] = []

    mutating func add(_ text: String) {
        if waiting.count < Self.repliesMax { waiting.append(Array(text.utf8)) }
    }

    mutating func take() -> [[UInt8]] {
        defer { waiting = [] }
        return waiting
    }
}
