import ArgumentParser
import Glibc
import Player
import Scenarios
import Text

extension FakeCommand {
    /// `understudy fake report`: which recordings a suite has used, made, and never asked for.
    struct Report: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says which recordings a suite has used, made, and never asked for.",
            discussion: """
                The fake notes in the state folder what it plays and records: run this at the end of a suite. Ends with 0 \
                where every recording was used, with 1 where one never was.
                """)

        @Argument(help: "The folder of recordings (default: what UNDERSTUDY_PLAY names).")
        var folder: String?

        @Option(help: "The state folder of the suite (default: what UNDERSTUDY_STATE names).")
        var state: String?

        func run() throws {
            let folder = try self.folder ?? Self.variable("UNDERSTUDY_PLAY", missing: "the folder of recordings")
            let state = try self.state ?? Self.variable("UNDERSTUDY_STATE", missing: "the state folder (--state)")
            guard let names = FileSystem.list(folder) else {
                throw CommandFailure(.badInput, "\(folder): there is no such folder")
            }
            guard FileSystem.list(state) != nil else {
                throw CommandFailure(.badInput, "\(state): there is no such folder; no call was counted in it")
            }
            let report = CallReport(
                folder: names, used: Self.text("\(state)/\(CallLog.used)"),
                recorded: Self.text("\(state)/\(CallLog.recorded)"))
            let count = report.used.count + report.unused.count + report.recorded.count { !report.used.contains($0) }
            print("\(report.used.count) of \(count) recordings used, \(report.recorded.count) made")
            for name in report.recorded { print("recorded: \(VisibleText.clean(name))") }
            for name in report.unused { print("never used: \(VisibleText.clean(name))") }
            if !report.unused.isEmpty { throw CommandFailure(.scenarioFailed) }
        }

        private static func variable(_ name: String, missing: String) throws -> String {
            if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty { return value }
            throw CommandFailure(.badInput, "\(name) is not set: name \(missing)")
        }

        private static func text(_ path: String) -> String {
            String(decoding: (try? FileSystem.read(path)) ?? [], as: UTF8.self)
        }
    }
}
