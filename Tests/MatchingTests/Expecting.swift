import Matching
import Testing

/// A wait in which every step has to be what it says.
struct Expecting {
    var expecter: Expecter
    /// The present, in seconds.
    var now = 0

    init(_ settings: ExpectSettings = ExpectSettings()) { expecter = Expecter(settings: settings) }

    private var instant: Duration { .seconds(now) }

    mutating func feed(_ text: String) -> ExpectOutcome? { expecter.feed(Array(text.utf8), at: instant) }

    mutating func end() -> ExpectOutcome? { expecter.end(at: instant) }

    mutating func exit(_ code: Int32) -> ExpectOutcome? { expecter.exited(code, at: instant) }

    mutating func expect(_ patterns: [ExpectPattern], timeout: Duration? = nil) -> ExpectOutcome? {
        expecter.expect(patterns, timeout: timeout, at: instant)
    }

    /// Goes to an instant and looks what is over.
    mutating func wait(until second: Int) -> ExpectOutcome? {
        now = second
        return expecter.timer(at: instant)
    }
}

extension ExpectOutcome? {
    /// The place of the pattern that has come, with what was before and what matched.
    var summary: String {
        switch self {
        case nil: "nothing"
        case .matched(let result): "\(result.index) [\(result.beforeText)] [\(result.afterText)]"
        case .failed(let failure): "failed: \(failure.code.text) [\(String(decoding: failure.before, as: UTF8.self))]"
        }
    }

    /// What has come.
    var result: ExpectResult? { if case .matched(let result) = self { result } else { nil } }

    /// Why nothing has come.
    var failure: ExpectFailure? { if case .failed(let failure) = self { failure } else { nil } }
}
