import CProcesses
import Glibc
import TestMaterial

/// What tests ask about their own process and about others.
enum OwnProcess {
    /// How many descriptors are open; tests that compare two counts share no process with tests that run beside them,
    /// so they take place in a process of their own.
    static func descriptors() throws -> Int { try names(in: "/proc/self/fd").count - 1 }

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
}
