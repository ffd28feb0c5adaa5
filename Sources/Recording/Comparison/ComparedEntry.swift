import Determinism
import Text

/// What a comparison by messages sees of a recording: one thing that was said or done.
struct ComparedEntry {
    /// When.
    let at: Instant
    /// Who: `← stdout`, `exit` …
    let who: String
    /// What, in words.
    let what: String
    /// The message without what is volatile; `nil` for other things.
    let message: JSONValue?
    /// What decides whether two are the same.
    let key: String

    /// What must be alike for one to have taken the place of another.
    var kind: String {
        let block = message?["message"]?["content"]?.array?.first?["type"]?.string ?? ""
        return "\(who) \(message?["type"]?.string ?? "") \(message?["subtype"]?.string ?? "") \(block)"
    }
}

/// Makes the entries of a recording.
struct ComparedEntries {
    private var volatile: VolatileValues
    private var lines: [StandardStream: MessageLines] = [:]
    private var entries: [ComparedEntry] = []
    /// Standard error comes when it comes: its order beside standard output says nothing.
    private var complaints: [ComparedEntry] = []
    private var delta: (at: Instant, text: String, kind: String)?

    /// The entries of a recording, standard error last.
    static func of(_ recording: Recording, _ volatile: VolatileValues) -> [ComparedEntry] {
        var maker = ComparedEntries(volatile: volatile)
        let header = recording.header
        let command = header.understudy?.argv?.joined(separator: " ") ?? header.command ?? ""
        maker.add("command", command, at: .zero)
        for event in recording.events { maker.take(event) }
        let end = recording.events.last?.at ?? .zero
        for stream in [StandardStream.stdin, .stdout, .stderr] {
            if let line = maker.lines[stream]?.finish() { maker.take(line: line, stream, at: end) }
        }
        maker.endDelta()
        return maker.entries + maker.complaints
    }

    private init(volatile: VolatileValues) { self.volatile = volatile }

    private mutating func take(_ event: RecordedEvent) {
        switch event.content {
        case .output(let bytes): take(bytes, .stdout, at: event.at)
        case .error(let bytes): take(bytes, .stderr, at: event.at)
        case .input(let bytes): take(bytes, .stdin, at: event.at)
        case .resize(let size): add("resize", size.description, at: event.at)
        case .marker(let name): add("marker", name, at: event.at)
        case .exit(let status): add("exit", status.description, at: event.at)
        case .signal(let signal): add("signal", signal.description, at: event.at)
        case .fault(let text): add("fault", text, at: event.at)
        case .closed(.stdin): add("→ stdin", "closed", at: event.at)
        case .unknown(let code, let data): add("event \(code)", data.text, at: event.at)
        // The ends of output, measurements and remarks are no part of what was said.
        case .closed, .sample, .note: break
        }
    }

    private mutating func take(_ bytes: [UInt8], _ stream: StandardStream, at instant: Instant) {
        for line in lines[stream, default: MessageLines()].feed(bytes) { take(line: line, stream, at: instant) }
    }

    private mutating func take(line: [UInt8], _ stream: StandardStream, at instant: Instant) {
        guard line.first == UInt8(ascii: "{"), let value = try? JSONParser.parse(line), value["type"]?.string != nil
        else {
            return add(stream.arrow, VisibleText.clean(line.last == 0x0D ? line.dropLast() : line), at: instant)
        }
        if let (kind, text) = Self.delta(of: value) {
            if delta?.kind != kind { endDelta() }
            delta = (delta?.at ?? instant, (delta?.text ?? "") + text, kind)
            return
        }
        endDelta()
        let stable = volatile.stable(value)
        let words = MessageSummary.parts(ofLine: line)?.map(\.text).joined(separator: " · ") ?? value.text
        let what = words.isEmpty ? value.text : words
        append(ComparedEntry(at: instant, who: stream.arrow, what: what, message: stable, key: stable.text), stream)
    }

    /// The pieces of a partial message are as they come: only what they make together is compared.
    private static func delta(of value: JSONValue) -> (kind: String, text: String)? {
        guard value["type"] == "stream_event", let delta = value["event"]?["delta"] else { return nil }
        for key in ["text", "thinking", "partial_json"] {
            if let text = delta[key]?.string { return (key, text) }
        }
        return nil
    }

    private mutating func endDelta() {
        guard let ended = delta else { return }
        delta = nil
        add("← stdout", ended.text, at: ended.at)
    }

    private mutating func add(_ who: String, _ what: String, at instant: Instant) {
        let stable = volatile.stable(what)
        let entry = ComparedEntry(at: instant, who: who, what: what, message: nil, key: "\(who) \(stable)")
        append(entry, who == StandardStream.stderr.arrow ? .stderr : .stdout)
    }

    private mutating func append(_ entry: ComparedEntry, _ stream: StandardStream) {
        if stream == .stderr { complaints.append(entry) } else { entries.append(entry) }
    }
}
