import Player
import TestMaterial
import Testing
import Text

/// The article about the fake and the code can't drift apart.
@Suite("The article about the fake")
struct DocumentationTests {
    private func article() throws -> String {
        String(
            decoding: try PlainFile.read("\(Repository.root)/Sources/Player/Player.docc/FakeClaude.md"), as: UTF8.self)
    }

    /// The blocks of code in a language.
    private func blocks(_ language: String) throws -> [String] {
        try article().split(separator: "```\(language)\n").dropFirst().compactMap { part in
            part.split(separator: "\n```", maxSplits: 1).first.map(String.init)
        }
    }

    @Test("It names every fault with what it takes", arguments: FaultKind.allCases)
    func faults(_ kind: FaultKind) throws {
        #expect(try article().contains("| `\(kind.rawValue)` |"))
        #expect(try article().contains("| \(kind.summary) |"))
    }

    @Test(
        "It names every variable that is read",
        arguments: [
            "PLAY", "HOME", "STATE", "SPEED", "SEED", "FAULTS", "JOURNAL", "PROFILE", "STRICT", "REWRITE", "AGENT",
            "MODE", "IGNORE", "RECORDING",
        ])
    func variables(_ name: String) throws { #expect(try article().contains("| `UNDERSTUDY_\(name)` |")) }

    @Test("Its scripts are scripts")
    func scripts() throws {
        let scripts = try blocks("json")
        #expect(scripts.count == 2)
        for script in scripts { _ = try Script(json: Array(script.utf8)) }
    }

    @Test("Its examples are short")
    func examples() throws {
        for language in ["python", "typescript", "go", "swift"] {
            let examples = try blocks(language)
            #expect(examples.count == 1)
            #expect(examples.allSatisfy { $0.split(separator: "\n").count <= 32 })
        }
    }
}
