import Glibc
import Player
import TestMaterial
import Testing
import Text

@testable import Scenarios

@Suite("The JSON Schemas of scenarios and scripts")
struct SchemaTests {
    private static let scenarioCheck = JSONSchemaCheck(root: ScenarioSchema.schema)
    private static let scriptCheck = JSONSchemaCheck(root: ScriptSchema.schema)

    private static func value(_ text: String) throws -> JSONValue {
        try #require(try YAMLReader.read(Array(text.utf8), file: "s.yaml")).json
    }

    private static var files: [String] {
        get throws {
            let folder = Repository.root + "/Scenarios"
            return try FolderListing.paths(in: folder).filter { $0.hasSuffix(".yaml") }.map { folder + "/" + $0 }
        }
    }

    @Test("Every scenario of this repository is valid, and so is its script alone")
    func repository() throws {
        let files = try Self.files
        #expect(files.count > 60)
        for file in files {
            let text = String(decoding: try PlainFile.read(file), as: UTF8.self)
            let value = try Self.value(text)
            #expect(Self.scenarioCheck.complaints(about: value) == [], "\(file)")
            guard let script = value["claude"], script.string == nil else { continue }
            #expect(Self.scriptCheck.complaints(about: script) == [], "\(file)")
        }
    }

    /// What a decoder refuses and a schema can see.
    private static let bad = [
        "name: no steps", "steps: none", "steps: [{ snd: hello }]", "steps: [{ send: a, wait: 1s }]",
        "steps: [{ wait: 5 min }]", "steps: [{ resize: large }]", "steps: [{ signal: TREM }]", "steps: [{ stop: now }]",
        "steps: []\nhost: [fake]", "steps: []\nhosts: [cloud]", "steps: []\nhosts: []", "steps: []\nseed: -1",
        "steps: []\norchestrator: { agnet_timeout: 3 }", "steps: []\norchestrator: { type: best }",
        "steps: [{ expect: { delegtion: qa } }]", "steps: [{ expect: { text: a, regex: b } }]",
        "steps: [{ expect: { text: a, within: soon } }]", "steps: [{ expect: { within: 3s } }]",
        "steps: [{ expect: { any: [] } }]", "steps: [{ expect: { result: { status: lost } } }]",
        "steps: [{ expect: { event: { agent: qa } } }]", "steps: [{ expect: { exit: 300 } }]",
        "steps: [{ expect: { delegation: { pattern: guess } } }]", "steps: [{ expect: { text: { is: a } } }]",
        "steps: []\ncheck: { result: [] }", "steps: []\ncheck: { leftovers: some }",
        "steps: []\ncheck: { memory: { max: lots } }", "steps: []\ncheck: { output: { sha256: abc } }",
        "steps: []\ncheck: { calls: [{ agnt: qa }] }", "steps: []\ncheck: { metrics: { mesages: 1 } }",
        "steps: []\ncheck: { status: fine }", "steps: []\nalways: { exit: 0 }",
        "steps: []\nchoices: { cut: { a: 1 } }", "steps: []\nchoices: { cut: 1 }",
        "steps: []\npermissions: [{ tool: Bash }]", "steps: []\nprograms: { a.sh: [{ txt: a }] }",
        "steps: []\nfaults: [{ kind: stal }]", "steps: []\nfaults: [{ kind: stall, bytes: 3 }]",
        "steps: []\nclaude: []", "steps: []\nclaude: [{ when: { promt: a }, say: [] }]",
        "steps: []\nclaude: [{ say: [{ text: a, wait: 1s }] }]",
        "steps: []\nclaude: [{ say: [{ tool: { input: {} } }] }]",
        "steps: []\nclaude: [{ say: [{ memory: { grow: 5 miles } }] }]",
        "steps: []\nclaude: [{ say: [{ exit: 256 }] }]",
        "steps: []\nclaude: [{ say: [{ spawn: { hold: stdout } }] }]",
        "steps: []\nclaude: [{ say: [{ on: { TREM: ignore } }] }]", "steps: []\nclaude: [{ say: [{ stop: tired }] }]",
        "steps: []\nclaude: [{ say: [{ error: { api: 200 } }] }]",
        "steps: []\nclaude: [{ say: [{ read: { for: 1s } }] }]",
        "steps: []\nclaude: [{ when: { prompt: { like: a } }, say: [] }]",
    ]

