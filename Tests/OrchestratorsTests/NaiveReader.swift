import Glibc
import TestMaterial

/// What every orchestrator begins as: read lines, wait with a timeout, terminate.
///
/// It is kept to show that the scenarios of the bugs on record bite: it has each that a reader of lines can have
/// (`NaiveBugs`).
struct NaiveReader {
    /// What it makes of a run.
    struct Verdict {
        /// Whole lines of standard output, as far as they were read.
        var lines: [String] = []
        /// Whether it takes the run for a success: it has ended in time.
        var isSuccess = false
        /// Whether it gave up waiting.
        var timedOut = false
        /// How long it took, in seconds.
        var seconds = 0.0
        /// Whether a process of the child's group is still there when it is done.
        var leftSomething = false
        /// Whether it sent its signal to a child that had ended before.
        var signalledTheDead = false
    }

    /// Why it could not be started.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The longest line that it reads, in bytes: the buffer of many line readers.
    static let lineBytesMax = 65_536

    let script: String
    var prompt = "go"
    var timeout = 1.0

    func run() throws -> Verdict {
        let folder = try TemporaryFolder()
        let play = try folder.write("script.json", script)
        var out: [Int32] = [0, 0]
        var err: [Int32] = [0, 0]
        guard pipe(&out) == 0, pipe(&err) == 0 else { throw Failure(description: "no pipe is left") }
        for end in out + err { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, out[1], 1)
        posix_spawn_file_actions_adddup2(&actions, err[1], 2)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words: [UnsafeMutablePointer<CChar>?] =
            (["claude", "-p", prompt, "--output-format", "text"] as [String]).map { strdup($0) } + [nil]
        let names = [
            "UNDERSTUDY_PLAY=\(play)", "UNDERSTUDY_STATE=\(folder.path)", "UNDERSTUDY_HOME=\(folder.path)/h",
            "PATH=/bin",
        ]
        var variables: [UnsafeMutablePointer<CChar>?] = names.map { strdup($0) } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var process: pid_t = 0
        guard posix_spawn(&process, Repository.builtFake, &actions, &attributes, &words, &variables) == 0 else {
            throw Failure(description: "can't start \(Repository.builtFake)")
        }
        close(out[1])
        close(err[1])
        defer {
            // The test's own safety: the naive reader would leave them behind.
            kill(-process, SIGKILL)
            while waitpid(-process, nil, 0) > 0 || errno == EINTR {}
            close(out[0])
            close(err[0])
        }
        return read(out[0], of: process)
    }

    private func read(_ descriptor: Int32, of process: pid_t) -> Verdict {
        var verdict = Verdict()
        var line = ""
        let start = Self.now
        let due = start + timeout
        while true {
            var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let rest = due - Self.now
            guard rest > 0, poll(&source, 1, Int32(rest * 1_000) + 1) > 0 else {
                verdict.timedOut = true
                var end = siginfo_t()
                verdict.signalledTheDead =
                    waitid(P_PID, id_t(process), &end, WEXITED | WNOHANG | WNOWAIT) == 0
                    && end._sifields._sigchld.si_pid == process
                // Terminated, and that is that: nobody looks whether it worked.
                kill(process, SIGTERM)
                break
            }
            var chunk = [UInt8](repeating: 0, count: 4_096)
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            // Each chunk is taken for text of its own.
            for character in String(decoding: chunk[..<count], as: UTF8.self).unicodeScalars {
                guard character != "\n" else {
                    verdict.lines.append(line)
                    line = ""
                    continue
                }
                line.unicodeScalars.append(character)
                if line.utf8.count > Self.lineBytesMax { return verdict }
            }
        }
        verdict.seconds = Self.now - start
        verdict.isSuccess = !verdict.timedOut
        verdict.leftSomething = kill(-process, 0) == 0 && verdict.timedOut
        return verdict
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
