import Foundation
import TestMaterial
import Testing

/// The table of faults can't name a case that is gone, leaves none out, and stands in the documentation as it is here.
@Suite struct FaultTableTests {
    private static let article = "\(Repository.root)/Sources/Simulation/Simulation.docc/Faults.md"

    @Test("Each fault of the catalogue has a row, and each row a case or a reason")
    func rows() throws {
        #expect(FaultTable.rows.allSatisfy { $0.cases.isEmpty == ($0.gap != nil) })
        guard let path = Repository.shared("facts/faults.md") else { return }
        let lines = String(decoding: try PlainFile.read(path), as: UTF8.self).split(separator: "\n")
        let numbers = lines.compactMap { line in line.firstMatch(of: #/^\| (\d+) \|/#).flatMap { Int($0.1) } }
        #expect(numbers == Array(1...FaultTable.rows.count))
    }

    @Test("Every case that is named is there")
    func cases() throws {
        let folder = Repository.root + "/Tests"
        let sources = try FolderListing.paths(in: folder)
            .filter { $0.hasSuffix(".swift") && !$0.contains("FaultTable") }
            .map { String(decoding: try PlainFile.read("\(folder)/\($0)"), as: UTF8.self) }
        for (place, row) in FaultTable.rows.enumerated() {
            for name in row.cases {
                let scenario = "\(Repository.root)/Scenarios/\(name).yaml"
                let isThere =
                    FileManager.default.fileExists(atPath: scenario) || sources.contains { $0.contains("\"\(name)") }
                #expect(isThere, "fault \(place + 1): nothing is called '\(name)'")
            }
        }
    }

    @Test("The documentation has the table as it is; UNDERSTUDY_WRITE_TABLES=1 writes it")
    func documentation() throws {
        let text = Self.text
        if ProcessInfo.processInfo.environment["UNDERSTUDY_WRITE_TABLES"] != nil {
            try text.write(toFile: Self.article, atomically: true, encoding: .utf8)
        }
        #expect(String(decoding: try PlainFile.read(Self.article), as: UTF8.self) == text)
    }

    private static var text: String {
        var lines = [
            "# What meets each fault", "",
            "Each fault of the catalogue, by its number, and the scenarios and tests that show it met. Made by a test.",
            "",
            "| # | Fault | Shown by |", "|---|---|---|",
        ]
        for (place, row) in FaultTable.rows.enumerated() {
            let shown = row.gap.map { "nothing: \($0)" } ?? row.cases.joined(separator: " · ")
            lines.append("| \(place + 1) | \(row.name) | \(shown) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
