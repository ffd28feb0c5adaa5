import Determinism
import Recording
import Terminal
import Text

/// The moment of a recording whose screen is shown.
enum ScreenMoment: Equatable {
    /// When all has happened.
    case end
    /// When all has happened up to an instant, what happened at it included.
    case time(Instant)
    /// At a marker, the first of that name.
    case marker(String)

    /// Reads `12.3s`, `12.3`, `at=12.3s`, `end`, or a marker's name.
    init(_ text: String) {
        let text = text.hasPrefix("at=") ? String(text.dropFirst(3)) : text
        if text == "end" {
            self = .end
        } else if let time = (try? Quantity.duration(text)) ?? (try? Quantity.duration(text + "s")) {
            self = .time(.zero + time)
        } else {
            self = .marker(text)
        }
    }

    /// The screen of a recording's terminal at this moment, and when that is.
    ///
    /// - Throws: `CommandFailure` for a recording without a terminal, and for a marker that is not there.
    func screen(of recording: Recording, file: String) throws -> (screen: Screen, at: Instant) {
        if recording.header.understudy?.streams == .pipes {
            throw CommandFailure(.badInput, "\(file): it was recorded on pipes: there is no screen")
        }
        var screen = Screen(size: ScreenSize(recording.header.term.size), historyLines: 0)
        var now = Instant.zero
        for event in recording.events {
            if case .time(let end) = self, event.at > end { return (screen, end) }
            now = event.at
            switch event.content {
            case .output(let bytes): screen.feed(bytes)
            case .resize(let size): screen.resize(to: ScreenSize(size))
            case .marker(let name): if self == .marker(name) { return (screen, now) }
            default: break
            }
        }
        if case .marker(let name) = self { throw Self.missing(name, in: recording, file: file) }
        return (screen, now)
    }

    private static func missing(_ name: String, in recording: Recording, file: String) -> CommandFailure {
        let markers = recording.events.compactMap { event in
            if case .marker(let name) = event.content { name } else { nil }
        }
        let advice: String
        if let nearest = NearestWord.to(name, in: markers) {
            advice = "did you mean \"\(nearest)\"?"
        } else if markers.isEmpty {
            advice = "it has no markers; a time is 12.3s, or end"
        } else {
            let some = markers.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
            advice = "its markers are \(some)\(markers.count > 8 ? ", …" : ""); a time is 12.3s, or end"
        }
        return CommandFailure(.badInput, "\(file): no time and no marker: \"\(name)\"; \(advice)")
    }
}

extension ScreenSize {
    /// The size that a recording gives its terminal.
    init(_ size: TerminalSize) { self.init(columns: size.columns, rows: size.rows) }
}

extension Screen {
    /// The rows for a person: no control character in them, no empty ones at the end.
    var page: [UInt8] {
        Array(
            text.split(separator: "\n", omittingEmptySubsequences: false).map { VisibleText.clean(String($0)) + "\n" }
                .joined().utf8)
    }

    /// The screen as one JSON object on a line; rows and columns count from 0.
    func json(at instant: Instant) -> [UInt8] {
        func number(_ value: Int) -> JSONValue { .number(JSONNumber(text: String(value))) }
        var place = JSONObject()
        place["row"] = number(cursor.row)
        place["column"] = number(cursor.column)
        place["visible"] = .bool(cursor.isVisible)
        var object = JSONObject()
        object["time"] = .number(JSONNumber(text: "\(instant)"))
        object["columns"] = number(size.columns)
        object["rows"] = number(size.rows)
        object["cursor"] = .object(place)
        object["alternate"] = .bool(isAlternate)
        object["title"] = .string(title)
        object["lines"] = .array(lines.map { .string($0) })
        return JSONValue.object(object).encoded + [UInt8(ascii: "\n")]
    }
}
