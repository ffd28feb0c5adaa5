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
            "code_sdk", "code_log", "naive", "tui_client", "example", "record_modes",
        ])
    func client(_ program: String) throws { try run(program) }

    @Test("The article's example for Node.js runs")
    func node() throws {
        let places: [String] = ["/usr/bin/node", "/usr/local/bin/node"]
        guard let node = places.first(where: { access($0, X_OK) == 0 }) else {
            return print("skipped: the article's TypeScript needs node, which is not here")
        }
        let article = String(
            decoding: try PlainFile.read("\(Repository.root)/Sources/Player/Player.docc/FakeClaude.md"), as: UTF8.self)
        let start = try #require(article.firstRange(of: "```typescript\n")?.upperBound)
        let example = article[start...].split(separator: "\n```", maxSplits: 1).first ?? ""
        let folder = try TemporaryFolder()
        // The example has no types: it is JavaScript as well, whatever the version of node.
        let source = try folder.write("example.mjs", String(example))
        let end = try ClientProgram(interpreter: node, source: source, folder: folder.path).run()
        #expect(end.status == 0, "\(end.output)")
    }

    private func run(_ program: String) throws {
        guard let clients = getenv("UNDERSTUDY_CLIENTS").map({ String(cString: $0) }) else {
            return print("skipped: \(program) needs the programs that .ci/clients installs (UNDERSTUDY_CLIENTS)")
        }
        let folder = try TemporaryFolder()
        let program = ClientProgram(
            interpreter: "\(clients)/bin/python",
            source: "\(Repository.root)/Tests/OutsideClientTests/Python/\(program).py",
            folder: folder.path)
        let end = try program.run()
        #expect(end.status == 0, "\(end.output)")
    }
}
