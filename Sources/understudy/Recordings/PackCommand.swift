import ArgumentParser
import Scenarios

/// `understudy pack`: a folder of recordings as one file.
struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Makes one file of a folder of recordings.")

    @Argument(help: "The folder, such as NAME.casts.")
    var folder: String

    @Option(name: .shortAndLong, help: "The new file; it may not be there yet.")
    var output: String

    func run() throws {
        let outcome = try RecordingFiles.reporting { () throws(RecordingFailure) in
            try RecordingPacking.pack(folder, into: output)
        }
        print("\(output): \(outcome.files) recordings, \(outcome.bytes) bytes")
    }
}

/// `understudy unpack`: a folder of recordings again.
struct UnpackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpack", abstract: "Makes a folder of recordings of a packed one.")

    @Argument(help: "The pack.")
    var file: String

    @Option(name: .shortAndLong, help: "The new folder; it may not be there yet.")
    var output: String

    func run() throws {
        let outcome = try RecordingFiles.reporting { () throws(RecordingFailure) in
            try RecordingPacking.unpack(file, into: output)
        }
        print("\(output): \(outcome.files) recordings, \(outcome.bytes) bytes")
    }
}
