import Foundation
import Logging
import Orchestration
import Orchestrators
import Recording
import Scenarios
import Synchronization

/// One session of `understudy orchestrate`: a message, or a conversation.
final class OrchestrateSession: Sendable {
    private let configuration: Configuration
    private let launcher: Launcher
    private let log: SessionLog
    private let recordFolder: String?

    init(configuration: Configuration, launcher: Launcher, log: SessionLog, recordFolder: String?) {
        self.configuration = configuration
        self.launcher = launcher
        self.log = log
        self.recordFolder = recordFolder
    }

    /// Has one message answered, and prints the answer.
    func runOnce(_ message: String) throws -> CommandFailure.Status {
        try wait { orchestrator in
            try await orchestrator.send(message)
            return await Self.answer(orchestrator)
        }
    }

    /// Reads messages from the terminal until the person has enough.
    func converse() throws -> CommandFailure.Status {
        try wait { orchestrator in
            var worst = CommandFailure.Status.passed
            while let line = await Self.readLine() {
                let message = line.trimmingCharacters(in: .whitespaces)
                if message == "/exit" { break }
                if message.isEmpty { continue }
                try await orchestrator.send(message)
                let status = await Self.answer(orchestrator)
                if status != .passed { worst = status }
            }
            return worst
        }
    }

    private static func answer(_ orchestrator: any Orchestrator) async -> CommandFailure.Status {
        do {
            let text = try await orchestrator.receive()
            try Output.write(Array((text + "\n").utf8))
            let isSuccess = await orchestrator.status.isSuccess
            return isSuccess ? .passed : .scenarioFailed
        } catch let error as OrchestratorError {
            if let text = error.turn?.text, !text.isEmpty { try? Output.write(Array((text + "\n").utf8)) }
            Output.complain(error.description)
            return error.code == .host ? .harnessFailed : .scenarioFailed
        } catch {
            Output.complain("\(error)")
            return .harnessFailed
        }
    }

    /// A prompt and a line, on a thread that may block.
    private static func readLine() async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                FileHandle.standardError.write(Data("> ".utf8))
                continuation.resume(returning: Swift.readLine())
            }
        }
    }

    /// Runs a body with a started orchestrator; a signal stops it in order.
    private func wait(
        _ body: @escaping @Sendable (any Orchestrator) async throws -> CommandFailure.Status
    ) throws -> CommandFailure.Status {
        let result = Mutex<Result<CommandFailure.Status, any Error>?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        let interruption = Interruption()
        let task = Task { [configuration, launcher, log, recordFolder] in
            do {
                let level = Logger.Level(configuration.logging) ?? .critical
                var stage = LiveStage(
                    recorder: recordFolder.map(Self.recorder),
                    redaction: recordFolder == nil ? .none : MachineRedaction.rules)
                stage.cancellation = interruption.urgentDescriptor
                let status = try await withOrchestrator(
                    configuration, launcher: launcher, on: stage, logger: log.logger(level: level)
                ) { orchestrator in
                    let watch = Self.watch(interruption, orchestrator)
                    defer { watch.cancel() }
                    return try await body(orchestrator)
                }
                result.withLock { $0 = .success(status) }
            } catch { result.withLock { $0 = .failure(error) } }
            isDone.signal()
        }
        isDone.wait()
        interruption.endLikeAnInterruptedProgram()
        _ = task
        switch result.withLock({ $0 }) {
        case .success(let status): return status
        case .failure(let error as OrchestratorError):
            throw CommandFailure(error.code == .configuration ? .badInput : .harnessFailed, error.description)
        case .failure(let error): throw error
        case nil: throw CommandFailure(.harnessFailed, "the session has no end")
        }
    }

    /// Records into the first `session-N.casts` of a folder that is free.
    private static func recorder(_ folder: String) -> LiveStage.RecorderFactory {
        {
            try FileSystem.makeFolders(folder)
            var number = 1
            while FileSystem.kind(of: "\(folder)/session-\(number).casts") != nil { number += 1 }
            return try FolderRecorder("\(folder)/session-\(number)")
        }
    }

    /// Stops the session in order when a signal comes; a second one kills what is left of it.
    private static func watch(_ interruption: Interruption, _ orchestrator: any Orchestrator) -> any DispatchSourceRead
    {
        let source = DispatchSource.makeReadSource(fileDescriptor: interruption.descriptor, queue: .global())
        source.setEventHandler {
            source.cancel()
            Task {
                await orchestrator.cleanupResources()
                // Nobody waits any more, not even for a line of the person's.
                interruption.endLikeAnInterruptedProgram()
            }
        }
        source.resume()
        return source
    }
}
