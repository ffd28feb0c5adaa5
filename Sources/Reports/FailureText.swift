/// The text of a case's failures, as one.
///
/// Ant's schema allows a case one failure, so several are told in one text, each with its number.
enum FailureText {
    /// The text of a single failure as it is; of several, each after a line with its number and message.
    static func joined(_ failures: [ReportFailure]) -> String {
        if failures.count == 1 { return Excerpt.lines(failures[0].text, limit: ReportLimits.failureTextBytesMax) }
        var parts: [String] = []
        for (index, failure) in failures.prefix(ReportLimits.failuresMax).enumerated() {
            let heading = "\(index + 1) of \(failures.count): \(Excerpt.line(failure.message))"
            let text = Excerpt.lines(failure.text, limit: ReportLimits.failureTextBytesMax)
            parts.append(text.isEmpty ? heading : heading + "\n" + text)
        }
        let missing = failures.count - parts.count
        if missing > 0 { parts.append("[... \(missing) failures left out ...]") }
        return parts.joined(separator: "\n\n")
    }
}
