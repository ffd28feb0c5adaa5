import Matching
import Orchestration
import TestMaterial
import Testing

/// The table of what shows what can't name a case that is gone, and can't leave out a thing that is there.
@Suite("What is promised, and what shows it")
struct CoverageTests {
    /// What a case runs on.
    private enum Ground: String, CaseIterable, Comparable {
        case simulated, real

        static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    /// Bundles whose tests are about values, which are the same on every host.
    private static let pure = ["MatchingTests", "OrchestrationTests", "HostingTests", "DeterminismTests"]
    private static let real = ["LiveHostTests", "CommandTests", "FakeClaudeTests", "OutsideClientTests"]

    private let sources: [(path: String, text: String)]

    init() throws {
        let folder = Repository.root + "/Tests"
        sources = try FolderListing.paths(in: folder).filter { $0.hasSuffix(".swift") }.map { path in
            (path, String(decoding: try PlainFile.read("\(folder)/\(path)"), as: UTF8.self))
        }
    }

    /// Where a case runs; `nil` where there is none of that name.
    private func ground(of name: String) throws -> Set<Ground>? {
        if let text = try? PlainFile.read(Repository.root + "/Scenarios/\(name).yaml") {
            let hosts = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("hosts:") }
            guard let hosts else { return Set(Ground.allCases) }
            return Set((hosts.contains("simulated") ? [.simulated] : []) + (hosts.contains("fake") ? [.real] : []))
        }
        var found: Set<Ground> = []
        var isThere = false
        for (path, text) in sources where !path.contains("CoverageTable") {
            for part in text.split(separator: "@Test(").dropFirst()
            where part.drop(while: { $0.isWhitespace || $0 == "\n" }).hasPrefix("\"\(name)") {
                isThere = true
                let bundle = String(path.split(separator: "/").first ?? "")
                let head = part.prefix { $0 != "{" }
                if head.contains("Stand.allCases") || Self.pure.contains(bundle) { found.formUnion(Ground.allCases) }
                if Self.real.contains(bundle) || path.hasSuffix("ProgramTests.swift") || part.contains("Stand.live") {
                    found.insert(.real)
                }
                if bundle == "SimulationTests" || path.hasSuffix("UseCaseTests.swift") { found.insert(.simulated) }
                // No child is started: it is the same everywhere.
                if path.hasSuffix("SessionLogTests.swift") { found.formUnion(Ground.allCases) }
            }
        }
        return isThere ? found : nil
    }

    @Test("Every case that is named is there, and runs where it is said to")
    func cases() throws {
        for row in CoverageTable.rows {
            var all: Set<Ground> = []
            for name in row.cases {
                let ground = try ground(of: name)
                #expect(ground != nil, "\(row.item): there is no scenario and no test '\(name)'")
                all.formUnion(ground ?? [])
            }
            print(
                "coverage: \(row.item): \(all.sorted().map(\.rawValue)): \(row.cases)\(row.note.map { "; " + $0 } ?? "")"
            )
            if row.note == nil {
                #expect(all == Set(Ground.allCases), "\(row.item) runs on \(all.sorted()) only, and says no reason")
            } else {
                #expect(all != Set(Ground.allCases), "\(row.item) runs everywhere, and gives a reason why not")
            }
        }
    }

    private func items(_ kind: String) -> [String] {
        CoverageTable.rows.map(\.item).filter { $0.hasPrefix(kind + " ") }.map { String($0.dropFirst(kind.count + 1)) }
    }

    @Test("Every row, bug, key and method has its line, and no other thing has one")
    func isComplete() throws {
        #expect(items("row") == (1...26).map(String.init))
        #expect(items("bug") == (1...40).map(String.init))
        #expect(items("key") == ConfigurationKey.all.map(\.name))
        let path = Repository.root + "/Sources/Orchestrators/Orchestrator.swift"
        let source = String(decoding: try PlainFile.read(path), as: UTF8.self)
        let body =
            source.split(separator: "public protocol Orchestrator: Actor {").last?.split(separator: "\n}").first ?? ""
        var names: [String] = []
        for line in body.split(separator: "\n") {
            let words = line.drop(while: { $0 == " " })
            guard let word = ["func ", "var "].first(where: words.hasPrefix) else { continue }
            let name = String(words.dropFirst(word.count).prefix { $0.isLetter })
            if !names.contains(name) { names.append(name) }
        }
        #expect(names.count > 20)
        #expect(Set(items("method")) == Set(names))
    }

    @Test("Every scenario of a bug is that bug's")
    func scenarios() throws {
        let names = try FolderListing.names(in: Repository.root + "/Scenarios/Bugs", suffix: ".yaml")
        for name in names {
            let number = Int(name.prefix(2)) ?? 0
            let row = CoverageTable.rows.first { $0.item == "bug \(number)" }
            #expect(row?.cases.contains("Bugs/\(name.dropLast(5))") == true, "\(name)")
        }
    }

    @Test("Every way to delegate and every alias stands in a test that runs through all of them")
    func lists() {
        // The tests iterate over the lists themselves: a new entry can't be left out.
        func text(_ name: String) -> String { sources.first { $0.path.hasSuffix(name) }?.text ?? "" }
        #expect(text("HookEventTests.swift").contains("for event in HookEvent.allCases"))
        let aliases = text("MatchingTests/DelegationTests.swift") + text("MatchingTests/DocumentRowTests.swift")
        for (alias, _) in AgentNames.coreAliases { #expect(aliases.lowercased().contains(alias), "\(alias)") }
        let rows = text("MatchingTests/DocumentRowTests.swift")
        let forms = [
            "**Engineer Agent**:", "Task(", "Delegating to", "Task Tool →", "Delegate to", "\"→ ", "Task for",
            "Agent should:",
            "Ask ", "\"@",
        ]
        for form in forms { #expect(rows.contains(form), "\(form)") }
        // A call of the native tool is no text, nor is a message that the delegator divides.
        #expect(DelegationPattern.allCases.count == forms.count + 2)
    }
}
