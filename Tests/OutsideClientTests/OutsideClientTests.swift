import Glibc
import TestMaterial
import Testing

/// Programs by others that drive the CLI, run against the built fake: each test is one small Python program.
///
/// They are installed by `.ci/clients FOLDER`, and found through the variable UNDERSTUDY_CLIENTS.
@Suite("Clients by others")
struct OutsideClientTests {
    @Test(
        "A client by others can't tell the fake from the CLI",
        arguments: [
            "sdk_query", "sdk_permissions", "sdk_hooks", "sdk_mcp", "sdk_control", "sdk_sessions", "sdk_limits",
            "code_sdk", "code_log", "naive", "tui_client", "example",
        ])
    func client(_ program: String) throws { try run(program) }

    private func run(_ program: String) throws {
        guard let clients = getenv("UNDERSTUDY_CLIENTS").map({ String(cString: $0) }) else {
            let isRequired = getenv("CI") != nil
            if isRequired { Issue.record("UNDERSTUDY_CLIENTS is not set: run .ci/clients FOLDER first") }
            return print("skipped: \(program) needs the programs that .ci/clients installs (UNDERSTUDY_CLIENTS)")
        }
        let folder = try TemporaryFolder()
        let program = ClientProgram(
            python: "\(clients)/bin/python", source: "\(Repository.root)/Tests/OutsideClientTests/Python/\(program).py",
            folder: folder.path)
        let end = try program.run()
        #expect(end.status == 0, "\(end.output)")
    }
}
