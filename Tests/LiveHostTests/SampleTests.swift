import Hosting
import LiveHost
import Recording
import Testing

@Suite("What a tree uses")
struct SampleTests {
    @Test("A sample sums memory, descriptors and processes over the tree")
    func sums() throws {
        let stage = try Stage()
        let child = try stage.shell("sleep 600 & echo up; wait")
        try stage.wait(for: "up", from: child)
        try stage.waitForTree(of: child, toBe: 2)
        let sample = try stage.sample(child)
        #expect(sample.processes == 2)
        #expect((sample.residentSetSize ?? 0) > 500_000)
        #expect((sample.memory ?? 0) > 50_000)
        #expect((sample.memory ?? 0) <= (sample.residentSetSize ?? 0))
        #expect((sample.descriptors ?? 0) >= 6)
        #expect((sample.processorTime ?? -1) >= 0)
    }

    @Test("Memory of a grandchild counts, in whatever session it is")
    func grandchildMemory() throws {
        let stage = try Stage()
        // tail keeps the last line, which never ends, in its memory.
        let child = try stage.shell(
            "setsid sh -c '(head -c 60000000 /dev/zero; echo full >&2; exec sleep 600) | tail -n 1' & wait")
        try stage.waitUntil("a full grandchild") { stage.output(child, .stderr).contains("full") }
        for _ in 0..<Stage.guardSeconds * 100 {
            if try stage.sample(child).memory ?? 0 > 50_000_000 { return }
        }
        Issue.record("the grandchild's memory was not seen")
    }

    @Test("Processor time counts children that are gone, and stays when all are")
    func processorTime() throws {
        let stage = try Stage()
        let child = try stage.shell(
            "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo counted; read -r line; exit 0")
        try stage.wait(for: "counted", from: child)
        let alive = try stage.sample(child).processorTime ?? 0
        #expect(alive > 0)
        try stage.host.perform(.closeInput(child))
        try stage.finish(child)
        let sample = try stage.sample(child)
        #expect(sample.processes == 0)
        #expect(sample.memory == nil)
        #expect((sample.processorTime ?? 0) >= alive)
    }

    @Test("A grandchild that left its parents between two samples is still measured")
    func strayIsMeasured() throws {
        let stage = try Stage()
        // It waits as what it has said it is: a program that is just being started shows nobody its environment.
        let child = try stage.shell("exec 3<&0; (setsid sh -c 'echo up; read -r x <&3' &); exec sleep 600")
        try stage.wait(for: "up", from: child)
        try stage.waitForTree(of: child, toBe: 2)
        let counts = try (0..<20).map { _ in try stage.sample(child).processes }
        #expect(counts == Array(repeating: 2, count: 20))
    }
}
