import Glibc
import TestMaterial
import Testing

@testable import Scenarios

/// Paths at which no scenario stands.
@Suite struct FileTests {
    private func errors(_ paths: [String]) -> [String] { ScenarioSet(paths: paths).errors.map(\.description) }

    @Test("A path without anything behind it is named")
    func missing() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("none.yaml")
        #expect(errors([path]) == ["\(path): there is no such file or folder"])
    }

    @Test("A pipe is refused without waiting for a writer")
    func pipe() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("pipe.yaml")
        #expect(mkfifo(path, 0o600) == 0)
        #expect(errors([path]) == ["\(path): this is no regular file; name a scenario or a folder of them"])
        #expect(errors([folder.path]) == [])
    }

    @Test("A file that can't be opened is named with the system's reason", .enabled(if: geteuid() != 0))
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("secret.yaml", "steps: []", mode: 0)
        #expect(errors([path]) == ["\(path): can't be read: Permission denied"])
    }

    @Test("A huge file is refused by its size alone")
    func huge() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("huge.yaml", "")
        #expect(truncate(path, 1 << 40) == 0)
        #expect(errors([path]) == ["\(path): can't be read: the file has 1099511627776 bytes; the limit is 16777216"])
    }

    @Test("A recording in the place of a scenario is called one")
    func recording() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.cast", "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n")
        #expect(
            errors([path]) == [
                "\(path): this is a recording; name a scenario, or look at it with 'understudy show'"
            ])
    }

    @Test("Two scenarios of one name are refused, and both files are named")
    func doubleNames() throws {
        let folder = try TemporaryFolder()
        let one = try folder.write("one.yaml", "name: same\nsteps: []\n")
        let two = try folder.write("two.yaml", "name: same\nsteps: []\n")
        #expect(errors([folder.path]) == ["\(two): the name 'same' is also that of \(one); give it its own"])
    }

    @Test("A file that two paths name runs once")
    func twice() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("one.yaml", "name: same\nsteps: []\n")
        #expect(symlink(path, folder.path("two.yaml")) == 0)
        let set = ScenarioSet(paths: [path, folder.path, folder.path + "/./one.yaml"])
        #expect(set.errors.isEmpty)
        #expect(set.scenarios.count == 1)
    }

    @Test("Links in a circle are followed once")
    func circle() throws {
        let folder = try TemporaryFolder()
        try folder.write("one.yaml", "name: one\nsteps: []\n")
        for name in ["a", "b", "c"] { #expect(symlink(".", folder.path(name)) == 0) }
        let set = ScenarioSet(paths: [folder.path])
        #expect(set.errors.isEmpty)
        #expect(set.scenarios.count == 1)
    }

    @Test("A folder named Canary is left out unless a path names it or something inside it")
    func canary() throws {
        let folder = try TemporaryFolder()
        try folder.write("good.yaml", "name: good\nsteps: []\n")
        let late = try folder.write("Canary/late.yaml", "name: late\nsteps: []\n")
        try folder.write("sub/Canary/deep.yml", "name: deep\nsteps: []\n")
        func names(_ paths: String...) -> [String] { ScenarioSet(paths: paths).scenarios.map(\.name) }
        #expect(names(folder.path) == ["good"])
        #expect(names(folder.path("Canary")) == ["late"])
        #expect(names(folder.path("Canary/")) == ["late"])
        #expect(names(late) == ["late"])
        #expect(names(folder.path("sub")) == [])
        #expect(names(folder.path, folder.path("sub/Canary")) == ["good", "deep"])
    }

    @Test("Every broken file is named, not only the first")
    func allErrors() throws {
        let folder = try TemporaryFolder()
        let one = try folder.write("1.yaml", "")
        let two = try folder.write("2.yaml", "steps: {}\n")
        #expect(
            errors([folder.path]) == [
                "\(one): the file is empty; a scenario has at least 'steps'",
                "\(two):1:8: 'steps' has to be a list, not a mapping",
            ])
    }
}
