import Glibc
import TestMaterial

/// One program with a limit on its time; what it started ends with it.
struct ClientProgram {
    /// What runs it.
    let interpreter: String
    let source: String
    /// Its private folder.
    let folder: String

    /// How it ended and what it wrote.
    struct End {
        let status: Int32
        let output: String
    }

    /// Why a program could not be started.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// No program takes longer, even on a busy machine; in milliseconds of real time.
    private static let patience: Int32 = 120_000

    /// Runs it to its end, in a process group of its own.
    func run() throws -> End {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe for \(source)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words: [UnsafeMutablePointer<CChar>?] = ([interpreter, source] as [String]).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, interpreter, &actions, &attributes, &words, &variables)
        close(ends[1])
        defer { close(ends[0]) }
        guard result == 0 else { throw Failure(description: "can't start \(interpreter)") }
        let output = readAll(ends[0])
        // Its group goes as a whole: an SDK that failed may have left its CLI behind.
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        return End(status: output.isWhole ? code : -1, output: output.text)
    }

    private var environment: [String] {
        [
            "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(folder)", "TMPDIR=\(folder)", "LANG=C.UTF-8",
            "UNDERSTUDY_FAKE=\(Repository.builtFake)", "UNDERSTUDY_FOLDER=\(folder)", "PYTHONDONTWRITEBYTECODE=1",
        ]
    }

    /// What comes up to the end, or until patience is over.
    private func readAll(_ descriptor: Int32) -> (text: String, isWhole: Bool) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var room = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&room, 1, Self.patience) > 0 else {
                return (String(decoding: bytes, as: UTF8.self) + "\n(no end in time)", false)
            }
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return (String(decoding: bytes, as: UTF8.self), true) }
            bytes += buffer[..<count]
        }
    }
}
