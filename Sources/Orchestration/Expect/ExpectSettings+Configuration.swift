public import Matching

extension ExpectSettings {
    /// The limits that a configuration names: `expect_timeout`, `maxread` and `searchwindowsize`.
    public init(_ configuration: Configuration) {
        self.init()
        timeout = configuration.expectTimeout
        readBytesMax = configuration.maxRead
        searchWindowBytes = configuration.searchWindowSize
    }
}
