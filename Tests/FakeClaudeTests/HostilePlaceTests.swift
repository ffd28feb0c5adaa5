import Glibc
import TestMaterial
import Testing

/// Files and streams that can't be read or written.
@Suite("The fake in hostile places")
struct HostilePlaceTests {
    private func call(
        _ environment: [String: String], limit: String = "", redirection: String = ""
    ) throws -> (output: String, error: String, status: Int32) {
        let process = try FakeProcess(
            ["-c", "\(limit) \"$FAKE\" -p hi </dev/null \(redirection)"],
            environment: environment.merging(["FAKE": FakeProcess.path]) { one, _ in one }, executable: "/bin/sh")
        process.closeInput()
        let output = try process.outputText()
        return (output, try process.errorText(), process.wait())
    }

    @Test(
        "Streams that are closed, or can't take anything, are no crash",
        arguments: ["<&-", ">&-", "2>&-", ">/dev/full"])
    func streams(redirection: String) throws {
        let end = try call(["UNDERSTUDY_PLAY": "echo"], redirection: redirection)
        #expect(end.status == 0 && end.error == "")
        #expect(end.output == (redirection.hasPrefix(">") ? "" : "hi\n"))
    }

    @Test("A device or an endless pipe is no script and no recording", arguments: ["/dev/zero", "/dev/tty", "/"])
    func devices(path: String) throws {
        let end = try call(["UNDERSTUDY_PLAY": path])
        #expect(end.status == 2 && end.error.hasPrefix("understudy: "))
    }

    @Test("Where files may not grow the answer comes, and what could not be kept is told once and leaves no half line")
    func fileLimit() throws {
        let folder = try TemporaryFolder()
        let places = [
            "UNDERSTUDY_PLAY": "echo", "UNDERSTUDY_HOME": folder.path("home"),
            "UNDERSTUDY_JOURNAL": folder.path("journal"),
        ]
        // One block of 512 bytes: the first lines do not fit whole.
        try folder.write("journal", String(repeating: "x", count: 500) + "\n")
        let end = try call(places, limit: "ulimit -f 1;")
        #expect(end.status == 0 && end.output == "hi\n")
        let lines = end.error.split(separator: "\n")
        #expect(lines.count == 2, "\(end.error)")
        #expect(lines.count { $0.hasPrefix("understudy: the session is not kept: ") } == 1)
        #expect(lines.count { $0.hasPrefix("understudy: journal: ") } == 1)
        #expect(try folder.readText("journal").count == 501)
        for path in try FolderListing.paths(in: folder.path("home")) where path.hasSuffix(".jsonl") {
            let whole = path.hasPrefix("/") ? path : folder.path("home/\(path)")
            #expect(try PlainFile.read(whole).isEmpty)
        }
    }

    @Test("A torn script, one with unknown keys, one that is too deep: status 2, the place and the nearest word")
    func scripts() throws {
        let folder = try TemporaryFolder()
        func error(_ text: String) throws -> String {
            let end = try call(["UNDERSTUDY_PLAY": try folder.write("s.json", text)])
            #expect(end.status == 2 && end.output == "")
            return String(end.error.dropFirst("understudy: \(folder.path("s.json"))".count))
        }
        #expect(
            try error("[\n {\"say\":[{\"text\":\"a\"},")
                == ":2:23: not JSON: the text ends inside a value at byte 24\n")
        #expect(
            try error("[{\"say\":[]},\n {\"when\": {\"promt\":\"x\"}, \"say\":[]}]")
                == ":2:12: [1].when.promt: unknown key, did you mean prompt?\n")
        #expect(
            try error(String(repeating: "[", count: 100_000)) == ":1:513: not JSON: nested too deeply at byte 512\n")
        #expect(try error("") == ":1:1: not JSON: the text ends inside a value at byte 0\n")
    }
}
