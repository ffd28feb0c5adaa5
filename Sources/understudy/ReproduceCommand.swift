import ArgumentParser
import Determinism
import Hosting
import Orchestration
import Scenarios
import Text

/// `understudy reproduce`: re-runs the engine on a recorded orchestration.
struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Re-runs the engine on a recorded orchestration and says whether it still behaves so.",
        discussion: """
            The engine gets the recorded events at their instants. Compared are what it starts, the bytes for each child
            between two events, closes, signals and outcomes.
            Exit status: 0 the same, 1 it behaves differently (where and how is said), 2 bad input.
            """)

    @Argument(help: "A recorded orchestration: a folder NAME.casts, as run --record makes them, or a pack of one.")
    var folder: String

    @Flag(help: "One JSON object instead.")
    var json = false

    func run() throws {
        let recorded: RecordedCase
        do { recorded = try RecordedCase(folder) } catch { throw CommandFailure(.badInput, "\(error)") }
        for warning in recorded.warnings { Output.complain("warning: \(warning)") }
        let verdict: EngineReplay.Verdict
        do { verdict = try recorded.reproduce() } catch { throw CommandFailure(.harnessFailed, "\(error)") }
        if json {
            print(String(decoding: Self.json(recorded, verdict).encoded, as: UTF8.self))
        } else {
            print(Self.text(recorded, verdict))
        }
        if verdict.difference != nil { throw CommandFailure(.scenarioFailed) }
    }

    private static func text(_ recorded: RecordedCase, _ verdict: EngineReplay.Verdict) -> String {
        guard let difference = verdict.difference else {
            return clean(
                "\(recorded.file): the same: \(verdict.events) events, \(verdict.actions) actions, \(verdict.end) s")
        }
        return [
            "\(recorded.file): the engine behaves differently \(difference.place)",
            "  expected: \(difference.expected ?? "nothing more")",
            "  actual:   \(difference.actual ?? "nothing more")",
        ].map(clean).joined(separator: "\n")
    }

    private static func clean(_ text: String) -> String { VisibleText.clean(text).replacing("\n", with: "⏎") }

    private static func json(_ recorded: RecordedCase, _ verdict: EngineReplay.Verdict) -> JSONValue {
        var json: JSONValue = [
            "file": .string(recorded.file), "same": .bool(verdict.difference == nil), "events": .int(verdict.events),
            "actions": .int(verdict.actions), "seconds": .number(JSONNumber(text: verdict.end.description)),
        ]
        if let difference = verdict.difference, case .object(var object) = json {
            object["after_event"] = .int(difference.event)
            object["at"] = .number(JSONNumber(text: difference.instant.description))
            object["process"] = difference.process.map(JSONValue.string) ?? .null
            object["expected"] = difference.expected.map(JSONValue.string) ?? .null
            object["actual"] = difference.actual.map(JSONValue.string) ?? .null
            json = .object(object)
        }
        return json
    }
}
