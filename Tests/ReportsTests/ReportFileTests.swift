import Glibc
import Reports
import TestMaterial
import Testing

@Suite("A report appears whole or not at all")
struct ReportFileTests {
    @Test("Until it is finished, the earlier report stays as it was", arguments: JUnitDialect.allCases)
    func earlierReport(_ dialect: JUnitDialect) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("report.xml", "earlier", mode: 0o600)
        let writer = try JUnitWriter(path: path, report: Samples.report, dialect: dialect)
        for _ in 0..<200 { try writer.write(Samples.small[0]) }
        #expect(try folder.readText("report.xml") == "earlier")
        try writer.finish()
        #expect(XMLTree.read(path) != nil)
        #expect(folder.names == ["report.xml"])
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("A writer that is dropped leaves nothing behind", arguments: JUnitDialect.allCases)
    func dropped(_ dialect: JUnitDialect) throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try JUnitWriter(path: folder.path("report.xml"), report: Samples.report, dialect: dialect)
            for _ in 0..<200 { try writer.write(Samples.small[0]) }
            #expect(folder.names.count == 1 && folder.names != ["report.xml"])
        }
        #expect(folder.names == [])
    }

    @Test("What is not a plain file is refused before anything is written")
    func refusals() throws {
        let folder = try TemporaryFolder()
        try folder.write("real.xml", "keep")
        #expect(symlink("real.xml", folder.path("link.xml")) == 0)
        #expect(symlink("nowhere", folder.path("dangling.xml")) == 0)
        #expect(mkfifo(folder.path("fifo.xml"), 0o600) == 0)
        try folder.makeFolder("folder.xml")
        let names = folder.names
        for (name, kind) in [
            ("link.xml", "a symbolic link, which is never followed,"), ("fifo.xml", "a FIFO"),
            ("dangling.xml", "a symbolic link, which is never followed,"), ("folder.xml", "a folder"),
        ] {
            let path = folder.path(name)
            let error = refusal(path)
            #expect(error?.code == .notRegularFile)
            #expect(
                error?.description == "report \(path): not a regular file: \(kind) stands there. "
                    + "Remove it, or give the path of a plain file.")
        }
        #expect(refusal("/dev/null")?.code == .notRegularFile)
        #expect(folder.names == names)
        #expect(try folder.readText("real.xml") == "keep")
    }

    @Test("A path that can't be a report's says what to do")
    func badPaths() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path("none")
        #expect(
            refusal(missing + "/report.xml")?.description == "report \(missing)/report.xml: can't open the folder: "
                + "No such file or directory. Make the folder \(missing)/ first, or give another path.")
        try folder.write("file", "")
        #expect(refusal(folder.path("file/report.xml"))?.errno == ENOTDIR)
        for path in ["", "/", folder.path("a/"), folder.path("a\0b")] { #expect(refusal(path)?.code == .badPath) }
        #expect(refusal("")?.description.hasPrefix("report (empty path): not the path of a file") == true)
        let long = folder.path(String(repeating: "n", count: 300))
        #expect(refusal(long)?.errno == ENAMETOOLONG)
        #expect(refusal(folder.path("\u{1B}/x"))?.description.contains("\u{1B}") == false)
        #expect(folder.names == ["file"])
    }

    @Test("A name as long as the system allows is no trouble, and two writers don't meet")
    func longName() throws {
        let folder = try TemporaryFolder()
        let name = String(repeating: "n", count: 251) + ".xml"
        let first = try JUnitWriter(path: folder.path(name), report: Samples.report)
        let second = try JUnitWriter(path: folder.path(name), report: Samples.report)
        try first.write(Samples.small[0])
        try second.finish()
        try first.finish()
        #expect(folder.names == [name])
        #expect(XMLTree.read(folder.path(name))?.all("testsuite").count == 1)
    }

    @Test("A finished report takes nothing more")
    func closed() throws {
        let folder = try TemporaryFolder()
        let writer = try JUnitWriter(path: folder.path("report.xml"), report: Samples.report)
        try writer.finish()
        let bytes = try folder.read("report.xml")
        #expect(throws: ReportError.self) { try writer.write(Samples.small[0]) }
        #expect(throws: ReportError.self) { try writer.finish() }
        #expect(try folder.read("report.xml") == bytes)
    }

    @Test("Where space ends, the error says so, and nothing half-written stays")
    func fullDisk() async {
        await #expect(processExitsWith: .success) {
            // A limit on the size of files stands for a full disk; it holds for this process alone.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 200_000, rlim_max: 200_000)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            for dialect in JUnitDialect.allCases {
                let folder = try TemporaryFolder()
                let path = try folder.write("report.xml", "earlier")
                let writer = try JUnitWriter(path: path, report: Samples.report, dialect: dialect)
                let error = #expect(throws: ReportError.self) {
                    for _ in 0..<2000 { try writer.write(Samples.small[0]) }
                    try writer.finish()
                }
                #expect(error?.code == .cannotWrite && error?.errno == EFBIG)
                #expect(error?.description.contains("Make room or give a path elsewhere") == true)
                #expect(throws: ReportError.self) { try writer.finish() }
                #expect(folder.names == ["report.xml"])
                #expect(try folder.readText("report.xml") == "earlier")
            }
        }
    }

    /// The error with which a path is refused at once.
    private func refusal(_ path: String) -> ReportError? {
        do {
            _ = try JUnitWriter(path: path, report: Samples.report)
            Issue.record("\(path) was not refused")
            return nil
        } catch {
            return error
        }
    }
}
