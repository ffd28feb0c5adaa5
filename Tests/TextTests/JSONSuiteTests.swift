import TestMaterial
import Testing
import Text

@Suite("JSON, by the public parsing suite")
struct JSONSuiteTests {
    @Test("What must be accepted is, what must be refused is, and nothing crashes")
    func verdicts() throws {
        guard let folder = Repository.shared("json-testsuite") else { return }
        let names = try FolderListing.names(in: folder, suffix: ".json")
        #expect(names.count > 300)
        for name in names {
            let bytes = try PlainFile.read("\(folder)/\(name)")
            let result = Result { try JSONParser.parse(bytes) }
            switch name.first {
            case "y": #expect(throws: Never.self, "\(name)") { try result.get() }
            case "n": #expect(throws: JSONError.self, "\(name)") { try result.get() }
            default: break
            }
        }
    }

    @Test("An accepted text survives writing and reading again")
    func rewritten() throws {
        guard let folder = Repository.shared("json-testsuite") else { return }
        for name in try FolderListing.names(in: folder, suffix: ".json") {
            guard let value = try? JSONParser.parse(try PlainFile.read("\(folder)/\(name)")) else { continue }
            #expect(try JSONParser.parse(value.encoded) == value, "\(name)")
        }
    }
}
