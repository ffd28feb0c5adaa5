import Matching
import Testing

@testable import Orchestration

@Suite("What keys of a configuration change")
struct ConfigurationEffectTests {
    @Test("pattern_cache_size: so many compiled patterns are kept, the last used; pattern_compile_cache: or none")
    func patternCache() throws {
        var configuration = Configuration()
        configuration.patternCacheSize = 2
        var cache = PatternCache(configuration)
        for source in ["a", "b", "a", "c", "a", "b"] { _ = try cache.pattern(source, flags: []) }
        #expect(cache.count == 2)
        #expect(cache.compilations == 4)
        configuration.patternCompileCache = false
        cache.adapt(to: configuration)
        #expect(cache.count == 0)
        for _ in 0..<3 { _ = try cache.pattern("a", flags: []) }
        #expect(cache.compilations == 7)
    }

    @Test("expect_timeout, maxread and searchwindowsize are the limits of the expect layer")
    func expect() {
        var configuration = Configuration()
        #expect(ExpectSettings(configuration).timeout == .seconds(300))
        #expect(ExpectSettings(configuration).readBytesMax == 65_536)
        #expect(ExpectSettings(configuration).searchWindowBytes == 4_096)
        configuration.searchWindowSize = 5
        configuration.maxRead = 3
        var expecter = Expecter(settings: ExpectSettings(configuration))
        #expect(expecter.expect(["login: "], at: .zero) == nil)
        // The window is shorter than what is waited for.
        let outcome = expecter.feed(Array("login: ".utf8), at: .zero)
        #expect(outcome == nil)
        #expect(expecter.deadline == .seconds(300))
    }
}
