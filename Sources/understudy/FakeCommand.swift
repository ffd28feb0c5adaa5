import ArgumentParser
import Glibc
import Scenarios

/// `understudy fake`: where the fake claude is, and how to put it first.
struct FakeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fake", abstract: "Says where the fake claude is, and how to put it first on PATH.",
        subcommands: [Path.self, Env.self, Report.self, Translate.self])

    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the path of the fake claude.")

        func run() throws { print(try FakeLocation.path()) }
    }

    struct Env: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the export lines that put the fake claude first on PATH.",
            discussion: "Use it as: eval \"$(understudy fake env script.yaml)\"")

        /// What becomes of calls that a folder of recordings is asked about.
        enum Mode: String, ExpressibleByArgument, CaseIterable {
            case none, once, new, all
        }

        @Argument(help: "A recording, a folder of recordings, a script, or echo.")
        var play: String

        @Option(help: "Whether calls are recorded into the folder, from the real claude further down PATH.")
        var mode: Mode = .none

        func run() throws {
            let path = try FakeLocation.path()
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            try checkPlay()
            let state: String
            do { state = try FileSystem.makeStateFolder() } catch { throw CommandFailure(.harnessFailed, "\(error)") }
            print("export PATH=\(Self.quoted(folder)):\"$PATH\"")
            print("export UNDERSTUDY_PLAY=\(Self.quoted(play == "echo" ? play : FileSystem.absolute(play) ?? play))")
            print("export UNDERSTUDY_STATE=\(Self.quoted(state))")
            print("export UNDERSTUDY_HOME=\(Self.quoted(state + "/claude"))")
            if mode != .none { print("export UNDERSTUDY_MODE=\(mode.rawValue)") }
        }

        /// Refuses what is not there; a folder that calls are recorded into is made.
        private func checkPlay() throws {
            if mode == .none {
                guard play == "echo" || FileSystem.kind(of: play) != nil else {
                    throw CommandFailure(.badInput, "\(play): there is no such file or folder, and it is not 'echo'")
                }
                return
            }
            if FileSystem.kind(of: play) == nil { mkdir(play, 0o700) }
            guard FileSystem.kind(of: play) == .folder else {
                throw CommandFailure(.badInput, "--mode \(mode.rawValue) records into a folder: \(play) is none")
            }
        }

        /// A word that every POSIX shell reads as it is.
        private static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
    }

    struct Translate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a YAML script as the JSON that the fake reads.", shouldDisplay: false)

        @Argument(help: "The script.")
        var file: String

        func run() throws {
            do { try Output.write(try ScriptTranslator.json(of: file) + [UInt8(ascii: "\n")]) } catch {
                if let failure = error as? CommandFailure { throw failure }
                throw CommandFailure(.badInput, "\(error)")
            }
        }
    }
}

/// Finds the fake claude.
enum FakeLocation {
    /// The path of the fake: beside this program.
    static func path() throws -> String {
        let own = FileSystem.absolute("/proc/self/exe") ?? CommandLine.arguments[0]
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let path = folder + "/claude"
        guard access(path, X_OK) == 0 else {
            throw CommandFailure(
                .harnessFailed,
                "the fake claude is not beside this program (\(folder)); build it: swift build --product claude")
        }
        return path
    }
}
