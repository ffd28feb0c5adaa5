import ArgumentParser
import Foundation
import Scenarios
import Text

/// What a run prints while it goes on and at its end.
protocol Progress {
    /// Before the first case.
    mutating func begin()
    /// After each case, in the order of the plan.
    mutating func show(_ result: CaseResult)
    /// After the last case.
    mutating func end(_ tally: Tally)
}

/// The form of the output by its name on the command line.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case console, jsonl, tap

    func makeProgress(of plan: RunPlan, host: Scenario.Arm, seed: UInt64?) -> any Progress {
        switch self {
        case .console: ConsoleProgress(total: plan.count, host: host, seed: seed)
        case .jsonl: JSONLinesProgress()
        case .tap: TAPProgress(total: plan.count)
        }
    }
}

/// For people: a line per case, all that is needed to understand a failure, a summary.
struct ConsoleProgress: Progress {
    let total: Int
    let host: Scenario.Arm
    let seed: UInt64?
    private let isColourful = Output.isColourful(STDOUT_FILENO)
    private let stopwatch = ContinuousClock.now

    init(total: Int, host: Scenario.Arm, seed: UInt64?) {
        self.total = total
        self.host = host
        self.seed = seed
    }

    mutating func begin() {
        let word = total == 1 ? "case" : "cases"
        print("\(total) \(word) on the \(host.rawValue) arm" + (seed.map { ", seed \($0)" } ?? ""))
        Output.flush()
    }

    mutating func show(_ result: CaseResult) {
        switch result.status {
        case .passed: print("\(paint("✓", 32)) \(clean(result.name))  \(facts(of: result))")
        case .skipped: print("\(paint("-", 33)) \(clean(result.name))  skipped: \(clean(result.reason ?? ""))")
        case .failed: print("\(paint("✗", 31)) \(clean(result.name))  \(facts(of: result))")
        case .error: print("\(paint("!", 31)) \(clean(result.name))  the harness failed: \(clean(result.reason ?? ""))")
        }
        if result.status == .passed || result.status == .failed, let reason = result.reason {
            print("    \(clean(reason))")
        }
        for failure in result.failures {
            print("    \(clean(result.file)):\(failure.position): \(clean(failure.what)): \(clean(failure.message))")
            print("      expected: \(clean(failure.expected))")
            print("      actual:   \(clean(failure.actual))")
        }
        if result.status == .failed || result.status == .error { print("    again: \(clean(result.command))") }
        Output.flush()
    }

    mutating func end(_ tally: Tally) {
        let wall = Self.seconds(stopwatch.duration(to: .now))
        let failed = tally.failed + tally.errors
        print("\(tally.passed) passed, \(failed) failed, \(tally.skipped) skipped")
        print("\(wall) s of wall time, \(Self.seconds(tally.virtualTime)) s on the \(host.rawValue) arm's clock")
    }

    private func facts(of result: CaseResult) -> String {
        let scale = result.timeScale.map { ", \(Self.short($0))× real time" } ?? ""
        return "\(Self.seconds(result.virtualTime)) s in \(Self.seconds(result.wallTime)) s\(scale)"
            + ", seed \(result.seed), trace \(result.trace)"
    }

    private func clean(_ text: String) -> String { VisibleText.clean(text).replacing("\n", with: "⏎") }

    private func paint(_ text: String, _ colour: Int) -> String {
        isColourful ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }

    private static func short(_ number: Double) -> String {
        number < 10 ? String(format: "%.1f", number) : String(Int(number))
    }

    static func seconds(_ duration: Duration) -> String {
        String(format: "%.3f", Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }
}

/// For programs: one JSON object per case.
struct JSONLinesProgress: Progress {
    mutating func begin() {}

    mutating func show(_ result: CaseResult) {
        var object = JSONObject()
        object["name"] = .string(result.name)
        object["classname"] = .string(result.classname)
        object["file"] = .string(result.file)
        object["status"] = .string(result.status.rawValue)
        object["host"] = .string(result.arm.rawValue)
        object["seed"] = .number(JSONNumber(text: String(result.seed)))
        object["trace"] = .string(result.trace)
        object["seconds"] = .number(JSONNumber(text: ConsoleProgress.seconds(result.wallTime)))
        object["virtual_seconds"] = .number(JSONNumber(text: result.virtualSeconds))
        if let scale = result.timeScale { object["time_scale"] = .double(scale) }
        if let reason = result.reason { object["reason"] = .string(reason) }
        if !result.failures.isEmpty { object["failures"] = .array(result.failures.map(\.json)) }
        print(JSONValue.object(object).text)
        Output.flush()
    }

    mutating func end(_ tally: Tally) {}
}

/// For TAP consumers: version 13 of the Test Anything Protocol.
struct TAPProgress: Progress {
    let total: Int
    private var number = 0

    init(total: Int) { self.total = total }

    mutating func begin() { print("TAP version 13\n1..\(total)") }

    mutating func show(_ result: CaseResult) {
        number += 1
        let name = line(result.name).replacing("#", with: "\\#")
        let isOK = result.status == .passed || result.status == .skipped
        let skip = result.status == .skipped ? " # SKIP \(line(result.reason ?? ""))" : ""
        print("\(isOK ? "ok" : "not ok") \(number) - \(name)\(skip)")
        for failure in result.failures {
            let text = "\(result.file):\(failure.position): \(failure.message): \(failure.actual)"
            print("# " + line(text))
        }
        Output.flush()
    }

    private func line(_ text: String) -> String { VisibleText.clean(text).replacing("\n", with: " ") }

    mutating func end(_ tally: Tally) {}
}

extension Failure {
    fileprivate var json: JSONValue {
        [
            "what": .string(what), "position": .string("\(position)"), "message": .string(message),
            "expected": .string(expected), "actual": .string(actual),
        ]
    }
}

extension CaseResult {
    /// The command that runs this case again.
    var command: String {
        "understudy run \(ShellWord.quoted(file)) --host \(arm.rawValue) --seed \(seed)"
    }

    /// Seconds on the arm's clock, exact.
    var virtualSeconds: String {
        let (seconds, attoseconds) = virtualTime.components
        let fraction = String(attoseconds / 1_000_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}
