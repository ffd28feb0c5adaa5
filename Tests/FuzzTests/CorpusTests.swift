import FuzzTargets
import TestMaterial
import Testing

@Suite("Committed inputs of the fuzz targets")
struct CorpusTests {
    @Test("Every input passes its target", arguments: FuzzTarget.all.map(\.name))
    func corpus(name: String) throws {
        let folder = "\(Repository.root)/Tests/FuzzTests/Corpus/\(name)"
        let files = try FolderListing.names(in: folder)
        #expect(!files.isEmpty)
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        for file in files {
            // An input that fails ends the process: its name is the last that was printed.
            print("\(name)/\(file)")
            try PlainFile.read("\(folder)/\(file)").withUnsafeBufferPointer(target.body)
        }
    }
}
