import ArgumentParser
import Player
import Recording
import Scenarios

/// `understudy repair`: what is whole in a damaged recording, as a new file.
struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair", abstract: "Saves what is whole in a damaged recording into a new file.")

    @Argument(help: "The damaged recording.")
    var file: String

    @Option(name: .shortAndLong, help: "The new file; it may not be there yet.")
    var output: String

    func run() throws {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(file) } catch {
            throw CommandFailure(.badInput, "\(file): can't be read: \(error.reason)")
        }
        let outcome: RecordingRepair.Outcome
        do { outcome = try RecordingRepair.mend(bytes) } catch { throw CommandFailure(.badInput, "\(file): \(error)") }
        do { try FileSystem.write(outcome.recording.encoded, to: output) } catch {
            throw CommandFailure(.badInput, "\(output): can't be written: \(error.reason)")
        }
        let dropped = outcome.dropped.map(String.init).joined(separator: ", ")
        let lost = outcome.dropped.isEmpty ? "every line was whole" : "left out: line \(dropped)"
        print("\(output): \(outcome.recording.events.count) events saved; \(lost)")
    }
}
