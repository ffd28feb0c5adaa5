import Foundation
import TestMaterial
import Testing

/// The article about determinism can't name a test that is gone.
@Suite struct DeterminismTableTests {
    private static let article = "\(Repository.root)/Sources/Simulation/Simulation.docc/Determinism.md"

    @Test("Each source of nondeterminism has a fate, and a test that is there")
    func rows() throws {
        let folder = Repository.root + "/Tests"
        let sources = try FolderListing.paths(in: folder).filter { $0.hasSuffix(".swift") }
            .map { String(decoding: try PlainFile.read("\(folder)/\($0)"), as: UTF8.self) }
        let rows = String(decoding: try PlainFile.read(Self.article), as: UTF8.self)
            .split(separator: "\n").filter { $0.hasPrefix("| ") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            .filter { $0.first != "Source" }
        #expect(rows.count >= 20)
        for row in rows {
            #expect(row.count == 3 && row.allSatisfy { !$0.isEmpty }, "\(row)")
            for name in row.last?.components(separatedBy: " · ") ?? [] {
                #expect(sources.contains { $0.contains("\"\(name)") }, "\(row[0]): no test is called '\(name)'")
            }
        }
    }
}
