import TestMaterial
import Testing

/// As many scenarios as a large team has: none is lost, and descriptors do not become more with them.
@Suite struct ManyScenariosTests {
    /// Ten thousand where long tests are wanted.
    private static var files: Int {
        Effort.count(400, long: 10_000)
    }

    @Test("Very many scenario files run with few descriptors, and each has its case in the report")
    func many() throws {
        let folder = try TemporaryFolder()
        for number in 0..<Self.files {
            try folder.write("s/\(number).yaml", "name: case \(number)\nsteps: [ { send: hi }, { expect: hi } ]\n")
        }
        let command = try Command.shell(
            "ulimit -n 48; exec \"$UNDERSTUDY\" run s --format jsonl --junit r.xml", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(Set(command.lines).count == Self.files)
        let suites = XMLTree.read(folder.path("r.xml"))?.all("testsuite") ?? []
        #expect(suites.count == Self.files)
        #expect(Set(suites.flatMap { $0.all("testcase").map { $0["name"] } }).count == Self.files)
    }
}
