import Glibc
import TestMaterial
import Testing

/// What a call reads and leaves behind.
@Suite("What a call of the fake touches")
struct HomeTests {
    /// A home folder whose CLI files would break whoever reads them: the files are FIFOs, which nobody writes to.
    private func trap(_ folder: borrowing TemporaryFolder) throws -> String {
        let home = folder.path("home")
        try folder.write("home/.claude/keep", "")
        for name in [".claude.json", ".claude/settings.json", ".claude/history.jsonl", ".claude/.claude.json"] {
            #expect(mkfifo("\(home)/\(name)", 0o600) == 0)
        }
        return home
    }

    private func call(
        _ arguments: [String], _ folder: borrowing TemporaryFolder, home: String, input: String = "",
        environment: [String: String] = [:]
    ) throws -> (output: String, error: String, status: Int32) {
        let process = try FakeProcess(
            arguments,
            environment: environment.merging(["UNDERSTUDY_PLAY": "echo", "HOME": home, "TMPDIR": folder.path]) {
                one, _ in
                one
            })
        process.write(input)
        process.closeInput()
        let output = try process.outputText()
        return (output, try process.errorText(), process.wait())
    }

    @Test("The person's own files are never read or written, and nothing stays")
    func home() throws {
        let folder = try TemporaryFolder()
        let home = try trap(folder)
        let before = try FolderListing.paths(in: folder.path)
        let stream = ["--output-format", "stream-json", "--verbose", "--input-format", "stream-json"]
        let user = #"{"type":"user","message":{"role":"user","content":"hi"}}"# + "\n"
        #expect(try call(["-p", "hi"], folder, home: home).output == "hi\n")
        #expect(try call(["-p", "--continue", "hi"], folder, home: home).output == "hi\n")
        #expect(try call(stream, folder, home: home, input: user).status == 0)
        let id = "11111111-2222-4333-8444-555555555555"
        let unknown = try call(["-p", "hi", "--resume", id], folder, home: home)
        #expect(unknown.status == 1 && unknown.error == "No conversation found with session ID: \(id)\n")
        #expect(try FolderListing.paths(in: folder.path) == before)
    }

    @Test("A session is kept in the folder that was named, and goes on from there")
    func sessions() throws {
        let folder = try TemporaryFolder()
        let home = try trap(folder)
        let own = ["UNDERSTUDY_HOME": folder.path("claude")]
        let id = "22222222-2222-4333-8444-555555555555"
        #expect(try call(["-p", "one", "--session-id", id], folder, home: home, environment: own).status == 0)
        let used = try call(["-p", "one", "--session-id", id], folder, home: home, environment: own)
        #expect(used.status == 1 && used.error == "Error: Session ID \(id) is already in use.\n")
        let next = try call(
            ["-p", "two", "--resume=\(id)", "--output-format", "json"], folder, home: home, environment: own)
        #expect(next.output.contains(id) && next.status == 0)
        let file = try FolderListing.paths(in: folder.path("claude")).first { $0.hasSuffix(".jsonl") } ?? ""
        let path = file.hasPrefix("/") ? file : folder.path("claude/\(file)")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        let lines = String(decoding: try PlainFile.read(path), as: UTF8.self).split(separator: "\n")
        #expect(lines.count { $0.contains(#""type":"user""#) } == 2)
        let link = folder.path("linked")
        #expect(symlink(folder.path, link) == 0)
        let unkept = try call(["-p", "x", "--no-session-persistence"], folder, home: home, environment: own)
        #expect(unkept.status == 0)
    }

    @Test("A thousand calls from a shell leave nothing behind")
    func thousand() throws {
        let folder = try TemporaryFolder()
        let home = try trap(folder)
        let before = try FolderListing.paths(in: folder.path)
        let loop = """
            set -- /proc/$$/fd/*; echo $#; i=0
            while [ $i -lt 1000 ]; do "$FAKE" -p hi </dev/null >/dev/null || exit 9; i=$((i+1)); done
            set -- /proc/$$/fd/*; echo $#
            """
        let process = try FakeProcess(
            ["-c", loop],
            environment: [
                "UNDERSTUDY_PLAY": "echo", "HOME": home, "TMPDIR": folder.path, "PATH": "/usr/bin:/bin",
                "FAKE": FakeProcess.path,
            ],
            executable: "/bin/sh")
        process.closeInput()
        let descriptors = try process.outputText()
        #expect(process.wait() == 0)
        let counts = descriptors.split(separator: "\n")
        #expect(counts.count == 2 && counts.first == counts.last)
        #expect(try FolderListing.paths(in: folder.path) == before)
        // The reader of standard error ends only when nobody holds it any more.
        #expect(try process.errorText().isEmpty)
    }

    @Test("Commands of hooks run with what happened on their input, and what they say is followed")
    func hooks() throws {
        let folder = try TemporaryFolder()
        let home = try trap(folder)
        let settings = """
            {"hooks":{
              "UserPromptSubmit":[{"hooks":[{"type":"command","command":"cat > \(folder.path)/seen"}]}],
              "PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"echo no >&2; exit 2"}]}],
              "Stop":[{"hooks":[{"type":"command","command":"sleep 600 & wait","timeout":0.1}]}]
            }}
            """
        try folder.write("claude/settings.json", settings)
        let script = try folder.write(
            "script.json",
            #"[{"say":[{"tool":{"name":"Bash","input":{"command":"ls"},"result":"a"}},{"text":"Done."}]}]"#)
        let end = try call(
            ["-p", "hi", "--output-format", "stream-json", "--verbose", "--include-hook-events"], folder, home: home,
            environment: [
                "UNDERSTUDY_HOME": folder.path("claude"), "UNDERSTUDY_PLAY": script, "PATH": "/usr/bin:/bin",
            ])
        #expect(end.status == 0)
        #expect(end.output.contains("PreToolUse:Bash hook error: [echo no >&2; exit 2]: no"))
        #expect(end.output.contains(#""subtype":"hook_response""#))
        #expect(end.output.contains(#""result":"Done.""#))
        let seen = String(decoding: try PlainFile.read(folder.path("seen")), as: UTF8.self)
        #expect(seen.contains(#""hook_event_name":"UserPromptSubmit","prompt":"hi""#))
    }
}
