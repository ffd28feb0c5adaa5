import Determinism
import Hosting
import Recording
import Simulation
import Text

/// Makes a failing scenario small: its choices, its steps and script, then the recordings that it plays.
///
/// Each candidate is a whole scenario again, decoded and run; one that is none, or fails in another way, is dropped.
struct ScenarioShrinker {
    private(set) var tree: ScenarioTree
    private(set) var choices: ChoiceList
    private let violation: Violation
    private let seed: UInt64
    private let eventsMax: Int
    private var shrinking: Shrinking

    /// How many runs making something small may take.
    static let runsMax = 3_000

    init(
        _ tree: ScenarioTree, _ choices: ChoiceList, failing violation: Violation, seed: UInt64,
        eventsMax: Int = ScenarioSubject.usualEventsMax
    ) {
        self.eventsMax = eventsMax
        self.tree = tree
        self.choices = choices
        self.violation = violation
        self.seed = seed
        shrinking = Shrinking(runsMax: Self.runsMax)
    }

    /// Makes everything as small as it gets.
    ///
    /// - Throws: `HostFailure` where the harness itself is broken.
    mutating func shrink() throws(HostFailure) {
        var size = Int.max
        // What went out of the scenario makes choices needless, and the other way round.
        while measure < size, shrinking.runsLeft > 0 {
            size = measure
            if let explorer = judge.soundExplorer(of: tree) {
                let violation = violation
                choices = try shrinking.shrink(choices) { candidate throws(HostFailure) in
                    try explorer.run(candidate).violations.contains { $0.isLike(violation) }
                }
            }
            try nameFaults()
            try shrinkFaults()
            try shrinkTree()
            try shrinkRecordings()
        }
    }

    private var measure: Int {
        choices.count + YAMLWriter.text(tree.whole).utf8.count + tree.recordings.values.reduce(0) { $0 + $1.count }
    }

    /// Says whether a candidate fails in the way that is looked for.
    private struct Judge: Sendable {
        let violation: Violation
        let seed: UInt64
        let eventsMax: Int
        var choices: ChoiceList

        func fails(_ tree: ScenarioTree) -> Bool {
            guard let outcome = try? soundExplorer(of: tree)?.run(choices) else { return false }
            return outcome.violations.contains { $0.isLike(violation) }
        }

        /// The explorer of a tree; `nil` where the scenario fails by itself: it would be no regression test.
        func soundExplorer(of tree: ScenarioTree) -> ScenarioExplorer? {
            guard let sound = explorer(try? tree.soundScenario(), tree), sound.plainViolations.isEmpty else {
                return nil
            }
            return tree.addedFaults.isEmpty ? sound : explorer(try? tree.scenario(), tree)
        }

        private func explorer(_ scenario: Scenario?, _ tree: ScenarioTree) -> ScenarioExplorer? {
            scenario.flatMap {
                try? ScenarioExplorer($0, seed: seed, overlay: tree.overlay, eventsMax: eventsMax)
            }
        }
    }

    private var judge: Judge { Judge(violation: violation, seed: seed, eventsMax: eventsMax, choices: choices) }

    // MARK: Faults

    /// Turns faults that were chosen into faults that the scenario names: people read those.
    private mutating func nameFaults() throws(HostFailure) {
        guard let scenario = try? tree.scenario() else { return }
        let outcome = try ScenarioExplorer(scenario, seed: seed, overlay: tree.overlay, eventsMax: eventsMax).run(
            choices)
        var faults: [JSONValue] = []
        for (place, laid) in outcome.faults.enumerated() {
            for case .object(var fault) in laid {
                fault["call"] = .int(place + 1)
                faults.append(.object(fault))
            }
        }
        guard !faults.isEmpty else { return }
        var named = tree
        named.addedFaults += faults
        var judge = judge
        judge.choices = choices.withoutFaults
        guard judge.fails(named) else { return }
        (tree, choices) = (named, judge.choices)
    }

    private mutating func shrinkFaults() throws(HostFailure) {
        let (base, judge) = (tree, judge)
        func candidate(_ faults: [JSONValue]) -> ScenarioTree {
            var candidate = base
            candidate.addedFaults = faults
            return candidate
        }
        var kept = base.addedFaults
        // Without any of them it is sound, and fails in no way.
        guard !kept.isEmpty else { return }
        kept = try shrinking.fewest(kept) { part throws(HostFailure) in judge.fails(candidate(part)) }
        for place in kept.indices {
            guard let members = kept[place].object?.members else { continue }
            let all = kept
            let part = try shrinking.fewest(members) { part throws(HostFailure) in
                var faults = all
                faults[place] = .object(JSONObject(members: part))
                return judge.fails(candidate(faults))
            }
            kept[place] = .object(JSONObject(members: part))
        }
        tree = candidate(kept)
    }

    // MARK: The tree

    private mutating func shrinkTree() throws(HostFailure) {
        for path in Self.paths(in: tree.root) { try shrinkValue(at: path) }
    }

