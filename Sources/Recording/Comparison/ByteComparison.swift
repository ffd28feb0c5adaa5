import Determinism
import Text

/// Compares the bytes of each stream, whatever their chunks and times.
public enum ByteComparison {
    /// How many bytes of text are shown on each side of the first difference.
    private static let excerptBytes = 40

    /// The report on two recordings: equal where every stream has the same bytes and both ended alike.
    public static func report(_ one: Recording, _ other: Recording) -> ComparisonReport {
        var lines: [String] = []
        var firsts: [(at: Instant, text: String)] = []
        var total = 0
        for stream in [StandardStream.stdin, .stdout, .stderr] {
            let (before, after) = (bytes(one, stream), bytes(other, stream))
            total += before.count
            guard before != after else { continue }
            let place = zip(before, after).prefix { $0 == $1 }.count
            let instant = time(of: place, stream, one) ?? time(of: place, stream, other) ?? .zero
            let sizes = before.count == after.count ? "" : " (\(before.count) and \(after.count) bytes)"
            firsts.append((instant, "\(stream.rawValue) differs from byte \(place) on, at \(instant) s\(sizes)"))
            lines += [
                "\(stream.rawValue), byte \(place):", "- \(excerpt(before, place))", "+ \(excerpt(after, place))",
            ]
        }
        if let (before, after) = exits(one, other) {
            let end = one.events.last?.at ?? .zero
            firsts.append((end, "it ended otherwise: \(before) → \(after)"))
            lines += ["end:", "- \(before)", "+ \(after)"]
        }
        guard let first = firsts.min(by: { $0.at < $1.at }) else { return .equal("the same bytes: \(total) of them") }
        return .different(first.text, lines)
    }

    private static func bytes(_ recording: Recording, _ stream: StandardStream) -> [UInt8] {
        RecordingStreams.bytes(of: recording, streams: [stream])
    }

    private static func exits(_ one: Recording, _ other: Recording) -> (String, String)? {
        func exit(_ recording: Recording) -> ExitStatus? {
            recording.events.lazy.compactMap { if case .exit(let status) = $0.content { status } else { nil } }.last
        }
        let (before, after) = (exit(one), exit(other))
        guard before != after else { return nil }
        return (before?.description ?? "no end recorded", after?.description ?? "no end recorded")
    }

    /// When a byte of a stream passed.
    private static func time(of place: Int, _ stream: StandardStream, _ recording: Recording) -> Instant? {
        var passed = 0
        for event in recording.events where event.stream == stream {
            passed += event.bytes?.count ?? 0
            if passed > place { return event.at }
        }
        return nil
    }

    private static func excerpt(_ bytes: [UInt8], _ place: Int) -> String {
        guard place < bytes.count else { return "(the end)" }
        let start = max(0, place - excerptBytes)
        let end = min(bytes.count, place + excerptBytes)
        let text = VisibleText.clean(bytes[start..<end]).replacingLineEnds
        return "\(start > 0 ? "…" : "")\(text)\(end < bytes.count ? "…" : "")"
    }
}
