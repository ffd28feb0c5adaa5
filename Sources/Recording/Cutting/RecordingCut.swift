public import Determinism
import Text

/// A part of a recording as a recording of its own.
public enum RecordingCut {
    /// A place in a recording.
    public enum Place: Sendable, Hashable, CustomStringConvertible {
        /// So long after the start.
        case time(Instant)
        /// At the first marker of this name.
        case marker(String)

        /// The place as it was asked for.
        public var description: String {
            switch self {
            case .time(let instant): "\(instant) s"
            case .marker(let name): "marker \"\(name)\""
            }
        }
    }

    /// Why a recording can't be cut there.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// What was wrong, and what there is.
        public let description: String
    }

    /// The events from a place up to another, which is no part of it; times count from the first place.
    ///
    /// The terminal gets the size that it had there. A character that began before the cut is left out as a whole, and
    /// `origin` says how many bytes of which stream that were, what was cut, and what it was cut from.
    ///
    /// - Parameters:
    ///   - name: what `origin` calls the source.
    ///   - redraw: what makes a terminal show what it showed at the cut; the first output. `nil`: the screen begins empty.
    /// - Throws: `Failure` for a marker that is not there, and for a part without events.
    public static func part(
        of recording: Recording, from start: Place?, to end: Place?, name: String? = nil,
        redraw: (Recording) -> [UInt8]? = { _ in nil }
    ) throws(Failure) -> Recording {
        let from = try index(of: start, in: recording) ?? 0
        let to = try index(of: end, in: recording) ?? recording.events.count
        guard from < to else {
            throw Failure(
                description:
                    "nothing lies from \(start.map(\.description) ?? "the start") to \(end.map(\.description) ?? "the end")"
            )
        }
        let zero = origin(start, recording, from)
        var part = recording
        part.warnings = []
        part.events = Array(recording.events[from..<to])
        let dropped = dropCharacterRests(&part.events, before: recording.events[..<from])
        for place in part.events.indices {
            part.events[place].at = Instant(microseconds: max(0, (part.events[place].at - zero).microseconds))
        }
        part.comments = recording.comments.filter {
            $0.place >= from && $0.place <= to && !$0.isAfterClosing && (from == 0 || $0.place > from)
        }
        for place in part.comments.indices { part.comments[place].place -= from }
        part.isComplete = recording.isComplete || to < recording.events.count
        describe(&part, recording, at: zero, from: from, to: to, dropped: dropped, name: name)
        if from > 0, recording.header.isTerminal {
            var before = recording
            before.events = Array(recording.events[..<from])
            let picture = redraw(before)
            if let picture, !picture.isEmpty {
                part.events.insert(RecordedEvent(at: .zero, content: .output(picture)), at: 0)
                for place in part.comments.indices { part.comments[place].place += 1 }
            }
            note(&part, "screen", .string(picture == nil ? "begins empty" : "redrawn"))
        }
        return part
    }

    /// The first event at a place or behind it.
    private static func index(of place: Place?, in recording: Recording) throws(Failure) -> Int? {
        switch place {
        case nil: return nil
        case .time(let instant): return recording.events.firstIndex { $0.at >= instant } ?? recording.events.count
        case .marker(let name):
            if let index = recording.events.firstIndex(where: { $0.content == .marker(name) }) { return index }
            let names = recording.events.compactMap { event in
                if case .marker(let name) = event.content { "\"\(name)\"" } else { nil }
            }
            let known = names.isEmpty ? "there are none" : "there are \(names.prefix(20).joined(separator: ", "))"
            throw Failure(description: "no marker \"\(name)\": \(known)")
        }
    }

    private static func origin(_ start: Place?, _ recording: Recording, _ from: Int) -> Instant {
        switch start {
        case nil: .zero
        case .time(let instant): instant
        case .marker: recording.events[from].at
        }
    }

    /// Leaves out the bytes of characters that began before the cut; how many, by stream.
    private static func dropCharacterRests(
        _ events: inout [RecordedEvent], before: ArraySlice<RecordedEvent>
    ) -> [(stream: StandardStream, bytes: Int)] {
        var dropped: [(StandardStream, Int)] = []
        for stream in StandardStream.allCases {
            var carry = CharacterCarry()
            for event in before where event.stream == stream { carry.take(bytes: event.bytes ?? []) }
            guard !carry.carried.isEmpty else { continue }
            var needed = Self.length(of: carry.carried) - carry.carried.count
            var count = 0
            for place in events.indices where events[place].stream == stream && needed > 0 {
                let bytes = events[place].bytes ?? []
                let rest = bytes.prefix(needed).prefix { $0 & 0xC0 == 0x80 }
                count += rest.count
                needed = rest.count < min(needed, bytes.count) ? 0 : needed - rest.count
                events[place].content = .bytes(Array(bytes.dropFirst(rest.count)), of: stream)
            }
            if count > 0 { dropped.append((stream, count)) }
        }
        return dropped
    }

    /// How long a character is that begins with these bytes.
    private static func length(of start: [UInt8]) -> Int {
        switch start.first ?? 0 {
        case 0xF0...0xF4: 4
        case 0xE0...0xEF: 3
        default: 2
        }
    }

    private static func describe(
        _ part: inout Recording, _ whole: Recording, at zero: Instant, from: Int, to: Int,
        dropped: [(stream: StandardStream, bytes: Int)], name: String?
    ) {
        var details = part.header.understudy ?? RecordingDetails(streams: .pty)
        var origin = JSONObject()
        if let earlier = details.origin { origin["origin"] = earlier }
        if let name { origin["cut_of"] = .string(name) }
        origin["from"] = .number(JSONNumber(text: zero.description))
        if to < whole.events.count { origin["to"] = .number(JSONNumber(text: whole.events[to].at.description)) }
        for (stream, bytes) in dropped { origin["dropped_\(stream.rawValue)_bytes"] = .int(bytes) }
        details.origin = .object(origin)
        if let start = details.start { details.start = start + .microseconds(zero.microseconds) }
        if mayBeOurs(whole) { part.header.understudy = details }
        part.header.json["duration"] = nil
        for event in whole.events[..<from] {
            if case .resize(let size) = event.content { part.header.term.size = size }
        }
    }

    /// Whether a header of ours does not change the meaning of an event: foreign letters may be ours too.
    private static func mayBeOurs(_ recording: Recording) -> Bool {
        recording.header.understudy != nil
            || !recording.events.contains { event in
                if case .unknown(let code, _) = event.content { code.count == 1 } else { false }
            }
    }

    private static func note(_ part: inout Recording, _ key: String, _ value: JSONValue) {
        guard var origin = part.header.understudy?.origin?.object else { return }
        origin[key] = value
        part.header.understudy?.origin = .object(origin)
    }
}
