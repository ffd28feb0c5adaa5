import Glibc
import TestMaterial
import Testing

@testable import LiveHost

/// What a host leaves as it is in the process that it lives in, and which of the kernel's clocks it counts on.
@Suite("A host as a guest of its process")
struct LibraryMannersTests {
    @Test("A host does not make its process the parent of orphans")
    func orphans() throws {
        let stage = try Stage()
        // The orphan says who its parent is once it is no longer the one that started it.
        let orphan = "p=$1; while [ $p = $1 ]; do read -r pid name state p rest < /proc/$$/stat; done; echo parent $p"
        let child = try stage.shell("sh -c '\(orphan)' orphan $$ & exit 0")
        try stage.finish(child)
        let words = stage.output(child).split(separator: " ")
        #expect(words.first == "parent")
        #expect(words.last.flatMap { Int32($0.dropLast()) } != getpid())
        #expect(try stage.host.sweep() == 0)
    }

    @Test("Limits count on a clock that stands still while the machine sleeps")
    func clock() throws {
        let stage = try Stage()
        let child = try stage.shell("exit 0")
        try stage.finish(child)
        // proc(5): timers of timerfd_create(2) name their clock; 1 is CLOCK_MONOTONIC, 7 would be CLOCK_BOOTTIME.
        let clocks = try FolderListing.names(in: "/proc/self/fdinfo").compactMap { name -> Substring? in
            // A descriptor of another test may be gone by now.
            guard let bytes = try? PlainFile.read("/proc/self/fdinfo/\(name)") else { return nil }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("clockid:") }
        }
        #expect(!clocks.isEmpty)
        #expect(clocks.allSatisfy { $0.hasSuffix(" 1") }, "\(clocks)")
        #expect(try stage.host.sweep() == 0)
    }
}
