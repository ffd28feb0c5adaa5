import Glibc
import Hosting
import Recording
import TestMaterial
import Testing

/// What is recorded is what passed, byte for byte and chunk for chunk.
@Suite("Recordings are exact")
struct RecordExactTests {
    /// How much passes, in bytes.
    private static let size = Effort.count(500_000, long: 50_000_000)

    @Test("Random bytes come through a terminal and are recorded exactly", arguments: ["random", "text"])
    func terminal(kind: String) throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            \(Self.make(kind)); "$UNDERSTUDY" record --pty -o a.cast -- sh -c 'stty raw -echo; exec cat data' > shown
            echo $?; cmp shown data; "$UNDERSTUDY" cat a.cast > recorded; cmp recorded data; rm data shown recorded
            """, in: folder)
        #expect(command.text == "0\n", "\(command)")
    }

    @Test("Random bytes come through pipes in both directions and are recorded exactly", arguments: ["random", "text"])
    func pipes(kind: String) throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            \(Self.make(kind)); "$UNDERSTUDY" cat --help > /dev/null
            cat data | "$UNDERSTUDY" record --pipes -o a.cast -- sh -c 'tee copy; cat copy >&2' 2> errors | cat > shown
            cmp shown data; cmp errors data
            for stream in stdout stderr stdin; do
              "$UNDERSTUDY" cat --stream $stream a.cast > recorded; cmp recorded data && echo $stream
            done; rm data copy shown recorded errors
            """, in: folder)
        #expect(command.text == "stdout\nstderr\nstdin\n", "\(command)")
    }

    /// A shell command that makes `data`.
    private static func make(_ kind: String) -> String {
        kind == "random"
            ? "head -c \(size) /dev/urandom > data"
            : "yes 'Zeile \u{1B}[1mfett\u{1B}[0m äöü “\\\\” 漢字 🎭\t|' | head -c \(size) > data"
    }

    @Test("Each write that is read at once is one event, and so is each input")
    func chunks() throws {
        let folder = try TemporaryFolder()
        try folder.write("data", (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 3) })
        let sizes = [1, 2, 4_096, 17, 1_024, 3, 4_095, 512, 1, 2_000]
        let session = try TerminalSession(
            """
            exec "$UNDERSTUDY" record --pipes -o a.cast -- bash -c 'for size in "$@"; do
            dd if=data bs=$size count=1 2>/dev/null; read -r answer; done' - \(sizes.map(String.init).joined(separator: " "))
            """, in: folder.path, streams: .pipes)
        var total = 0
        for (index, size) in sizes.enumerated() {
            total += size
            try session.wait(bytes: total)
            try session.type("answer \(index)\n")
        }
        try session.closeInput()
        #expect(try session.finish() == .exited(0))
        let data = try folder.read("data")
        let expected = sizes.enumerated().flatMap { index, size -> [RecordedEvent.Content] in
            [.output(Array(data[..<size])), .input(Array("answer \(index)\n".utf8))]
        }
        let contents = try folder.recording("a.cast").contents
        #expect(contents.filter { !$0.isClosing && $0 != .exit(.exited(0)) } == expected)
    }
}
