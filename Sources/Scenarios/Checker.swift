import Determinism
import Matching
import Orchestration
import Recording

/// Holds what happened against the checks of a scenario.
struct Checker {
    let matcher: Matcher
    let transcript: Transcript
    let results: [AgentResult]
    let end: Instant
    var session = SessionFacts()

    /// What a check finds wrong.
    func failures(of check: Check, leftovers: Int) -> [Failure] {
        switch check.kind {
        case .results(let matches):
            compare(matches, results, check, words: \.words, actual: \.words) { matcher.holds($0, $1) }
        case .tickets(let matches):
            compare(matches, transcript.tickets, check, words: \.words, actual: \.words) { matcher.holds($0, $1) }
        case .delegations(let matches):
            compare(matches, transcript.delegations, check, words: \.words, actual: \.words) { matcher.holds($0, $1) }
        case .exit(let match):
            transcript.exit == match.status
                ? []
                : [failure(check, "\(match.status)", transcript.exit.map { "\($0)" } ?? "no child has ended")]
        case .leftovers(let range):
            range.contains(leftovers)
                ? [] : [failure(check, "\(range.lowerBound) processes", "\(leftovers) left behind")]
        case .duration(let match):
            match.holds(end - .zero, tolerance: matcher.tolerance)
                ? [] : [failure(check, match.description, (end - .zero).text)]
        case .memory(let range):
            range.contains(transcript.peakMemory)
                ? [] : [failure(check, range.words(unit: "bytes"), "a peak of \(transcript.peakMemory) bytes")]
        case .output(let matches): matches.flatMap { failures(of: $0, check) }
        case .calls(let match): failures(of: match, check)
        case .screen(let matches):
            matches.filter { !$0.matches(session.screen.joined(separator: "\n")) }.map {
                failure(check, $0.description, Words.excerpt(session.screen.joined(separator: "\n")))
            }
        case .metrics(let matches): matches.compactMap { failure(of: $0, check) }
        case .files(let matches): matches.flatMap { failures(of: $0, check) }
        case .status(let match): failure(of: match, check).map { [$0] } ?? []
        }
    }

    func failure(_ check: Check, _ expected: String, _ actual: String, _ message: String? = nil) -> Failure {
        Failure(
            what: check.name, position: check.position, message: message ?? "'\(check.name)' does not hold",
            expected: expected, actual: actual)
    }

    /// Compares two lists place by place.
    private func compare<Match, Element>(
        _ matches: [Match], _ elements: [Element], _ check: Check, words: (Match) -> String,
        actual: (Element) -> String, holds: (Match, Element) -> Bool
    ) -> [Failure] {
        var failures: [Failure] = []
        for (index, match) in matches.enumerated() {
            guard index < elements.count else {
                failures.append(failure(check, "[\(index)] " + words(match), "there are only \(elements.count)"))
                break
            }
            if holds(match, elements[index]) { continue }
            failures.append(failure(check, "[\(index)] " + words(match), "[\(index)] " + actual(elements[index])))
        }
        if elements.count > matches.count {
            let extra = elements[matches.count...].map(actual).joined(separator: "; ")
            failures.append(failure(check, "\(matches.count) of them", "\(elements.count), also: \(extra)"))
        }
        return failures
    }

    // MARK: Output and calls

    private func failures(of match: OutputMatch, _ check: Check) -> [Failure] {
        let calls = transcript.calls.filter { match.agent == nil ? $0.agent == nil : $0.agent == match.agent }
        let streams = calls.map { match.stream == .stderr ? $0.errors : $0.output }
        let output = streams.flatMap(\.bytes)
        var failures: [Failure] = []
        let shown = Words.excerpt(output)
        for text in match.contains where text.firstMatch(in: output) == nil {
            failures.append(failure(check, text.description, shown))
        }
        for text in match.excludes where text.firstMatch(in: output) != nil {
            failures.append(failure(check, "no \(text)", shown))
        }
        if let equals = match.equals, Array(equals.utf8) != output {
            let place = zip(equals.utf8, output).prefix { $0 == $1 }.count
            failures.append(
                failure(check, "exactly the text of the scenario", "it differs from byte \(place) on: \(shown)"))
        }
        let count = streams.reduce(0) { $0 + $1.count }
        if let bytes = match.bytes, !bytes.contains(count) {
            failures.append(failure(check, bytes.words(unit: "bytes"), "\(count) bytes"))
        }
        if let expected = match.sha256 {
            let hashes = streams.map(\.hash.text)
            if hashes != [expected] {
                failures.append(failure(check, "SHA-256 \(expected)", "SHA-256 \(hashes.joined(separator: ", "))"))
            }
        }
        return failures
    }

    private func failures(of match: CallsMatch, _ check: Check) -> [Failure] {
        let calls = transcript.calls
        if let expected = match.calls {
            return compare(expected, calls, check, words: \.words, actual: \.words) { call, actual in
                if let agent = call.agent, agent != actual.agent ?? "" { return false }
                if let prompt = call.prompt, prompt.firstMatch(in: actual.input) == nil { return false }
                return call.argv.map { $0.allSatisfy(actual.arguments.contains) } ?? true
            }
        }
        guard let count = match.count, count != calls.count else { return [] }
        let words = calls.map(\.words).joined(separator: "; ")
        return [failure(check, "\(count) calls", "\(calls.count): \(words)")]
    }
}
