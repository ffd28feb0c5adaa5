/// Choices of a run that were not the plainest: what was drawn under a label, at which of its draws.
///
/// Ordered by label and place, so that equal lists are equal text.
public struct ChoiceList: Sendable, Hashable {
    /// One choice.
    public struct Choice: Sendable, Hashable {
        /// What it is about.
        public var label: String
        /// Which draw under that label, from 0.
        public var index: Int
        /// What was chosen; 0 is the plainest and is never listed.
        public var value: UInt64

        /// A choice.
        public init(label: String, index: Int, value: UInt64) {
            self.label = label
            self.index = index
            self.value = value
        }
    }

    private var values: [String: [Int: UInt64]] = [:]

    /// No choice: a run in which everything is plain.
    public init() {}

    /// The choices of a list; a later one replaces an earlier one of the same place.
    public init(_ choices: some Sequence<Choice>) {
        for choice in choices { self[choice.label, choice.index] = choice.value }
    }

    /// What was chosen at a place: 0 where the list says nothing.
    public subscript(label: String, index: Int) -> UInt64 {
        get { values[label]?[index] ?? 0 }
        set {
            values[label, default: [:]][index] = newValue == 0 ? nil : newValue
            if values[label]?.isEmpty == true { values[label] = nil }
        }
    }

    /// Adds the choices of another list.
    public mutating func merge(_ other: ChoiceList) {
        for choice in other.all { self[choice.label, choice.index] = choice.value }
    }

    /// All of them, by label, then place.
    public var all: [Choice] {
        values.sorted { $0.key < $1.key }.flatMap { label, made in
            made.sorted { $0.key < $1.key }.map { Choice(label: label, index: $0.key, value: $0.value) }
        }
    }

    /// How many there are.
    public var count: Int { values.values.reduce(0) { $0 + $1.count } }

    /// Whether everything is plain.
    public var isEmpty: Bool { count == 0 }
}
