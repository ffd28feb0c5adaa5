import Text

/// What was done between two events beside what is recorded, compared once both are known.
///
/// Every child's actions are compared in their order, and so are spawns, questions and outcomes; the order of actions
/// for different children says nothing.
struct ActionComparison {
    /// A difference.
    struct Finding: Hashable {
        var process: String?
        var expected: String?
        var actual: String?
    }

    private struct Item: Hashable {
        var action: RecordedAction
        var launch: LaunchFacts?
    }

    private let comparesOutcomes: Bool
    private var expected: [Item] = []
    private var actual: [Item] = []

    /// How much of a text a finding shows on each side of the difference, in bytes.
    private static let excerptBytesMax = 60

    init(comparesOutcomes: Bool) { self.comparesOutcomes = comparesOutcomes }

    /// How many actions are expected.
    var expectedCount: Int { expected.count }

    /// The recording says this.
    mutating func expects(_ action: RecordedAction, _ launch: LaunchFacts?) {
        Self.append(Item(action: action, launch: launch), to: &expected)
    }

    /// The engine did this.
    mutating func did(_ action: RecordedAction, _ launch: LaunchFacts?) {
        if case .outcome = action, !comparesOutcomes { return }
        Self.append(Item(action: action, launch: launch), to: &actual)
    }

    /// Adds an action; writes to one child that nothing else for that child stands between are one.
    private static func append(_ item: Item, to items: inout [Item]) {
        if case .write(let name, let bytes) = item.action,
            let place = items.lastIndex(where: { group(of: $0.action) == group(of: item.action) }),
            case .write(_, let earlier) = items[place].action
        {
            items[place].action = .write(name, earlier + bytes)
        } else {
            items.append(item)
        }
    }

    /// Actions whose order counts stand in one group.
    private static func group(of action: RecordedAction) -> String {
        switch action {
        case .spawn: "spawn"
        case .ask: "ask"
        case .outcome: "outcome"
        default: "process \(action.process ?? "")"
        }
    }

    /// Compares and forgets both sides.
    ///
    /// - Parameter mayBreakOff: whether the recording ends here without being complete, so that more may have been done.
    mutating func finish(mayBreakOff: Bool) -> Finding? {
        defer { (expected, actual) = ([], []) }
        var rest = actual
        for item in expected {
            let group = Self.group(of: item.action)
            guard let place = rest.firstIndex(where: { Self.group(of: $0.action) == group }) else {
                return Finding(process: item.action.process, expected: Self.words(item), actual: nil)
            }
            let found = rest.remove(at: place)
            if found != item { return Self.finding(item, found) }
        }
        guard !mayBreakOff, let extra = rest.first else { return nil }
        return Finding(process: extra.action.process, expected: nil, actual: Self.words(extra))
    }

    private static func finding(_ expected: Item, _ actual: Item) -> Finding {
        let process = expected.action.process
        guard case .write(let name, let wanted) = expected.action, case .write(_, let found) = actual.action else {
            return Finding(process: process, expected: words(expected), actual: words(actual))
        }
        let place = zip(wanted, found).prefix { $0 == $1 }.count
        return Finding(
            process: name, expected: words(wanted, around: place), actual: words(found, around: place))
    }

    /// The bytes of a write around the place of a difference.
    private static func words(_ bytes: [UInt8], around place: Int) -> String {
        let part = bytes[max(0, place - excerptBytesMax)..<min(bytes.count, place + excerptBytesMax)]
        let shown = JSONValue.bytes(Array(part)).text
        return "a write of \(bytes.count) bytes with \(shown) around byte \(place)"
    }

    private static func words(_ item: Item) -> String {
        let text = item.action.text
        guard let launch = item.launch else { return clipped(text) }
        return "\(text): \(launch)"
    }

    private static func clipped(_ text: String) -> String {
        let head = text.prefix(4 * excerptBytesMax)
        return head.count < text.count ? head + "…" : text
    }
}
