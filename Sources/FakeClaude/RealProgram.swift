import CProcesses
import Glibc

/// The real `claude`: the first of that name on PATH, behind our own place on it, that is not this stand-in.
struct RealProgram {
    /// Where it is.
    let path: String

    /// How many stand-ins may have started each other before one refuses: a program named `claude` further down PATH may
    /// itself look for `claude` and find us again.
    private static let depthMax = 4
    /// The variable that says how many there were.
    private static let depthName = "UNDERSTUDY_RECORDING"

    /// What every copy of this program has in it, so that one can be told by its bytes.
    private static let mark: StaticString = "understudy stand-in for claude 7d1f0c9e-5b0a-4b7e-9a51-3f2c8f6d2e44"
    /// Larger files are not searched for the mark: the stand-in is never so large, in bytes.
    private static let searchedBytesMax = 256 << 20

    /// Looks for it; `nil`: there is none.
    static func find() -> RealProgram? {
        var own = stat()
        guard stat("/proc/self/exe", &own) == 0 else { return nil }
        let folders = (text("PATH") ?? "").split(separator: ":", omittingEmptySubsequences: false)
        let places = folders.map { ($0.isEmpty ? "." : String($0)) + "/claude" }
        let ourPlace = places.firstIndex { isOurselves($0, own) }.map { $0 + 1 } ?? 0
        let path = (places[ourPlace...] + places[..<ourPlace]).first { access($0, X_OK) == 0 && !isStandIn($0, own) }
        return path.map(RealProgram.init)
    }

    private static func text(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func isOurselves(_ path: String, _ own: stat) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_dev == own.st_dev && status.st_ino == own.st_ino
    }

    /// Whether a file is this program, also by another link, or a copy of it, or no file that can be run.
    private static func isStandIn(_ path: String, _ own: stat) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
        if status.st_dev == own.st_dev, status.st_ino == own.st_ino { return true }
        let size = Int(status.st_size)
        guard size > 0, size <= searchedBytesMax else { return false }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // What may be run but not read can't be looked into.
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard let bytes = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), bytes != MAP_FAILED else {
            return false
        }
        defer { munmap(bytes, size) }
        return u_find(bytes, size, mark.utf8Start, mark.utf8CodeUnitCount) >= 0
    }

    // MARK: Inside of a call that is recorded

    /// How many stand-ins have started each other.
    static var depth: Int { text(depthName).flatMap { Int($0) } ?? 0 }

    /// Whether this process is part of a call that is being recorded.
    static var isInsideRecording: Bool {
        guard let mode = text("UNDERSTUDY_MODE"), !mode.isEmpty, mode != "none" else { return false }
        return depth > 0
    }

    /// The variable that tells what is started from here on that a call is being recorded.
    static var marking: String { "\(depthName)=\(depth + 1)" }

    /// Replaces this process by the real program: what belongs to a recorded call is part of that call.
    static func replaceProcess() -> Never {
        guard depth <= depthMax else {
            refuse("the claude further down PATH starts this stand-in again and again: put the real one on PATH")
        }
        guard let real = find() else { refuse("there is no other claude on PATH than this stand-in") }
        let reason = ProcessImage.replace(
            by: real.path, arguments: CommandLine.arguments, adding: [marking])
        refuse("\(real.path): \(reason)")
    }

    private static func refuse(_ reason: String) -> Never {
        let text = "understudy: \(reason)\n"
        _ = write(2, text, text.utf8.count)
        _exit(Int32(70))
    }
}
