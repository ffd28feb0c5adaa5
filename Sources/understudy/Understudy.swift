import ArgumentParser
import Glibc

/// The command: what every subcommand shares.
struct Understudy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "understudy",
        abstract: "Tests programs that drive the claude command-line tool, without the tool.",
        version: Version.current,
        subcommands: [
            RunCommand.self, ExploreCommand.self, RecordCommand.self, ReplayCommand.self, ReproduceCommand.self, OrchestrateCommand.self,
            ShowCommand.self, CatCommand.self, StatsCommand.self,
            ValidateCommand.self, ConvertCommand.self, CutCommand.self, DiffCommand.self, PackCommand.self,
            UnpackCommand.self, RepairCommand.self, RedactCommand.self, ScanCommand.self, MergeCommand.self,
            ResetCommand.self, SchemaCommand.self, FakeCommand.self,
        ])
}

/// The version of the package.
enum Version {
    static let current = "0.1.0"
}

@main
enum Main {
    /// Parses, runs, and turns every error into one message and one exit status.
    static func main() {
        Output.prepare()
        do {
            var command = try Understudy.parseAsRoot()
            try command.run()
            leave(.passed)
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { Output.complain(failure.message) }
            leave(failure.status)
        } catch {
            let message = Understudy.fullMessage(for: error)
            guard Understudy.exitCode(for: error) != .success else {
                print(message)
                leave(.passed)
            }
            Output.complain(message, prefix: "")
            leave(.badInput)
        }
    }

    private static func leave(_ status: CommandFailure.Status) -> Never {
        guard let reason = Output.lossOfPrints() else { exit(status.rawValue) }
        Output.complain("can't write to standard output: \(reason)")
        exit((status == .passed ? .harnessFailed : status).rawValue)
    }
}

/// Why a command ends otherwise than well: what to say, and the exit status.
struct CommandFailure: Error {
    /// The exit statuses of the command.
    enum Status: Int32 {
        case passed = 0
        case scenarioFailed = 1
        case badInput = 2
        case harnessFailed = 3
    }

    let status: Status
    let message: String

    init(_ status: Status, _ message: String = "") {
        self.status = status
        self.message = message
    }
}
