import Recording
import TestMaterial
import Testing
import Text

@testable import Scenarios

/// The recordings and scenarios of this repository: what a newcomer sees first has to hold, and has to bite.
@Suite("The repository's own recordings and scenarios")
struct ShowcaseTests {
    private static let recordings = Repository.root + "/Recordings"

    private static var recordingNames: [String] {
        (FileSystem.list(recordings) ?? []).filter { $0.hasSuffix(".cast") }
    }

    private static func scenarios(_ folder: String = "Scenarios") throws -> [Scenario] {
        let set = ScenarioSet(paths: [Repository.root + "/" + folder])
        #expect(set.errors.isEmpty)
        return set.scenarios
    }

    /// The recordings that a scenario plays, by file name.
    private static func played(by scenario: Scenario) -> [String] {
        (scenario.script?.array ?? []).compactMap { $0["play"]?.string }
            .compactMap { $0.split(separator: "/").last.map(String.init) }
    }

    @Test("Every scenario holds on virtual time, and one seed gives one trace")
    func allHold() throws {
        let scenarios = try Self.scenarios()
        #expect(scenarios.count >= 15)
        for scenario in scenarios where scenario.hosts.contains(.simulated) {
            let (first, second) = (Runner(arm: .simulated).run(scenario), Runner(arm: .simulated).run(scenario))
            #expect(first.status == .passed, "\(scenario.file): \(first.failures)")
            #expect(first.trace == second.trace && !first.trace.isEmpty, "\(scenario.file)")
        }
    }

    @Test("Every canary fails, and none runs unless it is named")
    func canariesFail() throws {
        let canaries = try Self.scenarios("Scenarios/Canary")
        #expect(canaries.count >= 8)
        for canary in canaries {
            let result = Runner(arm: .simulated).run(canary)
            #expect(result.status == .failed && !result.failures.isEmpty, "\(canary.file)")
        }
        #expect(try Self.scenarios().allSatisfy { !$0.file.contains("/Canary/") })
    }

    @Test("Every recording is whole, says where it comes from, and is played by a scenario")
    func recordingsAreInOrder() throws {
        let scenarios = try Self.scenarios()
        let played = Set(scenarios.flatMap(Self.played))
        #expect(Self.recordingNames.count >= 12)
        var terminals = 0
        for name in Self.recordingNames {
            let recording = try RecordingReader.read(try FileSystem.read(Self.recordings + "/" + name))
            #expect(recording.isComplete && recording.warnings.isEmpty, "\(name)")
            #expect(recording.header.understudy?.provenance?.kind != nil, "\(name) does not say where it comes from")
            #expect(played.contains(name), "\(name) is played by nobody")
            if recording.header.understudy?.streams == .pty { terminals += 1 }
        }
        #expect(terminals >= 2)
        #expect(scenarios.count { !Self.played(by: $0).isEmpty } >= 8)
    }

    @Test("A letter that is changed in a recording turns a scenario red", arguments: recordingNames)
    func changedLetter(name: String) throws {
        let folder = try TemporaryFolder()
        let lines = try FileSystem.read(Self.recordings + "/" + name)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        let outputs = lines.indices.filter { Self.letter(in: lines[$0]) != nil }
        let scenarios = try Self.scenarios().filter { Self.played(by: $0).contains(name) }
        for line in Set([outputs.first, outputs[outputs.count / 2], outputs.last].compactMap(\.self)).sorted() {
            var changed = lines
            if let place = Self.letter(in: lines[line]) { changed[line][place] ^= 0x20 }
            let path = try folder.write("\(line)-\(name)", Array(changed.joined(separator: [UInt8(ascii: "\n")])))
            let results = scenarios.map { Runner(arm: .simulated).run(Self.playing(path, insteadOf: name, in: $0)) }
            #expect(results.contains { $0.status == .failed }, "line \(line + 1) of \(name) is checked by nobody")
        }
    }

    /// Where a letter stands in the text of an event of output whose change keeps the line whole; the last one.
    private static func letter(in line: [UInt8]) -> Int? {
        guard let code = line.firstIndex(of: UInt8(ascii: "\"")), line.indices.contains(code + 6),
            ["o", "e"].contains(String(decoding: [line[code + 1]], as: UTF8.self)), line.first == UInt8(ascii: "[")
        else { return nil }
        return line.indices.dropFirst(code + 6).last { place in
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(line[place] | 0x20)
            return isLetter && !line[max(0, place - 6)..<place].contains(UInt8(ascii: "\\"))
        }
    }

    /// The scenario with another file in the place of a recording.
    private static func playing(_ path: String, insteadOf name: String, in scenario: Scenario) -> Scenario {
        var scenario = scenario
        scenario.script = .array(
            (scenario.script?.array ?? []).map { entry in
                guard var object = entry.object, object["play"]?.string?.hasSuffix("/" + name) == true else {
                    return entry
                }
                object["play"] = .string(path)
                return .object(object)
            })
        return scenario
    }
}
