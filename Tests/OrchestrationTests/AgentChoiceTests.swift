import Testing

@testable import Orchestration

@Suite("Which agent gets a task")
struct AgentChoiceTests {
    private func choice(_ task: String, _ choice: AgentChoice = AgentChoice()) -> String? {
        choice.best(for: task, in: .core, places: 4)?.name
    }

    @Test(
        "Each core agent gets the tasks of its trade",
        arguments: [
            ("Implement a function in code", "engineer"), ("Document the API in a guide", "documentation"),
            ("Test it, check quality, validate the input", "qa"), ("Investigate why it fails, and compare", "research"),
            ("Deploy to the cluster and monitor it", "ops"), ("Audit the login for security", "security"),
            ("Tag a version, merge the branch in git", "version-control"),
            ("Transform the CSV data into statistics", "data-engineer"),
        ])
    func trades(_ task: String, _ agent: String) { #expect(choice(task) == agent) }

    @Test("Of equals the first in the registry is taken")
    func ties() { #expect(choice("Say hello") == "engineer") }

    @Test("An agent that is busy loses five points, one that fails up to ten")
    func loadAndSuccess() {
        var busy = AgentChoice()
        for _ in 0..<4 { busy.started("engineer") }
        let engineer = AgentRegistry.core.definition("engineer")
        #expect(AgentChoice().score(of: engineer, for: ["coding"], places: 4) == 25)
        #expect(busy.score(of: engineer, for: ["coding"], places: 4) == 20)
        var failing = AgentChoice()
        failing.started("engineer")
        failing.finished("engineer", isCompleted: false, hasRun: true)
        #expect(failing.score(of: engineer, for: ["coding"], places: 4) == 15)
        #expect(choice("Say hello", failing) == "documentation")
    }

    @Test("The points of a list are tasks, with what stands before them")
    func lists() {
        #expect(TaskList.tasks(of: "one task\nover two lines") == ["one task\nover two lines"])
        #expect(
            TaskList.tasks(of: "For the app:\n- build\n- test\n  twice") == [
                "build\n\nFor the app:", "test\n  twice\n\nFor the app:",
            ])
        #expect(TaskList.tasks(of: "1. a\n2) b") == ["a", "b"])
        #expect(TaskList.tasks(of: "  ") == [])
    }

    @Test("A definition of a higher tier replaces its namesake in its place; dependencies may be named by alias")
    func tiers() throws {
        let registry = try AgentRegistry(adding: [
            AgentDefinition(name: "qa", specializations: ["soak"], tier: .project),
            AgentDefinition(name: "qa", specializations: ["old"], tier: .system),
            AgentDefinition(name: "reviewer", after: ["developer"]),
        ])
        #expect(registry.definitions.map(\.name).prefix(3) == ["engineer", "documentation", "qa"])
        #expect(registry.definition("qa").specializations == ["soak"])
        #expect(registry.dependencies(of: "reviewer") == ["engineer"])
    }
}
