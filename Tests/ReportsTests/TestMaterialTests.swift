import Glibc
import TestMaterial
import Testing

@Suite("Material that all tests share")
struct TestMaterialTests {
    @Test("The repository's root is where Package.swift stands")
    func root() throws {
        #expect(try PlainFile.read(Repository.root + "/Package.swift").isEmpty == false)
    }

    @Test("A temporary folder lives to the end of its scope, and then goes with all that is in it")
    func temporaryFolder() throws {
        let path: String
        do {
            let folder = try TemporaryFolder()
            path = folder.path
            try folder.write("deep/er/file", "text")
            #expect(symlink("/", folder.path("link")) == 0)
            #expect(access(path + "/deep/er/file", F_OK) == 0)
            #expect(try PlainFile.read(path + "/deep/er/file") == Array("text".utf8))
        }
        #expect(access(path, F_OK) != 0)
        #expect(access("/etc", F_OK) == 0)
    }

    @Test("A file is read back as it was written, whatever its size")
    func files() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try folder.write("bytes", bytes)
        #expect(try folder.read("bytes") == bytes)
        #expect(folder.names == ["bytes"])
        #expect(throws: MaterialError.self) { try PlainFile.read(folder.path + "/none") }
    }
}
