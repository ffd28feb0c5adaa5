import Orchestration
import Scenarios
import TestMaterial
import Testing
import Text

@Suite("The document's configurations, as they stand in it")
struct DocumentConfigurationTests {
    /// The document's text; `nil` where it is not there, which is printed.
    private static func document() throws -> String? {
        guard let path = Repository.shared("facts/seed-orchestrators.md") else { return nil }
        return String(decoding: try PlainFile.read(path), as: UTF8.self)
    }

    private static func load(_ text: String) throws -> Configuration {
        let folder = try TemporaryFolder()
        return try ConfigurationFile.read(try folder.write("o.yaml", text))
    }

    @Test("Development, production and CI/CD: each setup is loaded to the letter")
    func setups() throws {
        guard let document = try Self.document() else { return }
        let blocks = document.split(separator: "```yaml\n").dropFirst().map { block in
            String(block.split(separator: "```", omittingEmptySubsequences: false)[0])
        }
        try #require(blocks.count == 3)
        let development = try Self.load(blocks[0])
        #expect(development.strategy == .systemPrompt)
        #expect(development.framework == .enhanced && development.isFrameworkChosen)
        #expect(development.logging == .debug)

        let production = try Self.load(blocks[1])
        #expect(production.strategy == .subprocess)
        #expect(production.maxParallelAgents == 8)
        #expect(production.agentTimeout == .seconds(600))
        #expect(production.memory.hard == 2_048 * MemoryLimits.megabyte)
        #expect(production.enableMonitoring)
        #expect(production.detections == Set(Detection.allCases))

        let pipeline = try Self.load(blocks[2])
        #expect(pipeline.strategy == .subprocess)
        #expect(pipeline.isNonInteractive && pipeline.failsOnError)
        #expect(pipeline.timeout == .seconds(1_800))
        #expect(pipeline.logFormat == .json)
    }

    @Test("The resource limits are loaded to the letter: a mapping of Python is one of YAML")
    func resourceLimits() throws {
        guard let document = try Self.document() else { return }
        let start = try #require(document.firstRange(of: "config = {\n    'resource_limits'"))
        let rest = document[start.lowerBound...].dropFirst("config = ".count)
        let end = try #require(rest.firstRange(of: "\n}\n"))
        let configuration = try Self.load(String(rest[..<end.upperBound]))
        #expect(configuration.memory.resourceLimit == 2_048 * MemoryLimits.megabyte)
        #expect(configuration.resources.processorPercent == 80)
        #expect(configuration.resources.diskBytesPerSecond == 100 * MemoryLimits.megabyte)
        #expect(configuration.resources.networkBytesPerSecond == 50 * MemoryLimits.megabyte)
        #expect(configuration.resources.descriptors == 1_024)
    }

    @Test("What is tuned for performance has the defaults that the document names")
    func tuning() throws {
        guard let document = try Self.document() else { return }
        let defaults = Configuration().json
        for (key, written) in [
            ("buffer_size", "65536"), ("line_buffer", "True"), ("pattern_cache_size", "1000"),
            ("pattern_compile_cache", "True"),
        ] {
            #expect(document.contains("config['\(key)'] = \(written)"), "\(key)")
            let value = try #require(defaults[key])
            #expect(String(decoding: value.encoded, as: UTF8.self) == written.lowercased(), "\(key)")
        }
    }
}
