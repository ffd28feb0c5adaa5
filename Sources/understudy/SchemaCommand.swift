import ArgumentParser
import Orchestration
import Player
import Scenarios
import Text

/// `understudy schema`: the JSON Schema of a file format, from which the documentation is made.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of a file format: scenario, orchestrator or script.")

    /// A format by its name on the command line.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case scenario, orchestrator, script
    }

    @Argument(help: "The format: scenario, orchestrator or script.")
    var format: Format

    func run() throws {
        let schema =
            switch format {
            case .scenario: ScenarioSchema.schema
            case .orchestrator: Configuration.schema
            case .script: ScriptSchema.schema
            }
        try Output.write(Array((schema.prettyText + "\n").utf8))
    }
}
