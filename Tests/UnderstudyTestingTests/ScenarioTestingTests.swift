import TestMaterial
import Testing
import UnderstudyTesting

@Suite("Scenario files in a test")
struct ScenarioTestingTests {
    private static let scenario = """
        name: An echo
        steps: [ { send: hello }, { expect: { text: TEXT } } ]
        """

    @Test("A scenario that holds says nothing, one that fails says the file, the line, the seed and what there was")
    func verify() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/echo.yaml"
        try PlainFile.write(Array(Self.scenario.replacing("TEXT", with: "hello").utf8), to: path)
        try ScenarioTesting.verify(path, seeds: 1...3)
        try PlainFile.write(Array(Self.scenario.replacing("TEXT", with: "farewell").utf8), to: path)
        let error = #expect(throws: WorldError.self) { try ScenarioTesting.verify(folder.path, seeds: 4...4) }
        #expect(error?.message.contains("echo.yaml 'An echo', seed 4, line 2") == true)
        #expect(error?.message.contains("farewell") == true)
    }

    @Test("A folder without scenarios is no success")
    func nothing() throws {
        let folder = try TemporaryFolder()
        #expect(throws: WorldError.self) { try ScenarioTesting.verify(folder.path) }
    }
}
