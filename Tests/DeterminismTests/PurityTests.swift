import Foundation
import Testing

/// The pure modules read no clock, draw no chance and walk through nothing unordered: what makes a seed one run.
@Suite struct PurityTests {
    private static let modules = [
        "Text", "Determinism", "Terminal", "Recording", "ClaudeProtocol", "Matching", "Hosting", "Player",
        "Orchestration", "Simulation",
    ]

    /// Words that stand for the time, for chance, for addresses, for threads, and for the system as a whole.
    private static let forbidden = [
        "import Foundation", "import Dispatch", "import Glibc", "ContinuousClock", "SuspendingClock", "Date()",
        "Task.sleep", ".random(", ".shuffled(", "randomElement", "SystemRandomNumberGenerator", "Hasher()",
        ".hashValue", "ObjectIdentifier(", "getenv(", "clock_gettime", "DispatchQueue", "Task.detached", "Thread(",
    ]

    /// Walks through dictionaries and sets whose order can't be seen, each with the reason.
    private static let allowed = [
        "values.values.reduce(0)": "a sum", "counts.reduce(0": "a sum", "readers.values.reduce(0)": "a sum",
        "commands.values { earliest = min": "the least of all",
        "let names = table.keys.filter": "sorted in the line after",
        "permissions = permissions.filter": "gives a dictionary again",
    ]

    private struct Line {
        let place: String
        let text: String
    }

    private static func lines(of module: String) throws -> [[Line]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/\(module)")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { file in
            try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n").enumerated()
                .map { Line(place: "\(module)/\(file.lastPathComponent):\($0.offset + 1)", text: $0.element) }
                .filter { !$0.text.drop { $0 == " " }.hasPrefix("//") }
        }
    }

    @Test("No clock, no sleep, no chance but the seed's, no system", arguments: modules)
    func words(_ module: String) throws {
        let files = try Self.lines(of: module)
        #expect(!files.isEmpty)
        for line in files.joined() {
            let found = Self.forbidden.first { line.text.contains($0) }
            #expect(found == nil, "\(line.place): \(found ?? "")")
        }
    }

    @Test("Nothing walks through a dictionary or a set as it lies", arguments: modules)
    func order(_ module: String) throws {
        let declaration = #/(?:var|let) (\w+)(?:: (?:\[\w+: |Set<)| = (?:Set<|\[\w+: [\w\[\]]+\]\(\)))/#
        for file in try Self.lines(of: module) {
            let names = Set(file.compactMap { $0.text.firstMatch(of: declaration).map { String($0.1) } })
            for line in file where !line.text.contains("sorted") {
                guard let name = names.first(where: { Self.walks(line.text, through: $0) }) else { continue }
                let isAllowed = Self.allowed.keys.contains { line.text.contains($0) }
                #expect(isAllowed, "\(line.place): the order of '\(name)' is another in each process")
            }
        }
    }

    private static func walks(_ line: String, through name: String) -> Bool {
        for view in ["", ".values", ".keys"] {
            if line.contains("in \(name)\(view) {") || line.contains("in \(name)\(view) where") { return true }
            for use in ["map", "flatMap", "compactMap", "forEach", "first", "reduce", "filter", "joined", "prefix"]
            where line.contains(" \(name)\(view).\(use)") || line.contains("(\(name)\(view).\(use)") { return true }
        }
        return false
    }
}
