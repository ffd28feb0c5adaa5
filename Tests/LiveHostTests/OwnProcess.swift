import CProcesses
import Glibc
import TestMaterial

/// What tests ask about their own process and about others.
enum OwnProcess {
    /// What the open descriptors stand for, by number; tests that compare two such lists share no process with others.
    ///
    /// Left out is what the runtime's own threads open and close at any time: files below /proc, and descriptors for
    /// events and timers, of which a host has none. Epoll sets are counted by `epollSets`.
    static func descriptors() throws -> [String] {
        let foreign = ["/proc/", "anon_inode:[timerfd]", "anon_inode:[eventfd]", "anon_inode:[eventpoll]"]
        return try targets().filter { target in !foreign.contains { target.hasPrefix($0) } }
    }

    /// How many epoll sets there are; the runtime may make one or two of its own at any time.
    static func epollSets() throws -> Int { try targets().filter { $0 == "anon_inode:[eventpoll]" }.count }

    private static func targets() throws -> [String] {
        try names(in: "/proc/self/fd").compactMap { number in
            var target = [CChar](repeating: 0, count: 256)
            guard readlink("/proc/self/fd/\(number)", &target, target.count - 1) > 0 else { return nil }
            return String(decoding: target.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }.sorted()
    }

    /// The names in a folder.
    static func names(in path: String) throws -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
            let name = String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Whether a process runs no more: it is not there, or a zombie that its parent has yet to reap.
    static func isGone(_ pid: Int32) -> Bool {
        guard let bytes = try? PlainFile.read("/proc/\(pid)/stat") else { return true }
        return String(decoding: bytes, as: UTF8.self).contains(") Z ")
    }

    /// Waits for the end of a process that is nobody's child here.
    static func waitUntilGone(_ pid: Int32, seconds: Int) -> Bool {
        let descriptor = u_pidfd_open(pid)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, Int32(seconds) * 1_000) == 1
    }

    /// Whether this process has no child, not even a zombie.
    static var hasNoChildren: Bool {
        var information = siginfo_t()
        return waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == -1 && errno == ECHILD
    }

    /// The limit of `withFewDescriptors`.
    static let smallLimit = 64

    /// Runs a body while no descriptor of the number `smallLimit` or more can be made.
    static func withFewDescriptors<Result>(_ body: () throws -> Result) rethrows -> Result {
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        getrlimit(kind, &limit)
        var small = limit
        small.rlim_cur = rlim_t(smallLimit)
        setrlimit(kind, &small)
        defer { setrlimit(kind, &limit) }
        return try body()
    }
}
