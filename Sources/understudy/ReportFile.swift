import Foundation
import Reports
import Scenarios

/// The JUnit report of a run: a suite for each scenario file, a case for each run of it.
struct ReportFile {
    private let writer: JUnitWriter

    /// Opens the report; what is wrong with the target is said before anything runs.
    init(path: String, dialect: JUnitDialect) throws {
        let report = Report(
            name: "understudy", timestamp: Int64(Date().timeIntervalSince1970),
            hostname: ProcessInfo.processInfo.hostName)
        do { writer = try JUnitWriter(path: path, report: report, dialect: dialect) } catch {
            throw CommandFailure(.badInput, "\(error)")
        }
    }

    /// Writes the cases of one file.
    func write(_ results: [CaseResult]) throws {
        guard let first = results.first else { return }
        let package = first.classname.split(separator: ".").dropLast().joined(separator: ".")
        let suite = ReportSuite(
            name: first.classname, package: package.isEmpty ? first.classname : package,
            host: first.arm.rawValue, file: first.file,
            cases: results.map { Self.reportCase($0, isOneOfSeveral: results.count > 1) })
        do { try writer.write(suite) } catch { throw CommandFailure(.harnessFailed, "\(error)") }
    }

    /// Makes the report visible under its name.
    func finish() throws {
        do { try writer.finish() } catch { throw CommandFailure(.harnessFailed, "\(error)") }
    }

    /// Readers merge cases of one name, so several runs of a scenario are told apart by their seeds.
    private static func reportCase(_ result: CaseResult, isOneOfSeveral: Bool) -> ReportCase {
        var properties = [
            ReportProperty("seed", String(result.seed)), ReportProperty("trace", result.trace),
            ReportProperty("virtual_seconds", result.virtualSeconds),
        ]
        if let scale = result.timeScale { properties.append(ReportProperty("time_scale", String(scale))) }
        return ReportCase(
            name: isOneOfSeveral ? "\(result.name) (seed \(result.seed))" : result.name, classname: result.classname,
            wallTime: result.wallTime, outcome: outcome(of: result),
            properties: properties, standardOutput: result.standardOutput, standardError: result.standardError)
    }

    private static func outcome(of result: CaseResult) -> ReportOutcome {
        switch result.status {
        case .passed: .passed
        case .skipped: .skipped(reason: result.reason ?? "")
        case .error: .errored(ReportFailure(message: result.reason ?? "", type: "harness", text: result.command))
        case .failed:
            .failed(
                result.failures.map { failure in
                    ReportFailure(
                        message: "\(failure.what): \(failure.message)", type: failure.what,
                        text: """
                            \(result.file):\(failure.position): \(failure.what): \(failure.message)
                            expected: \(failure.expected)
                            actual:   \(failure.actual)
                            again:    \(result.command)
                            """)
                })
        }
    }
}