    @Test("What the decoder refuses, the schema refuses too", arguments: bad)
    func refused(text: String) throws {
        #expect(throws: SourceError.self) { try scenario(text) }
        #expect(!Self.scenarioCheck.complaints(about: try Self.value(text)).isEmpty)
    }

    /// Where an object of a shape stands that has a key which none has.
    private static let places: [(shape: JSONShape, text: String)] = [
        (ScenarioSchema.scenario, "zzzzzzzzz: 1"),
        (ScenarioSchema.permission, "steps: []\npermissions: [{ zzzzzzzzz: 1 }]"),
        (ScenarioSchema.delegation, "steps: [{ expect: { delegation: { zzzzzzzzz: 1 } } }]"),
        (ScenarioSchema.ticket, "steps: [{ expect: { ticket: { zzzzzzzzz: 1 } } }]"),
        (ScenarioSchema.result, "steps: [{ expect: { result: { zzzzzzzzz: 1 } } }]"),
        (ScenarioSchema.eventFields, "steps: [{ expect: { event: { zzzzzzzzz: 1 } } }]"),
        (ScenarioSchema.textFields, "steps: [{ expect: { text: { zzzzzzzzz: 1 } } }]"),
        (ScenarioSchema.exitFields, "steps: [{ expect: { exit: { zzzzzzzzz: 1 } } }]"),
        (ScenarioSchema.expectation, "steps: [{ expect: { all: [{ zzzzzzzzz: 1 }] } }]"),
        (ScenarioSchema.timeRange, "steps: []\ncheck: { duration: { zzzzzzzzz: 1 } }"),
        (ScenarioSchema.sizeRange, "steps: []\ncheck: { memory: { zzzzzzzzz: 1 } }"),
        (ScenarioSchema.output, "steps: []\ncheck: { output: { zzzzzzzzz: 1 } }"),
        (ScenarioSchema.call, "steps: []\ncheck: { calls: [{ zzzzzzzzz: 1 }] }"),
        (ScenarioSchema.callCount, "steps: []\ncheck: { calls: { zzzzzzzzz: 1 } }"),
        (ScenarioSchema.numberRange, "steps: []\ncheck: { metrics: { cost_usd: { zzzzzzzzz: 1 } } }"),
        (ScenarioSchema.failure, "steps: []\ncheck: { status: { zzzzzzzzz: 1 } }"),
        (ScenarioSchema.check, "steps: []\ncheck: { zzzzzzzzz: 1 }"),
    ]

    @Test("Each object has in the schema the keys that its decoder knows, no more and no less")
    func keys() throws {
        for (shape, text) in Self.places {
            let error = try #require(throws: SourceError.self) { try scenario(text) }
            let known = error.description.split(separator: "known here: ").last ?? ""
            #expect(known.split(separator: ", ").map(String.init).sorted() == shape.names.sorted(), "\(text): \(error)")
        }
    }

    @Test("jsonschema for Python finds the schemas well-formed, and says of every file what we say")
    func outside() throws {
        guard let clients = getenv("UNDERSTUDY_CLIENTS").map({ String(cString: $0) }),
            access(clients + "/bin/jsonschema", X_OK) == 0
        else { return print("Skipped: UNDERSTUDY_CLIENTS names no folder with jsonschema.") }
        let folder = try TemporaryFolder()
        try folder.write("schema.json", ScenarioSchema.schema.text)
        try folder.write("script.json", ScriptSchema.schema.text)
        let good = try Self.files.map { try Self.value(String(decoding: try PlainFile.read($0), as: UTF8.self)) }
        let bad = try Self.bad.map { try Self.value($0) }
        try folder.write("good.json", JSONValue.array(good).text)
        try folder.write("bad.json", JSONValue.array(bad).text)
        let script = try folder.write(
            "check.py",
            """
            import json, sys
            from jsonschema import Draft202012Validator as V
            load = lambda name: json.load(open(sys.argv[1] + "/" + name + ".json"))
            V.check_schema(load("script"))
            V.check_schema(load("schema"))
            check = V(load("schema"))
            wrong = [i for i, v in enumerate(load("good")) if not check.is_valid(v)]
            wrong += [i for i, v in enumerate(load("bad")) if check.is_valid(v)]
            sys.exit(1 if wrong else 0)
            """)
        var words: [UnsafeMutablePointer<CChar>?] =
            ([clients + "/bin/python", "-B", script, folder.path] as [String]).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        #expect(posix_spawn(&process, clients + "/bin/python", nil, nil, &words, environ) == 0)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        #expect(status == 0)
    }
}
