import Glibc

/// A Python program that gets all of its input at once, and answers when that has ended.
enum PythonPeer {
    /// Whether `python3` is on PATH.
    static let isThere = (try? run("", input: [])) != nil

    /// Why a peer gave no answer.
    struct Failure: Error {
        let reason: String
    }

    /// What a script writes on stdout.
    static func run(_ script: String, input: [UInt8]) throws(Failure) -> [UInt8] {
        var (down, up): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe(&down) == 0, pipe(&up) == 0 else { throw Failure(reason: "no pipes") }
        var open = down + up
        defer { for descriptor in open { close(descriptor) } }
        func closeEnd(_ descriptor: Int32) {
            close(descriptor)
            open.removeAll { $0 == descriptor }
        }
        for descriptor in open { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, down[0], 0)
        posix_spawn_file_actions_adddup2(&actions, up[1], 1)
        let words: [String] = ["python3", "-S", "-c", script]
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var process: pid_t = 0
        guard posix_spawnp(&process, "python3", &actions, nil, &argv, environ) == 0 else {
            throw Failure(reason: "python3 is not on PATH")
        }
        closeEnd(down[0])
        closeEnd(up[1])
        // The script reads to the end before it writes, so neither side waits for the other.
        var rest = input[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(down[1], $0.baseAddress, $0.count) }
            if count <= 0 { break }
            rest = rest.dropFirst(count)
        }
        closeEnd(down[1])
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(up[0], &chunk, chunk.count)
            guard count > 0 else { break }
            output += chunk[..<count]
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw Failure(reason: "python3 ended with \(status)") }
        return output
    }
}
