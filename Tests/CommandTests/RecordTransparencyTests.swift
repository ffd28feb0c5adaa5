import Determinism
import Glibc
import Recording
import TestMaterial
import Testing

@Suite("A recording that is played and recorded again")
struct RecordTransparencyTests {
    @Test("A recording that the fake plays, recorded again, is the same in events, bytes and chunks")
    func recordReplayRecord() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "script.json",
            #"""
            [{"say":[{"raw":"The first part, ä.\n"},{"wait":"500ms"},{"raw":"The second"},{"wait":"500ms"},
            {"bytes":"w6T/Cg=="},{"wait":"500ms"},{"stderr":"a complaint\n"},{"wait":"500ms"},{"exit":3}]}]
            """#)
        let options = "-p hello < /dev/null"
        let command = try Command.shell(
            """
            PATH="$(dirname "$UNDERSTUDY"):$PATH"
            UNDERSTUDY_PLAY=script.json "$UNDERSTUDY" record --pipes -o one.cast -- claude \(options); echo $?
            UNDERSTUDY_PLAY=one.cast "$UNDERSTUDY" record --pipes -o two.cast -- claude \(options); echo $?
            """, in: folder)
        #expect(command.lines.filter { $0 == "3" }.count == 2, "\(command)")
        let one = try folder.recording("one.cast")
        let two = try folder.recording("two.cast")
        #expect(one.contents.count >= 5)
        #expect(one.contents == two.contents)
        for (first, second) in zip(one.events, two.events) where first.bytes != nil {
            #expect(abs(first.at.microseconds - second.at.microseconds) < 2_000_000)
        }
    }

    @Test("So it is on a terminal, where a person types")
    func onTerminal() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "claude",
            #"""
            #!/bin/bash
            printf 'Name? '; read -r name; sleep 0.3; printf 'Hello, %s\n\033[31mröd\033[0m' "$name"; sleep 0.3
            printf '\303'; sleep 0.3; printf '\244\377\n'; echo oops >&2; sleep 0.3
            stty raw -echo; printf 'key? '; read -rn1 key; sleep 0.3; printf 'bye\r\n'; sleep 0.3; exit 3
            """# + "\n", mode: 0o755)
        func record(_ name: String, path: String, play: String) throws -> Recording {
            let session = try TerminalSession(
                "export PATH=\"\(path):$PATH\" UNDERSTUDY_PLAY=\(play); exec \"$UNDERSTUDY\" record -o \(name) -- claude -p hi",
                in: folder.path)
            try session.wait(for: "Name? ")
            try session.type("Ada\r")
            try session.wait(for: "key? ")
            try session.type("y")
            #expect(try session.finish() == .exited(3))
            return try folder.recording(name)
        }
        let one = try record("one.cast", path: folder.path, play: "")
        let two = try record("two.cast", path: Command.products, play: "one.cast")
        #expect(one.contents.count >= 10)
        #expect(Self.joined(one.contents) == Self.joined(two.contents))
    }

    /// What comes without a pause may be one read or two, as the machine is busy.
    private static func joined(_ contents: [RecordedEvent.Content]) -> [RecordedEvent.Content] {
        contents.reduce(into: []) { joined, content in
            if case .output(let more) = content, case .output(let bytes)? = joined.last {
                joined[joined.count - 1] = .output(bytes + more)
            } else {
                joined.append(content)
            }
        }
    }
}
