import Determinism
import Text

/// The figures of a recording, gathered event by event in flat memory.
public struct RecordingStatistics: Sendable {
    /// How many of the longest pauses are kept.
    static let gapsMax = 5
    /// How many kinds of messages and codes are told apart; the rest is `other`.
    static let kindsMax = 64

    /// A pause between two events of the process.
    struct Gap: Sendable, Hashable {
        let at: Instant
        let length: Int64
    }

    /// What passed through one stream.
    struct Stream: Sendable, Hashable {
        var chunks = 0
        var bytes = 0
        var first: Instant?
        var last: Instant?
        var sizes = Histogram(limits: [16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144])

        mutating func add(_ count: Int, at instant: Instant) {
            chunks += 1
            bytes += count
            first = first ?? instant
            last = instant
            sizes.add(Int64(count))
        }
    }

    private(set) var events = 0
    private(set) var end = Instant.zero
    private(set) var exit: ExitStatus?
    private(set) var streams: [StandardStream: Stream] = [:]
    private(set) var codes = Tally()
    private(set) var messages = Tally()
    private(set) var gaps: [Gap] = []
    private(set) var gapSizes = Histogram(limits: [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 60_000_000])
    private(set) var usage = Tally()
    private(set) var results = 0
    private(set) var failures = 0
    private(set) var cost: Double?
    private(set) var tools = Tally()
    private(set) var memoryPeak: (bytes: Int, at: Instant)?
    private(set) var processorTime: Int?
    private(set) var processesPeak: Int?
    private(set) var descriptorsPeak: Int?
    private var joined = MessageLines()
    private var previous = Instant.zero

    /// No events yet.
    public init() {}

    /// Adds an event.
    public mutating func add(_ event: RecordedEvent) {
        events += 1
        end = max(end, event.at)
        codes.add(event.content.code)
        switch event.content {
        case .output(let bytes):
            pass(bytes.count, .stdout, at: event.at)
            for line in joined.feed(bytes) { take(line) }
        case .error(let bytes): pass(bytes.count, .stderr, at: event.at)
        case .input(let bytes): pass(bytes.count, .stdin, at: event.at)
        case .exit(let status): exit = status
        case .sample(let sample): take(sample, at: event.at)
        default: break
        }
    }

    /// Says that there are no more events.
    public mutating func finish() { if let line = joined.finish() { take(line) } }

    /// Whether messages of the CLI were seen.
    var hasMessages: Bool { !messages.isEmpty }

    private mutating func pass(_ count: Int, _ stream: StandardStream, at instant: Instant) {
        streams[stream, default: Stream()].add(count, at: instant)
        let length = (instant - previous).microseconds
        gapSizes.add(length)
        if length > 0, gaps.count < Self.gapsMax || length > gaps[gaps.count - 1].length {
            gaps.append(Gap(at: previous, length: length))
            gaps.sort { ($1.length, $0.at) < ($0.length, $1.at) }
            if gaps.count > Self.gapsMax { gaps.removeLast() }
        }
        previous = instant
    }

    private mutating func take(_ sample: ResourceSample, at instant: Instant) {
        if let memory = sample.memory, memory > memoryPeak?.bytes ?? -1 { memoryPeak = (memory, instant) }
        processorTime = [processorTime, sample.processorTime].compactMap(\.self).max()
        processesPeak = [processesPeak, sample.processes].compactMap(\.self).max()
        descriptorsPeak = [descriptorsPeak, sample.descriptors].compactMap(\.self).max()
    }

    private mutating func take(_ line: [UInt8]) {
        guard line.first == UInt8(ascii: "{"), let value = try? JSONParser.parse(line),
            let type = value["type"]?.string
        else { return }
        let subtype = value["subtype"]?.string.map { "/\($0)" } ?? ""
        messages.add(VisibleText.clean(String("\(type)\(subtype)".prefix(60))))
        if type == "assistant" {
            for block in value["message"]?["content"]?.array ?? [] where block["type"] == "tool_use" {
                tools.add(VisibleText.clean(String((block["name"]?.string ?? "?").prefix(60))))
            }
        }
        if type == "result" { take(result: value) }
    }

    private mutating func take(result: JSONValue) {
        results += 1
        if result["is_error"]?.bool == true { failures += 1 }
        // The CLI sums the cost over the session, the usage over one result.
        if let total = result["total_cost_usd"]?.double, total.isFinite { cost = total }
        let names = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens"]
        for name in names {
            if let count = result["usage"]?[name]?.int, count > 0 { usage.add(name, count: count) }
        }
    }
}

/// Counts by name, in the order in which the names were met.
struct Tally: Sendable, Hashable {
    private(set) var all: [(name: String, count: Int)] = []
    private var places: [String: Int] = [:]

    var isEmpty: Bool { all.isEmpty }

    /// Adds to a name's count; names beyond `RecordingStatistics.kindsMax` are counted together.
    mutating func add(_ name: String, count: Int = 1) {
        let name = places[name] == nil && all.count >= RecordingStatistics.kindsMax ? "other" : name
        if let place = places[name] {
            all[place].count = all[place].count.addingReportingOverflow(count).partialValue
        } else {
            places[name] = all.count
            all.append((name, count))
        }
    }

    /// The names and counts as a JSON object.
    var object: JSONValue {
        .object(JSONObject(members: all.map { JSONObject.Member(key: $0.name, value: .int($0.count)) }))
    }

    static func == (one: Self, other: Self) -> Bool { one.all.elementsEqual(other.all) { $0 == $1 } }
    func hash(into hasher: inout Hasher) { for item in all { hasher.combine(item.name) } }
}

extension RecordedEvent.Content {
    /// The code of the format, lower-case.
    var code: String {
        switch self {
        case .output: "o"
        case .error: "e"
        case .input: "i"
        case .resize: "r"
        case .marker: "m"
        case .exit: "x"
        case .closed: "c"
        case .signal: "s"
        case .sample: "g"
        case .fault: "f"
        case .note: "n"
        case .unknown(let code, _): code
        }
    }
}
