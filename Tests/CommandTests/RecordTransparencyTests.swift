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
            [{"say":[{"text":"The first part, ä."},{"wait":"400ms"},{"text":"The second."},{"wait":"400ms"},
            {"stderr":"a complaint\n"},{"wait":"400ms"},{"exit":3}]}]
            """#)
        let options = "-p hello --output-format stream-json --verbose"
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
}
