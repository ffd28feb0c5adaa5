import ArgumentParser
import Glibc
import Matching
import Recording
import Scenarios
import Text

/// What `record`, `redact` and `scan` look for.
struct RedactionOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A text that must not be there, of 6 bytes or more; --env keeps it off the command line.", valueName: "text"
        ))
    var literal: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A regular expression (RE2's syntax) of what must not be there; best one that begins with something fixed.",
            valueName: "regex"))
    var pattern: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A variable whose value must not be there, besides those named like *KEY*, *TOKEN*, *SECRET*, *PASS*.",
            valueName: "name"))
    var env: [String] = []

    @Option(
        help: ArgumentHelp(
            "Rules to switch off or on: no-home,email. There are: \(RedactionRequest.ruleNames.joined(separator: ", ")).",
            valueName: "list"))
    var rules: String?

    /// The rules that these options come to; what is odd about them is said.
    ///
    /// - Parameter extra: rules that are on unless they are switched off.
    func rules(on extra: Set<String> = []) throws -> RedactionRules {
        let rules = try quietRules(on: extra)
        for warning in rules.warnings { Output.complain("warning: \(warning)") }
        return rules
    }

    /// As `rules`, for who says later what is odd about them.
    func quietRules(on extra: Set<String> = []) throws -> RedactionRules {
        var request = MachineRedaction.request
        request.onRules = extra
        request.literals = literal
        request.secretVariables = Set(env)
        for name in env where getenv(name) == nil {
            throw CommandFailure(.badInput, "--env \(name): there is no such variable")
        }
        for (index, source) in pattern.enumerated() {
            let compiled: Pattern
            do { compiled = try Pattern(source) } catch {
                throw CommandFailure(.badInput, "--pattern \(source): \(error)")
            }
            request.patterns.append(PatternRedaction(name: "pattern:\(index + 1)", pattern: compiled))
        }
        try choose(&request)
        return RedactionRules(request)
    }

    private func choose(_ request: inout RedactionRequest) throws {
        for word in rules?.split(separator: ",") ?? [] {
            let word = word.trimmingPrefix { $0 == " " }
            let isOff = word.hasPrefix("no-")
            let name = String(isOff ? word.dropFirst(3) : word)
            guard RedactionRequest.ruleNames.contains(name) else {
                let nearest =
                    NearestWord.to(name, in: RedactionRequest.ruleNames).map { "; did you mean '\($0)'?" } ?? ""
                throw CommandFailure(.badInput, "--rules: there is no rule '\(name)'\(nearest)")
            }
            if isOff { request.offRules.insert(name) } else { request.onRules.insert(name) }
        }
    }
}