    private mutating func shrinkValue(at path: [Int]) throws(HostFailure) {
        guard let value = tree.root[path], shrinking.runsLeft > 0 else { return }
        let (base, judge) = (tree, judge)
        func candidate(_ content: YAMLValue.Content) -> ScenarioTree {
            var candidate = base
            candidate.root[path] = value.with(content)
            return candidate
        }
        switch value.content {
        case .sequence(let elements):
            let kept = try shrinking.fewest(elements) { part throws(HostFailure) in
                judge.fails(candidate(.sequence(part)))
            }
            tree.root[path] = value.with(.sequence(kept))
        case .mapping(let members):
            let kept = try shrinking.fewest(members) { part throws(HostFailure) in
                judge.fails(candidate(.mapping(part)))
            }
            tree.root[path] = value.with(.mapping(kept))
        case .scalar(let text, let isQuoted):
            let smaller = try shorten(text) { text throws(HostFailure) in
                judge.fails(candidate(.scalar(text, isQuoted: isQuoted)))
            }
            tree.root[path] = value.with(.scalar(smaller, isQuoted: isQuoted))
        }
    }

    /// A shorter text: its halves, then fewer characters.
    private mutating func shorten(
        _ text: String, fails: (String) throws(HostFailure) -> Bool
    ) throws(HostFailure) -> String {
        guard text.count > Self.shortMax else { return text }
        let kept = try shrinking.fewest(Array(text)) { part throws(HostFailure) in try fails(String(part)) }
        return String(kept)
    }

    /// Texts up to this length stay as they are: they are words that mean something.
    private static let shortMax = 24

    /// The places of all values, outer ones first.
    private static func paths(in value: YAMLValue, at path: [Int] = []) -> [[Int]] {
        switch value.content {
        case .scalar: [path]
        case .sequence(let elements):
            [path] + elements.enumerated().flatMap { paths(in: $0.element, at: path + [$0.offset]) }
        case .mapping(let members):
            [path] + members.enumerated().flatMap { paths(in: $0.element.value, at: path + [$0.offset]) }
        }
    }

    // MARK: Recordings

    private mutating func shrinkRecordings() throws(HostFailure) {
        for path in Set(ScenarioTree.plays(in: tree.root)).sorted() {
            guard let bytes = tree.recordings[path], let recording = try? RecordingReader.read(bytes) else { continue }
            let (base, judge) = (tree, judge)
            func candidate(_ events: [RecordedEvent]) -> ScenarioTree {
                var candidate = base
                candidate.recordings[path] = Self.bytes(of: recording, events)
                return candidate
            }
            var kept = try shrinking.fewest(recording.events) { part throws(HostFailure) in judge.fails(candidate(part))
            }
            for place in kept.indices {
                guard let whole = kept[place].bytes, !whole.isEmpty else { continue }
                let events = kept
                let part = try shrinking.fewest(whole) { part throws(HostFailure) in
                    var events = events
                    events[place].content = events[place].content.with(part)
                    return judge.fails(candidate(events))
                }
                kept[place].content = kept[place].content.with(part)
            }
            let atOnce = kept.map { RecordedEvent(at: .zero, content: $0.content) }
            if judge.fails(candidate(atOnce)) { kept = atOnce }
            tree = candidate(kept)
        }
    }

    private static func bytes(of recording: Recording, _ events: [RecordedEvent]) -> [UInt8] {
        var writer = RecordingWriter(header: recording.header)
        var bytes = writer.headerLine()
        for event in events { bytes += writer.line(for: event) }
        return bytes + writer.closingLine()
    }
}

extension RecordedEvent.Content {
    /// The same event with other bytes, where it has any.
    fileprivate func with(_ bytes: [UInt8]) -> Self {
        switch self {
        case .output: .output(bytes)
        case .error: .error(bytes)
        case .input: .input(bytes)
        default: self
        }
    }
}

extension YAMLValue {
    /// The value at a place: the numbers of elements and members on the way to it.
    fileprivate subscript(path: [Int]) -> YAMLValue? {
        get {
            guard let first = path.first else { return self }
            let rest = Array(path.dropFirst())
            switch content {
            case .scalar: return nil
            case .sequence(let elements): return elements.indices.contains(first) ? elements[first][rest] : nil
            case .mapping(let members): return members.indices.contains(first) ? members[first].value[rest] : nil
            }
        }
        set {
            guard let newValue else { return }
            guard let first = path.first else { return self = newValue }
            let rest = Array(path.dropFirst())
            switch content {
            case .scalar: break
            case .sequence(var elements):
                guard elements.indices.contains(first) else { return }
                elements[first][rest] = newValue
                self = with(.sequence(elements))
            case .mapping(var members):
                guard members.indices.contains(first) else { return }
                var value = members[first].value
                value[rest] = newValue
                members[first] = members[first].with(value)
                self = with(.mapping(members))
            }
        }
    }
}
