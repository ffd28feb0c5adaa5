import Recording
import Terminal

/// What a recording's terminal showed.
enum ScreenPlayback {
    /// The screen at a moment of a recording.
    struct Picture {
        /// What the moment is called: a marker, or the end.
        let name: String
        let screen: Screen
    }

    /// The screen after all events.
    static func screen(after recording: Recording) -> Screen {
        var screen = Self.fresh(recording)
        for event in recording.events { feed(event, to: &screen) }
        return screen
    }

    /// The screen at every marker, and at the end.
    static func pictures(of recording: Recording) -> [Picture] {
        var screen = Self.fresh(recording)
        var pictures: [Picture] = []
        for event in recording.events {
            if case .marker(let name) = event.content {
                pictures.append(Picture(name: "marker \"\(name)\" (\(event.at) s)", screen: screen))
            }
            feed(event, to: &screen)
        }
        pictures.append(Picture(name: "the end", screen: screen))
        return pictures
    }

    private static func fresh(_ recording: Recording) -> Screen {
        let size = recording.header.term.size
        return Screen(size: ScreenSize(columns: size.columns, rows: size.rows), historyLines: 0)
    }

    private static func feed(_ event: RecordedEvent, to screen: inout Screen) {
        switch event.content {
        case .output(let bytes), .error(let bytes): screen.feed(bytes)
        case .resize(let size): screen.resize(to: ScreenSize(columns: size.columns, rows: size.rows))
        default: break
        }
    }
}
