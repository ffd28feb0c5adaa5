import Matching
import Orchestration
import Text

/// What a session came to, for checks at the end.
struct SessionFacts {
    var metrics = SessionMetrics()
    var status = SessionStatus()
    /// What the terminal showed last.
    var screen: [String] = []
    /// The bytes of a file of the project's folder; `nil`: it is not there.
    var file: (String) -> [UInt8]? = { _ in nil }
}

extension Checker {
    func failure(of match: MetricMatch, _ check: Check) -> Failure? {
        let value = session.metrics.json[match.name]?.double ?? 0
        guard !match.range.contains(value) else { return nil }
        return failure(check, "\(match.name) \(match.range.words)", "\(match.name) is \(JSONValue.double(value).text)")
    }

    func failures(of match: FileMatch, _ check: Check) -> [Failure] {
        let bytes = session.file(match.path)
        guard let contents = match.contents else {
            return bytes == nil ? [] : [failure(check, "no file \(match.path)", "it is there")]
        }
        guard let bytes else { return [failure(check, "a file \(match.path)", "it is not there")] }
        return contents.filter { $0.firstMatch(in: bytes) == nil }.map {
            failure(check, "\(match.path): \($0)", Words.excerpt(bytes))
        }
    }

    func failure(of match: StatusMatch, _ check: Check) -> Failure? {
        let status = session.status
        let actual = status.failure ?? "success"
        guard status.isSuccess == match.isSuccess else {
            return failure(check, match.isSuccess ? "success" : "a failure", actual)
        }
        guard let reason = match.reason, !reason.matches(actual) else { return nil }
        return failure(check, "a failure: \(reason)", actual)
    }
}

extension ClosedRange<Double> {
    fileprivate var words: String {
        if lowerBound == upperBound { return JSONValue.double(lowerBound).text }
        if upperBound == .infinity { return "of \(JSONValue.double(lowerBound).text) or more" }
        if lowerBound == -.infinity { return "of \(JSONValue.double(upperBound).text) or less" }
        return "from \(JSONValue.double(lowerBound).text) to \(JSONValue.double(upperBound).text)"
    }
}
