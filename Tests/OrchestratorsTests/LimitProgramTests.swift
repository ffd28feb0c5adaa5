import Hosting
import Orchestration
import Orchestrators
import TestMaterial
import Testing

@Suite("Limits, held against real programs")
struct LimitProgramTests {
    /// Runs a shell script in the place of `claude` until a limit ends it; what is said of that.
    private func failure(
        of script: String, in folder: borrowing TemporaryFolder, _ configuration: Configuration, timeScale: Double = 1
    ) async throws -> OrchestratorError? {
        let program = try folder.write("claude", "#!/bin/sh\n\(script)\n", mode: 0o755)
        let launcher = Launcher(
            executable: program, environment: [EnvironmentVariable("PATH", "/usr/bin:/bin")],
            workingDirectory: folder.path)
        return await #expect(throws: OrchestratorError.self) {
            try await withOrchestrator(configuration, launcher: launcher, on: LiveStage(timeScale: timeScale)) {
                orchestrator in
                try await orchestrator.send("go")
                return try await orchestrator.receive()
            }
        }
    }

    @Test(
        "cpu_percent: a program that keeps the processor busy is ended, at every scale of time", arguments: [1.0, 10])
    func processor(_ timeScale: Double) async throws {
        let folder = try TemporaryFolder()
        var configuration = Configuration()
        configuration.monitoringInterval = .milliseconds(Int64(200 * timeScale))
        // A machine that is busy otherwise gives it a small share.
        configuration.resources.processorPercent = 5
        let error = try await failure(of: "while :; do :; done", in: folder, configuration, timeScale: timeScale)
        #expect(error?.code == .turnFailed)
        #expect(error?.message.hasPrefix("cpu_percent reached: ") == true, "\(error?.message ?? "")")
    }

    @Test("disk_io_mb_per_sec: a program that writes faster is ended, and its reason names the key")
    func disk() async throws {
        let folder = try TemporaryFolder()
        let kind = try Self.fileSystem(of: folder.path)
        guard kind != "tmpfs" else { return print("Skipped: \(folder.path) is in memory: nothing reaches a disk.") }
        var configuration = Configuration()
        configuration.monitoringInterval = .milliseconds(100)
        configuration.resources.diskBytesPerSecond = 1_000_000
        // A file that is made anew counts anew, and takes no more room.
        let script = "while :; do head -c 4000000 /dev/zero > \(folder.path)/f; done"
        let error = try await failure(of: script, in: folder, configuration)
        #expect(error?.code == .turnFailed)
        #expect(error?.message.hasPrefix("disk_io_mb_per_sec reached: ") == true, "\(error?.message ?? "")")
    }

    /// The kind of file system that a path is on: of the mount with the longest name that leads to it (proc(5)).
    private static func fileSystem(of path: String) throws -> Substring? {
        let text = String(decoding: try PlainFile.read("/proc/self/mounts"), as: UTF8.self)
        var best: (place: Substring, kind: Substring)?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2 else { continue }
            let place = words[1]
            let leads = place == "/" || path == place || path.hasPrefix("\(place)/")
            if leads, place.utf8.count >= best?.place.utf8.count ?? 0 { best = (place, words[2]) }
        }
        return best?.kind
    }
}
