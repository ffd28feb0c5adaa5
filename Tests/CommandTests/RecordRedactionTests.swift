import Determinism
import Glibc
import Hosting
import Recording
import TestMaterial
import Testing
import Text

/// `understudy record` and secrets: they pass to the person and the program, and never reach the file.
@Suite("Recording takes secrets out before the disk")
struct RecordRedactionTests {
    /// Things that look like keys, put together at run time.
    private let key = ["gh", "p_", "abcdefghijklmnopqrst", "uvwxyz0123456789"].joined()
    private let value = "purple-elephant-42"

    @Test(
        "In arguments, variables, titles, hyperlinks, JSON, base64 and percent form, typed and shown",
        arguments: ["--pipes", "--pty"])
    func everywhere(flag: String) throws {
        let folder = try TemporaryFolder()
        let base64 = Base64.encode(Array("basic \(value)!".utf8))
        let percent = value.utf8.map { "%" + String($0, radix: 16) }.joined()
        try folder.write(
            "program.sh",
            #"""
            printf '\033]0;title %s\007\033]8;;https://x/?t=%s\033\\link\033]8;;\033\\\n' "$1" "$MY_TOKEN"
            printf '{"json":"say \\"%s\\""}\n' "$1"
            printf '%s' "${MY_TOKEN%t-42}"; sleep 0.1; printf 't-42|'; printf '%s|%s\n' "$BASE" "$PERCENT"
            read -r line; printf 'typed %s\n' "$line"; echo "$1" >&2
            """#)
        let command = try Command.shell(
            """
            export MY_TOKEN='\(value)' BASE='\(base64)' PERCENT='\(percent)'
            echo '\(key)' | "$UNDERSTUDY" record \(flag) -o a.cast -- sh program.sh '\(key)' 2> errors
            echo "status $?"; "$UNDERSTUDY" scan a.cast; echo "scan $?"; "$UNDERSTUDY" cat a.cast > recorded
            """, in: folder)
        // The person sees all of it.
        for text in [key, value, base64, percent, "typed \(key)", "status 0", "scan 0"] {
            #expect(command.text.contains(text), "\(text)")
        }
        let file = try folder.readText("a.cast")
        for secret in [key, value, String(base64.dropFirst(10).dropLast(4)), percent] {
            #expect(!file.contains(secret), "\(secret)")
        }
        // Around them everything stays, and the sizes are those of the session.
        let recording = try folder.recording("a.cast")
        #expect(recording.isComplete)
        let stars = String(repeating: "*", count: key.utf8.count)
        let shown = recording.text(of: .stdout)
        for text in ["\u{1B}]0;title \(stars)\u{7}", "{\"json\":\"say \\\"\(stars)\\\"\"}", "typed \(stars)"] {
            #expect(shown.contains(text), "\(text)")
        }
        #expect(try #require(recording.header.understudy?.argv).last == stars)
        #expect(recording.header.command?.contains(stars) == true)
        let counts = Dictionary(uniqueKeysWithValues: recording.redactions.map { ($0.rule, $0.count) })
        #expect(counts["github-token"] ?? 0 >= 5 && counts["env:MY_TOKEN"] ?? 0 >= 3, "\(counts)")
        let end = try #require(command.text.firstRange(of: "status 0")).lowerBound
        let passed = command.text[..<end].utf8.count
        #expect(try folder.read("recorded").count - (flag == "--pipes" ? key.utf8.count + 1 : 0) == passed)
    }

    @Test(
        "A recorder that is killed while lines wait for what may be a secret leaves what came before, and not the secret",
        arguments: ["--pipes", "--pty"])
    func killedWhileHolding(flag: String) throws {
        let folder = try TemporaryFolder()
        let start = String(key.prefix(20))
        let session = try TerminalSession(
            """
            exec "$UNDERSTUDY" record \(flag) -o a.cast -- sh -c 'echo before; sleep 0.2; printf "%s" "$1"; \
            echo oops >&2; exec sleep 600' - '\(start)'
            """, in: folder.path, streams: .pipes)
        // What waits in the file has been passed on all the same.
        try session.wait(for: "before")
        try session.wait(for: start)
        if flag == "--pty" { try session.wait(for: "oops") }
        try session.send(.kill)
        #expect(try session.finish() == .signaled(.kill))
        let file = try folder.readText("a.cast")
        #expect(!file.dropFirst(file.split(separator: "\n")[0].utf8.count).contains(start.prefix(8)))
        let recording = try folder.recording("a.cast")
        #expect(!recording.isComplete)
        #expect(recording.text(of: .stdout).hasPrefix("before"))
        #expect(!recording.text(of: .stdout).contains(start.prefix(8)) && recording.text(of: .stderr).isEmpty)
    }

    @Test("What waited and was no secret is in the file as it was, with its time, once that is known")
    func releasedAfterHolding() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            "$UNDERSTUDY" record --pipes -o a.cast -- sh -c 'printf gh""p_abc; sleep 0.3; echo oops >&2; sleep 0.3; echo " no key"'
            """, in: folder)
        #expect(command.text == "ghp_abc no key\n" && command.errors == "oops\n")
        let recording = try folder.recording("a.cast")
        let bytes = recording.events.filter { $0.bytes != nil }
        #expect(bytes.compactMap(\.bytes) == ["ghp_abc", "oops\n", " no key\n"].map { Array($0.utf8) })
        #expect((bytes[1].at - bytes[0].at) >= .milliseconds(250) && (bytes[2].at - bytes[1].at) >= .milliseconds(250))
    }

    @Test("Texts, patterns and variables of one's own are taken out too, a rule can be off, and a wrong one is refused")
    func ownRules() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            export PLAIN='purple elephant' HOME="$PWD"
            "$UNDERSTUDY" record --pipes -o a.cast --literal 'green tea' --pattern '[0-9]{4}-[A-Z]' --env PLAIN \
            --rules no-github-token -- sh -c 'echo "green tea, 4711-A, $PLAIN, $1"' - '\(key)'; echo "status $?"
            "$UNDERSTUDY" record -o b.cast --rules no-such-rule -- echo never; echo "status $?"
            """, in: folder)
        #expect(command.lines == ["green tea, 4711-A, purple elephant, \(key)", "status 0", "status 2"])
        #expect(command.errors.contains("there is no rule 'such-rule'"))
        let shown = try folder.recording("a.cast").text(of: .stdout)
        #expect(shown == "*********, ******, ***************, \(key)\n")
        #expect(!folder.names.contains("b.cast"))
    }
}
