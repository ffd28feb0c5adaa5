import ArgumentParser
import Orchestration
import Text

/// `understudy schema`: the JSON Schema of a file format, from which the documentation is made.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of a file format: orchestrator.")

    /// A format by its name on the command line.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case orchestrator
    }

    @Argument(help: "The format: orchestrator.")
    var format: Format

    func run() throws {
        switch format {
        case .orchestrator: try Output.write(Array((Configuration.schema.prettyText + "\n").utf8))
        }
    }
}
