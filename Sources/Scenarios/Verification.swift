/// Two runs of one seed have to be one run.
extension CaseResult {
    /// This result, or the verdict that it could not be repeated.
    public func verified(against other: CaseResult) -> CaseResult {
        guard other.trace != trace || other.status != status else { return self }
        var result = self
        result.status = .failed
        result.failures.append(
            Failure(
                what: "verify", position: SourcePosition(line: 1, column: 1),
                message: "nondeterministic: two runs with seed \(seed) differ",
                expected: "trace \(trace), \(events) events",
                actual: "trace \(other.trace), \(other.events) events"))
        return result
    }
}
