import Glibc
import LiveHost
import TestMaterial
import Testing

@Suite("Files that grow by whole pieces")
struct AppendOnlyFileTests {
    private func reason(_ path: String, existing: AppendOnlyFile.Existing = .refuse) -> String? {
        do throws(AppendOnlyFile.Failure) {
            _ = try AppendOnlyFile(path: path, existing: existing)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("A new file is private, and holds what was appended")
    func new() throws {
        let folder = try TemporaryFolder()
        let file = try AppendOnlyFile(path: folder.path("a"))
        #expect(file.append(Array("one\n".utf8)))
        #expect(file.append(Array("two\n".utf8)))
        #expect(try folder.readText("a") == "one\ntwo\n")
        file.finish()
        #expect(!file.append([1]))
        #expect(file.failure == nil)
        #expect(file.count == 8)
        var status = stat()
        #expect(stat(folder.path("a"), &status) == 0 && status.st_mode & 0o7777 == 0o600)
    }

    @Test("What stands at the path is neither followed nor changed", arguments: [false, true])
    func standing(isReplacing: Bool) throws {
        let existing = isReplacing ? AppendOnlyFile.Existing.replace : .refuse
        let folder = try TemporaryFolder()
        try folder.write("target", "kept")
        #expect(symlink(folder.path("target"), folder.path("link")) == 0)
        #expect(symlink(folder.path("nowhere"), folder.path("dangling")) == 0)
        #expect(mkfifo(folder.path("fifo"), 0o600) == 0)
        try folder.makeFolder("folder")
        let words = [
            ("link", "symbolic link"), ("dangling", "symbolic link"), ("fifo", "named pipe"), ("folder", "folder"),
        ]
        for (name, word) in words {
            #expect(reason(folder.path(name), existing: existing)?.contains(word) == true, "\(name)")
        }
        #expect(reason("/dev/null", existing: existing)?.contains("device") == true)
        #expect(reason("/dev/tty", existing: existing)?.contains("device") == true)
        #expect(try folder.readText("target") == "kept")
        #expect(folder.names == ["dangling", "fifo", "folder", "link", "target"])
    }

    @Test(
        "A file that is there already is kept, unless it may be replaced; then it is so only once the new one is whole")
    func replacing() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a", "old")
        #expect(reason(path)?.contains("already") == true)
        let file = try AppendOnlyFile(path: path, existing: .replace)
        #expect(file.append(Array("new".utf8)))
        #expect(try folder.readText("a") == "old")
        #expect(folder.names.count == 2)
        file.finish()
        #expect(try folder.readText("a") == "new")
        #expect(folder.names == ["a"])
    }

    @Test("A file to be replaced is kept where nothing came of the new one")
    func discarded() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a", "old")
        let file = try AppendOnlyFile(path: path, existing: .replace)
        file.append(Array("new".utf8))
        file.discard()
        #expect(try folder.readText("a") == "old")
        #expect(folder.names == ["a"])
    }

    @Test("Two writers can't have one file")
    func lock() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a")
        let first = try AppendOnlyFile(path: path)
        #expect(reason(path)?.contains("already") == true)
        #expect(reason(path, existing: .replace)?.contains("another recorder") == true)
        first.append(Array("whole\n".utf8))
        first.finish()
        let second = try AppendOnlyFile(path: path, existing: .replace)
        #expect(reason(path, existing: .replace)?.contains("another recorder") == true)
        second.discard()
        #expect(try folder.readText("a") == "whole\n")
    }

    @Test("A folder that is not there, or can't be written, is said")
    func folders() throws {
        let folder = try TemporaryFolder()
        #expect(reason(folder.path("none/a")) == "No such file or directory")
        #expect(chmod(folder.path, 0o500) == 0)
        defer { chmod(folder.path, 0o700) }
        // Whoever runs as root writes everywhere.
        if getuid() != 0 { #expect(reason(folder.path("a")) == "Permission denied") }
        do throws(AppendOnlyFile.Failure) {
            _ = try AppendOnlyFile(path: "/proc/self/a")
            Issue.record("a file was made in /proc")
        } catch {
            #expect(!error.isOfThePlace || error.path == "/proc/self/a")
        }
    }
}
