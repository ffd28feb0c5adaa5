/// Where one dialect puts what a report holds.
protocol JUnitLayout {
    /// Writes one suite.
    mutating func write(_ suite: ReportSuite) throws(ReportError)
    /// Writes what comes after the last suite, and what had to wait for it.
    mutating func finish() throws(ReportError)
}

/// Where a dialect allows the reason of a skipped case.
enum SkippedReason {
    /// As the element's text: `<skipped>reason</skipped>`.
    case text
    /// As an attribute: `<skipped message="reason"/>`.
    case attribute
}

extension XMLStream {
    /// The attributes that all dialects have in a case.
    func caseAttributes(_ reported: ReportCase) throws(ReportError) {
        try attribute("name", Excerpt.name(reported.name))
        try attribute("classname", Excerpt.name(reported.classname))
        try attribute("time", ReportTime.seconds(reported.wallTime))
    }

    /// The counts that all dialects have in a suite.
    func counts(_ totals: ReportTotals) throws(ReportError) {
        try attribute("tests", String(totals.tests))
        try attribute("failures", String(totals.failures))
        try attribute("errors", String(totals.errors))
        try attribute("skipped", String(totals.skipped))
    }

    /// One property.
    func property(_ name: String, _ value: String) throws(ReportError) {
        try element("property", ["name": Excerpt.name(name), "value": Excerpt.line(value)])
    }

    /// What a case's end is told by; nothing for one that passed.
    func outcome(_ outcome: ReportOutcome, reason place: SkippedReason) throws(ReportError) {
        switch outcome {
        case .passed: break
        case .failed(let failures):
            try problem("failure", failures.first, text: FailureText.joined(failures))
        case .errored(let error):
            try problem("error", error, text: FailureText.joined([error]))
        case .skipped(let reason):
            switch place {
            case .text: try element("skipped", text: Excerpt.line(reason))
            case .attribute: try element("skipped", ["message": Excerpt.line(reason)])
            }
        }
    }

    private func problem(_ name: String, _ first: ReportFailure?, text: String) throws(ReportError) {
        let type = first.map { $0.type.isEmpty ? name : $0.type } ?? name
        try element(name, ["message": Excerpt.line(first?.message ?? ""), "type": Excerpt.line(type)], text: text)
    }
}
