import Glibc
import Recording
import TestMaterial
import Testing

/// What is left of a recording when something goes wrong.
@Suite("Recordings whose recorder or disk fails")
struct RecordCrashTests {
    /// How many recorders are killed.
    private static let kills = Effort.count(24, long: 200)

    @Test(
        "A recorder that is killed at any moment leaves a readable file, which holds all that a reader got, and no child",
        arguments: ["--pipes", "--pty"])
    func killed(flag: String) throws {
        var state: UInt64 = flag == "--pty" ? 1 : 2
        for round in 0..<Self.kills / 2 {
            let folder = try TemporaryFolder()
            #expect(mkfifo(folder.path("shown"), 0o600) == 0)
            // Each line tells its number, so that a gap shows. Nothing is waited for but bytes.
            let process = try Command.start(
                """
                exec "$UNDERSTUDY" record \(flag) -o a.cast -- sh -c \
                'n=0; while :; do n=$((n+1)); echo "line $n ............................................"; done' > shown
                """, in: folder.path, output: "/dev/null", errors: folder.path("errors"))
            let reader = open(folder.path("shown"), O_RDONLY | O_CLOEXEC)
            defer { close(reader) }
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let wanted = Int(state >> 33) % 40_000
            var shown: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while shown.count < wanted {
                let count = read(reader, &buffer, buffer.count)
                guard count > 0 else { break }
                shown += buffer[..<count]
            }
            kill(process, SIGKILL)
            while case let count = read(reader, &buffer, buffer.count), count > 0 { shown += buffer[..<count] }
            #expect(Command.finish(process) & 0x7F == SIGKILL)
            try check(folder, shown, "round \(round) of \(flag)")
        }
    }

    private func check(_ folder: borrowing TemporaryFolder, _ shown: [UInt8], _ what: String) throws {
        let recorded = try RecordingReader.read(try folder.read("a.cast"))
        #expect(!recorded.isComplete)
        let bytes = RecordingStreams.bytes(of: recorded, streams: [.stdout])
        #expect(bytes.starts(with: shown), "\(what): \(bytes.count) bytes recorded, \(shown.count) shown")
        // What is in the file beyond that was recorded and not yet passed on: the windows of the pipe and ours.
        #expect(bytes.count - shown.count <= 512 * 1_024)
        try Self.waitUntilNobody(has: folder.path)
    }

    /// Waits until no process has a folder in its environment: the kernel ends the children of a killed process at
    /// once, but not within its own call.
    private static func waitUntilNobody(has folder: String) throws {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let limit = time.tv_sec + TerminalSession.guardSeconds
        while try !ProcessTable.processes(withEnvironment: folder).isEmpty {
            clock_gettime(CLOCK_MONOTONIC, &time)
            guard time.tv_sec < limit else {
                Issue.record("children outlive their recorder")
                return
            }
        }
    }

