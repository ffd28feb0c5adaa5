import Foundation
import Glibc
import TestMaterial
import Testing
import Text

/// What a run prints and how it ends.
@Suite struct RunCommandTests {
    /// A scenario that passes, one that fails, one for another arm, and one that has to fail.
    private func folderOfAll() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(
            "s/a.yaml", "name: passes\ntags: [quick]\nseed: 5\nsteps: [ { send: hello }, { expect: hello } ]\n")
        try folder.write("s/b.yaml", "name: fails\nsteps: [ { send: hello }, { expect: goodbye } ]\n")
        try folder.write("s/c.yaml", "name: elsewhere\nhosts: [live]\nsteps: []\n")
        try folder.write("s/Canary/d.yaml", "name: canary\nsteps: [ { expect: nothing } ]\n")
        return folder
    }

    /// The objects of JSON lines.
    private func objects(_ command: Command) throws -> [JSONObject] {
        try command.lines.map { try #require(try JSONParser.parse($0).object) }
    }

    @Test("A failed scenario is status 1, and the console says where, what, and how to run it again")
    func console() throws {
        let folder = try folderOfAll()
        let command = try Command.run("run s", in: folder)
        #expect(command.status == 1)
        #expect(command.errors == "")
        let lines = command.lines
        #expect(lines.count == 10, "\(command.text)")
        #expect(lines.first == "3 cases on the simulated arm")
        #expect(lines[1].hasPrefix("✓ passes  "))
        #expect(lines[1].contains("seed 5, trace "))
        #expect(lines[2].hasPrefix("✗ fails  "))
        #expect(lines[3] == "    s/b.yaml:2:37: expect: did not happen, and the session is at rest")
        #expect(lines[4] == "      expected: text that contains 'goodbye'")
        #expect(lines[5].hasPrefix("      actual:   "))
        #expect(lines[6] == "    again: understudy run s/b.yaml --host simulated --seed 1")
        #expect(lines[7] == "- elsewhere  skipped: runs only on: live")
        #expect(lines[8] == "1 passed, 1 failed, 1 skipped")
        #expect(lines[9].contains(" s of wall time, "))
        #expect(!command.output.contains(0x1B))
    }

    @Test("A canary runs where it is named, and turns the run red")
    func canary() throws {
        let folder = try folderOfAll()
        let command = try Command.run("run s/Canary --junit r.xml", in: folder)
        #expect(command.status == 1)
        #expect(command.lines.first == "1 case on the simulated arm")
        let report = try #require(XMLTree.read(folder.path("r.xml")))
        #expect(report.first("testsuite")?.first("testcase")?.first("failure") != nil)
    }

    @Test("JSON lines are one object per case with all its members, and two runs of one seed have one trace")
    func jsonLines() throws {
        let folder = try folderOfAll()
        let one = try Command.run("run s --format jsonl", in: folder)
        let other = try Command.run("run s --format jsonl --jobs 3", in: folder)
        #expect(one.status == 1)
        let cases = try objects(one)
        #expect(cases.map { $0["name"]?.string } == ["passes", "fails", "elsewhere"])
        #expect(cases.map { $0["classname"]?.string } == ["s.a", "s.b", "s.c"])
        #expect(cases.map { $0["status"]?.string } == ["passed", "failed", "skipped"])
        #expect(cases.map { $0["seed"]?.int } == [5, 1, 1])
        for object in cases {
            #expect(object["host"]?.string == "simulated")
            #expect(object["seconds"]?.double != nil)
            #expect(object["virtual_seconds"]?.double != nil)
        }
        let traces = cases.map { $0["trace"]?.string }
        #expect(traces[0]?.count == 16)
        #expect(try objects(other).map { $0["trace"]?.string } == traces)
        let console = try Command.run("run s/a.yaml --junit a.xml", in: folder)
        #expect(console.text.contains("trace \(traces[0] ?? "?")"))
        let properties = XMLTree.read(folder.path("a.xml"))?.first("testsuite")?.properties
        let trace = "trace=\(traces[0] ?? "?")"
        #expect(properties?.contains(trace) == true)
    }

    @Test("'--seed' beats the file's, and '--runs' counts it up")
    func seeds() throws {
        let folder = try folderOfAll()
        func seeds(_ options: String) throws -> [Int?] {
            try objects(try Command.run("run s/a.yaml --format jsonl " + options, in: folder)).map { $0["seed"]?.int }
        }
        #expect(try seeds("--runs 3") == [5, 6, 7])
        #expect(try seeds("--runs 2 --seed 40 --verify") == [40, 41])
    }

    @Test("A failed case leaves a folder with all that is needed to run it again elsewhere")
    func bundles() throws {
        let folder = try TemporaryFolder()
        let cast = #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pipes"}}"#
        try folder.write("r/a.cast", cast + "\n[0.5,\"o\",\"hello\\n\"]\n[0,\"x\",\"0\"]\n")
        try folder.write(
            "s/a.yaml", "name: It fails\nclaude: [ { play: ../r/a.cast } ]\nsteps: [ { send: a }, { expect: bye } ]\n")
        try folder.write("s/b.yaml", "name: passes\nsteps: [ { send: hello }, { expect: hello } ]\n")
        let command = try Command.run("run s --seed 9 --bundles found", in: folder)
        #expect(command.status == 1)
        #expect(command.text.contains("    bundle: found/it-fails-9/it-fails-9.yaml\n"))
        #expect(try FolderListing.names(in: folder.path("found")) == ["it-fails-9"])
        try FileManager.default.moveItem(atPath: folder.path("found/it-fails-9"), toPath: folder.path("elsewhere"))
        let again = try Command.run("run elsewhere/it-fails-9.yaml --format jsonl", in: folder)
        #expect(again.status == 1)
        let facts = try JSONParser.parse(try folder.readText("elsewhere/bundle.json"))
        #expect(try objects(again).first?["trace"] == facts["trace"])
        #expect(facts["seed"]?.int == 9)
        #expect(try folder.readText("elsewhere/trace.txt").contains("stdout: \"hello\\n\""))
        #expect(try Command.run("validate elsewhere/it-fails-9.casts", in: folder).status == 0)
        #expect(try Command.run("run s --bundles found --host fake", in: folder).status == 2)
        let refused = try Command.run("run s --bundles s/a.yaml/found", in: folder)
        #expect(refused.status == 2 && refused.text.isEmpty, "\(refused.text)")
        #expect(refused.errors.contains("--bundles s/a.yaml/found: the folder can't be made or written: "))
    }

    @Test("What no case has reached is said at the end where it is asked for, beside the lines of machines")
    func reach() throws {
        let folder = try folderOfAll()
        try folder.write("s/f.yaml", "name: slow\nfaults: [ { kind: slow-start, for: 1s } ]\nsteps: [ { send: a } ]\n")
        let command = try Command.run("run s --tag quick --reach", in: folder)
        #expect(command.lines.last?.hasPrefix("never reached: fault stall, fault slow-start, ") == true)
        let both = try Command.run("run s/a.yaml s/f.yaml --reach --format jsonl", in: folder)
        #expect(both.errors.hasPrefix("never reached: fault stall, fault hang-mid-line, "))
        #expect(try objects(both).count == 2)
        #expect(try Command.run("run s --reach --host fake", in: folder).status == 2)
    }

    @Test("Filters, tags and shards select, and '--dry-run' runs nothing")
    func selection() throws {
        let folder = try folderOfAll()
        #expect(
            try objects(try Command.run("run s --tag quick --format jsonl", in: folder)).map { $0["name"]?.string } == [
                "passes"
            ])
        #expect(
            try objects(try Command.run("run s --filter '^fa' --format jsonl", in: folder)).map { $0["name"]?.string }
                == ["fails"])
        let second = try Command.run("run s --shard 2/3 --format jsonl", in: folder)
        #expect(try objects(second).map { $0["name"]?.string } == ["fails"])
        let dry = try Command.run("run s --dry-run --junit r.xml", in: folder)
        #expect(dry.status == 0)
        #expect(
            dry.text
                == "s/a.yaml: passes\ns/b.yaml: fails\ns/c.yaml: elsewhere (skipped: not on simulated)\n3 scenarios\n")
        #expect(folder.names == ["s"])
    }

    @Test("TAP counts every case")
    func tap() throws {
        let folder = try folderOfAll()
        let lines = try Command.run("run s --format tap", in: folder).lines
        #expect(Array(lines.prefix(4)) == ["TAP version 13", "1..3", "ok 1 - passes", "not ok 2 - fails"])
        #expect(lines.last == "ok 3 - elsewhere # SKIP runs only on: live")
    }

    @Test("Help and version are no errors")
    func help() throws {
        let folder = try TemporaryFolder()
        let help = try Command.run("run --help", in: folder)
        #expect(help.status == 0 && help.errors == "" && help.text.contains("--junit"))
        let version = try Command.run("--version", in: folder)
        #expect(version.status == 0 && version.errors == "" && version.lines.count == 1)
    }
}
