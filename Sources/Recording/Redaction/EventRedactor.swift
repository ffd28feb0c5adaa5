/// Takes secrets out of events: those that wait, and all behind them, come out later, with their own times.
///
/// Each stream has its own `Redactor`; events come out in the order in which they went in, with the sizes that they had.
/// What waits is bounded: beyond `Redactor.heldBytesMax` the undecided part at the head is replaced.
struct EventRedactor: Sendable {
    /// What one event costs while it waits, beside its bytes.
    static let eventBytes = 64

    let rules: RedactionRules
    private var input: Redactor
    private var output: Redactor
    private var error: Redactor
    private var waiting: [RecordedEvent] = []
    private var head = 0
    private var heldBytes = 0
    /// Strikes in texts of events, by rule.
    private var textCounts: [Int]

    init(_ rules: RedactionRules) {
        self.rules = rules
        (input, output, error) = (Redactor(rules), Redactor(rules), Redactor(rules))
        textCounts = [Int](repeating: 0, count: rules.names.count)
    }

    /// How often each rule has struck.
    var counts: [Int] {
        textCounts.indices.map { textCounts[$0] + input.counts[$0] + output.counts[$0] + error.counts[$0] }
    }

    /// Takes an event; the events that are decided now.
    mutating func take(_ event: RecordedEvent) -> [RecordedEvent] {
        if rules.isEmpty { return [event] }
        var event = event
        if let stream = event.stream, let bytes = event.bytes {
            self[stream].feed(bytes)
            if waiting.isEmpty, self[stream].takeUnchanged(bytes.count) { return [event] }
            heldBytes += bytes.count
        } else {
            if case .closed(let stream) = event.content { self[stream].finish() }
            event.content = redacted(event.content)
        }
        waiting.append(event)
        heldBytes += Self.eventBytes
        var decided = decidedEvents()
        while head < waiting.count, heldBytes - Self.headBytes(waiting[head], self) > Redactor.heldBytesMax,
            let stream = waiting[head].stream
        {
            self[stream].force()
            decided += decidedEvents()
        }
        return decided
    }

    /// Says that nothing more comes; all events that waited.
    mutating func finish() -> [RecordedEvent] {
        for stream in [StandardStream.stdin, .stdout, .stderr] { self[stream].finish() }
        return decidedEvents()
    }

    /// What is decided of the event at the head does not count as held.
    private static func headBytes(_ event: RecordedEvent, _ events: EventRedactor) -> Int {
        event.stream.map { min(events[$0].decided, event.bytes?.count ?? 0) } ?? 0
    }

    private mutating func decidedEvents() -> [RecordedEvent] {
        var decided: [RecordedEvent] = []
        while head < waiting.count {
            var event = waiting[head]
            if let stream = event.stream, let count = event.bytes?.count {
                guard self[stream].decided >= count else { break }
                event.content = .bytes(self[stream].take(count), of: stream)
                heldBytes -= count
            }
            heldBytes -= Self.eventBytes
            decided.append(event)
            head += 1
        }
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        }
        return decided
    }

    private mutating func redacted(_ content: RecordedEvent.Content) -> RecordedEvent.Content {
        switch content {
        case .marker(let text): .marker(redacted(text))
        case .note(let text): .note(redacted(text))
        case .fault(let text): .fault(redacted(text))
        case .unknown(let code, let data): .unknown(code: code, data: data.mappingStrings { redacted($0) })
        default: content
        }
    }

    private mutating func redacted(_ text: String) -> String {
        String(decoding: Redactor.redacted(Array(text.utf8), rules, &textCounts), as: UTF8.self)
    }

    private subscript(stream: StandardStream) -> Redactor {
        get {
            switch stream {
            case .stdin: input
            case .stdout: output
            case .stderr: error
            }
        }
        _modify {
            switch stream {
            case .stdin: yield &input
            case .stdout: yield &output
            case .stderr: yield &error
            }
        }
    }
}
