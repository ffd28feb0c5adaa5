extension Recording {
    /// The same recording without secrets: events keep their times and sizes, comments their places.
    ///
    /// All counts, also those that a recorder has left in a comment, are in the header of the result.
    public func redacted(with rules: RedactionRules) -> Recording {
        var result = self
        var redactor = EventRedactor(rules)
        result.events = events.flatMap { redactor.take($0) } + redactor.finish()
        var commentCounts = [Int](repeating: 0, count: rules.names.count)
        result.comments = comments.compactMap { comment in
            if RedactionCounts.counts(ofComment: comment.line) != nil { return nil }
            var comment = comment
            comment.line = Redactor.redacted(comment.line, rules, &commentCounts)
            return comment
        }
        var old = header
        let counts = zip(redactor.counts, commentCounts).map { $0 + $1 }
        let sum = RedactionCounts.sum([redactions, RedactionCounts.named(counts, rules)])
        if !sum.isEmpty {
            var details = old.understudy ?? RecordingDetails()
            details.redactions = sum
            old.understudy = details
        }
        var redaction = HeaderRedaction(rules)
        result.header = redaction.redacted(old)
        return result
    }
}
