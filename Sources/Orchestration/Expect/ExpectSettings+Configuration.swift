public import Matching
import Recording
import Terminal

extension Engine {
    /// How its main child's output is waited for by `ExpectPattern`s: on a terminal, with its screen.
    public var expectSettings: ExpectSettings {
        var settings = ExpectSettings(configuration)
        let size = configuration.terminalSize
        settings.screen = ScreenSize(columns: size.columns, rows: size.rows)
        return settings
    }

    /// Whether its main child is on a terminal for the whole session.
    public var isInteractive: Bool { configuration.strategy == .interactiveSubprocess }
}

extension ExpectSettings {
    /// The limits that a configuration names: `expect_timeout`, `maxread` and `searchwindowsize`.
    public init(_ configuration: Configuration) {
        self.init()
        timeout = configuration.expectTimeout
        readBytesMax = configuration.maxRead
        searchWindowBytes = configuration.searchWindowSize
    }
}