    // An event of the first line is waited for: the header, which begins with no number, has the words too.
    @Test("A file that may not grow ends at a whole event, the session goes on, and the person is told once")
    func limitedFile() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            ulimit -f 16; "$UNDERSTUDY" record -o a.cast -- \
            sh -c 'echo "line 0 of the session"; until grep -q "^.[0-9].*line 0" a.cast; do :; done
            i=0; while test $i -lt 3000; do i=$((i+1)); echo "line $i of the session"; done; exit 4' | tail -n 1
            """, in: folder, shell: "/bin/bash")
        #expect(command.text == "line 3000 of the session\n")
        try checkIncomplete(command.errors, folder, reason: "File too large")
    }

    @Test("A full disk ends the recording at a whole event, the session goes on, and the person is told once")
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("disk")
        let command = try Command.shell(
            """
            unshare -rm sh -c 'mount -t tmpfs -o size=64k none disk || exit 77; "$UNDERSTUDY" record -o disk/a.cast -- \
            sh -c "echo line 0 of the session; until grep -q ^.[0-9].*line.0 disk/a.cast; do :; done
            i=0; while test \\$i -lt 4000; do i=\\$((i+1)); echo line \\$i of the session; done; exit 4"; \
            echo $?; cp disk/a.cast .' | tail -n 2
            """, in: folder, shell: "/bin/bash")
        guard command.lines.count == 2 else {
            print("Skipped: no file system can be mounted here, even in a name space of its own.")
            return
        }
        #expect(command.text == "line 4000 of the session\n4\n")
        try checkIncomplete(command.errors, folder, reason: "No space left on device")
    }

    private func checkIncomplete(_ errors: String, _ folder: borrowing TemporaryFolder, reason: String) throws {
        #expect(errors.split(separator: "\n").count == 1, "\(errors)")
        #expect(errors.hasPrefix("understudy: the recording is incomplete"))
        #expect(errors.hasSuffix(": \(reason)\n"), "\(errors)")
        let file = try folder.read("a.cast")
        #expect(file.last == UInt8(ascii: "\n"))
        let recording = try RecordingReader.read(file)
        #expect(!recording.isComplete && recording.warnings.isEmpty)
        #expect(recording.text(of: .stdout).hasPrefix("line 0 of the session\n"))
    }

    @Test("On a terminal it is told after the end, where it garbles nothing")
    func toldAfterTheEnd() throws {
        let folder = try TemporaryFolder()
        let session = try TerminalSession(
            """
            ulimit -f 4; "$UNDERSTUDY" record -o a.cast -- \
            sh -c 'i=0; while test $i -lt 1000; do i=$((i+1)); echo "line $i"; done; echo last'
            """, in: folder.path)
        #expect(try session.finish() == .exited(0))
        let lines = session.text.split(separator: "\r\n")
        #expect(lines.dropLast().last == "last")
        #expect(lines.last?.hasPrefix("understudy: the recording is incomplete") == true)
        #expect(lines.dropLast().allSatisfy { !$0.contains("understudy") })
    }

    @Test("A folder that can't be written is told at the start, and the session goes on")
    func readOnly() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            mkdir locked; chmod 500 locked
            if test $(id -u) = 0; then
              unshare -m sh -c 'mount -t tmpfs -o ro none locked || exit 77; exec "$UNDERSTUDY" record -o locked/a.cast -- \
              sh -c "echo on; exit 6"'
            else "$UNDERSTUDY" record -o locked/a.cast -- sh -c 'echo on; exit 6'; fi
            """, in: folder)
        guard command.status != 77 else {
            print("Skipped: root writes everywhere, and no read-only file system can be mounted here.")
            return
        }
        #expect(command.status == 6)
        #expect(command.text == "on\n")
        #expect(command.errors.hasPrefix("understudy: locked/a.cast: "))
        #expect(command.errors.hasSuffix("; the session goes on without a recording\n"))
        #expect(command.errors.split(separator: "\n").count == 1)
    }

    @Test("What is no file is refused before the program starts, and left as it was")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            mkfifo fifo; ln -s nowhere link; mkdir folder
            for target in fifo link folder /dev/null none/a.cast; do
              "$UNDERSTUDY" record -o $target -- touch ran; echo $?
              "$UNDERSTUDY" record -o $target --overwrite -- touch ran; echo $?
            done
            """, in: folder)
        #expect(command.lines == Array(repeating: "125", count: 10))
        let words = ["named pipe", "symbolic link", "folder", "device", "No such file"].flatMap { [$0, $0] }
        let errors = command.errors.split(separator: "\n")
        #expect(errors.count == 10)
        for (line, word) in zip(errors, words) { #expect(line.contains(word), "\(line)") }
        #expect(folder.names == ["fifo", "folder", "link"])
    }

    @Test("Two recorders can't write one file")
    func twoRecorders() throws {
        let folder = try TemporaryFolder()
        let command = try Command.shell(
            """
            mkfifo ready hold
            "$UNDERSTUDY" record -o a.cast -- sh -c 'echo > ready; read -r line < hold; echo $line' &
            read -r line < ready
            "$UNDERSTUDY" record -o a.cast -- touch ran; echo $?
            "$UNDERSTUDY" record -o a.cast --overwrite -- touch ran; echo $?
            echo done > hold; wait $!; echo $?
            """, in: folder)
        #expect(command.lines == ["125", "125", "done", "0"])
        #expect(command.errors.contains("another recorder is writing it"))
        #expect(try folder.recording("a.cast").text(of: .stdout) == "done\n")
        #expect(folder.names == ["a.cast", "hold", "ready"])
    }

    @Test("A recorder that is killed while it replaces a recording leaves the old one, and the new one beside it")
    func killedWhileReplacing() throws {
        let folder = try TemporaryFolder()
        _ = try Command.run("record -o a.cast -- echo old", in: folder)
        let command = try Command.shell(
            """
            mkfifo ready
            (exec "$UNDERSTUDY" record -o a.cast --overwrite -- sh -c 'echo new; echo > ready; exec sleep 600') > out &
            read -r line < ready; while ! grep -q new out; do :; done; kill -KILL $!; wait $!
            """, in: folder)
        #expect(command.status == 137)
        #expect(try folder.recording("a.cast").text(of: .stdout) == "old\n")
        let part = try #require(folder.names.first { $0.hasSuffix(".part") })
        #expect(try folder.recording(part).text(of: .stdout) == "new\n")
    }
}
