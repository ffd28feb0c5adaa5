import Glibc
import Hosting
import Orchestration
import Orchestrators
import Recording
import TestMaterial
import Testing

@Suite("Programs that show a prompt, on a real terminal")
struct ProgramTests {
    private func interact<Result: Sendable>(
        with program: String, _ arguments: [String], _ body: (InteractiveSubprocessOrchestrator) async throws -> Result
    ) async throws -> Result? {
        let folders: [String] = ["/bin", "/usr/bin", "/usr/local/bin"]
        let paths = folders.map { $0 + "/" + program }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else {
            print("Skipped: this test needs \(program).")
            return nil
        }
        let folder = try TemporaryFolder()
        var configuration = Configuration()
        configuration.extraArguments = arguments
        let variables = [
            ("PATH", "/usr/bin:/bin"), ("HOME", folder.path), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8"),
            ("PS1", "$ "), ("PYTHON_HISTORY", "/dev/null"),
        ]
        let launcher = Launcher(
            executable: path, environment: variables.map { EnvironmentVariable($0.0, $0.1) },
            workingDirectory: folder.path)
        let orchestrator = try InteractiveSubprocessOrchestrator(configuration, launcher: launcher)
        try await orchestrator.start()
        do {
            let result = try await body(orchestrator)
            await orchestrator.cleanupResources()
            return result
        } catch {
            await orchestrator.cleanupResources()
            throw error
        }
    }

    @Test("bash: each command's output is one answer, without its echo")
    func bash() async throws {
        let answers = try await interact(with: "bash", ["--norc", "--noprofile"]) { shell in
            var answers: [String] = []
            for command in ["echo one; echo two", "sleep 0.6; echo late", "printf 'TODO: nothing\\n'"] {
                try await shell.send(command)
                answers.append(try await shell.receive())
            }
            return answers
        }
        if let answers { #expect(answers == ["one\ntwo", "late", "TODO: nothing"]) }
    }

    @Test("python3 -i: expressions are answered; a paste of several lines is one message")
    func python() async throws {
        let answers = try await interact(with: "python3", ["-i", "-q"]) { python in
            try await python.send("6 * 7")
            let product = try await python.receive()
            try await python.send("print('a' * 3)")
            return [product, try await python.receive()]
        }
        if let answers { #expect(answers == ["42", "aaa"]) }
    }

    @Test("vim: the screen shows what was typed, and it ends when it is told to")
    func vim() async throws {
        let screen = try await interact(with: "vim", ["-u", "NONE", "-N", "-i", "NONE"]) { vim in
            try await vim.send("ihello from the test\u{1B}")
            _ = try await vim.receive()
            let screen = await vim.screen
            await vim.type(Array(":q!\r".utf8))
            return screen
        }
        if let screen { #expect(screen.contains { $0.contains("hello from the test") }) }
    }
}
