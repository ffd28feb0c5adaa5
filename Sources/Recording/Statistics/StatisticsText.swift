import Determinism
public import Text

extension RecordingStatistics {
    /// The figures as lines for people.
    public var lines: [String] {
        var lines = ["\(end) s, \(events) events\(exit.map { ", \($0)" } ?? "")"]
        for stream in [StandardStream.stdout, .stderr, .stdin] {
            if let passed = streams[stream] { lines += Self.lines(of: passed, name: stream.rawValue) }
        }
        if let first = streams[.stdout]?.first { lines.append("first byte of stdout after \(first) s") }
        let others = codes.all.filter { !["o", "e", "i"].contains($0.name) }
        if !others.isEmpty {
            lines.append("other events: " + Self.list(others.map { ("\(VisibleText.clean($0.name))", $0.count) }))
        }
        lines += gapLines
        lines += messageLines
        lines += resourceLines
        return lines
    }

    private static func lines(of stream: Stream, name: String) -> [String] {
        let span = (stream.last ?? .zero) - (stream.first ?? .zero)
        var line = "\(name): \(ByteCount.text(stream.bytes)) in \(stream.chunks) chunks"
        if span > .zero {
            line +=
                ", \(ByteCount.text(Int(min(Double(stream.bytes) / span.seconds, 1e15))))/s from \(stream.first ?? .zero) s on"
        }
        let classes = stream.sizes.classes.map { entry in
            (entry.limit.map { "≤ \(ByteCount.text(Int($0)))" } ?? "larger", entry.count)
        }
        return [line, "  chunk sizes: " + list(classes)]
    }

    private var gapLines: [String] {
        guard !gaps.isEmpty else { return [] }
        let classes = gapSizes.classes.map { entry in
            (entry.limit.map { "≤ \(Self.time($0))" } ?? "longer", entry.count)
        }
        let longest = gaps.map { "\(Self.time($0.length)) at \($0.at) s" }
        return ["pauses: " + Self.list(classes), "  longest: " + longest.joined(separator: ", ")]
    }

    private var messageLines: [String] {
        guard hasMessages else { return [] }
        var lines = ["messages: " + Self.list(messages.all.map { ($0.name, $0.count) })]
        if !tools.isEmpty { lines.append("tools: " + Self.list(tools.all.map { ($0.name, $0.count) })) }
        guard results > 0 else { return lines }
        var facts = ["\(results) (\(failures) failed)"]
        facts += usage.all.map { "\($0.count) \($0.name.replacingUnderscores)" }
        if let cost { facts.append("$\(cost)") }
        lines.append("results: " + facts.joined(separator: ", "))
        return lines
    }

    private var resourceLines: [String] {
        guard let memoryPeak else { return [] }
        var facts = ["memory peak \(ByteCount.text(memoryPeak.bytes)) at \(memoryPeak.at) s"]
        if let processorTime { facts.append("processor time \(Self.time(Int64(processorTime)))") }
        if let processesPeak { facts.append("processes at most \(processesPeak)") }
        if let descriptorsPeak { facts.append("descriptors at most \(descriptorsPeak)") }
        return [facts.joined(separator: ", ")]
    }

    private static func list(_ items: [(String, Int)]) -> String {
        items.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
    }

    /// A length of time in the unit that people read best.
    private static func time(_ microseconds: Int64) -> String {
        switch microseconds {
        case ..<1_000: "\(microseconds) µs"
        case ..<1_000_000: "\(microseconds / 1_000) ms"
        default: "\(microseconds / 1_000_000).\(microseconds % 1_000_000 / 100_000) s"
        }
    }
}

extension RecordingStatistics {
    /// The figures as one JSON object, for programs; times are seconds, sizes bytes.
    public var json: JSONValue {
        var object = JSONObject()
        object["seconds"] = Self.seconds(end)
        object["events"] = .int(events)
        object["exit"] = exit.map { .int(Int($0.code)) } ?? .null
        object["first_byte_seconds"] = streams[.stdout]?.first.map(Self.seconds) ?? .null
        var passed = JSONObject()
        for stream in StandardStream.allCases { passed[stream.rawValue] = streams[stream].map(Self.json) }
        object["streams"] = .object(passed)
        object["codes"] = codes.object
        object["pauses"] = Self.json(gapSizes, unit: 1_000_000)
        object["longest_pauses"] = .array(
            gaps.map { ["at": Self.seconds($0.at), "seconds": Self.seconds(Instant(microseconds: $0.length))] })
        object["messages"] = messages.object
        object["tools"] = tools.object
        object["results"] = .int(results)
        object["failed_results"] = .int(failures)
        object["usage"] = usage.object
        object["cost_usd"] = cost.map(JSONValue.double) ?? .null
        object["memory_peak_bytes"] = memoryPeak.map { .int($0.bytes) } ?? .null
        object["processor_seconds"] =
            processorTime.map { Self.seconds(Instant(microseconds: Int64($0))) } ?? .null
        return .object(object)
    }

    private static func json(_ stream: Stream) -> JSONValue {
        [
            "bytes": .int(stream.bytes), "chunks": .int(stream.chunks),
            "first_seconds": stream.first.map(seconds) ?? .null, "last_seconds": stream.last.map(seconds) ?? .null,
            "chunk_sizes": json(stream.sizes, unit: 1),
        ]
    }

    /// The classes as pairs of an upper limit (null: above all) and a count.
    private static func json(_ histogram: Histogram, unit: Int64) -> JSONValue {
        .array(
            histogram.classes.map { entry in
                let limit = entry.limit.map { unit == 1 ? JSONValue.int(Int($0)) : seconds(Instant(microseconds: $0)) }
                return ["up_to": limit ?? .null, "count": .int(entry.count)]
            })
    }

    private static func seconds(_ instant: Instant) -> JSONValue { .number(JSONNumber(text: instant.description)) }
}

extension String {
    fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
