import Determinism
import Glibc
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing

/// Descriptors and children belong to the whole process, so these tests run in processes of their own.
@Suite("Nothing leaks")
struct LeakTests {
    @Test("A thousand children leave no descriptor and no zombie")
    func thousandChildren() async {
        await #expect(processExitsWith: .success) {
            let stage = try Stage()
            try stage.finish(try stage.start("true"))
            let before = try OwnProcess.descriptors()
            for number in 0..<1_000 {
                stage.events = []
                let isTerminal = number % 2 == 0
                let child = try stage.start(
                    "true", streams: isTerminal ? .pseudoterminal(.standard) : .pipes)
                if isTerminal { stage.terminals.insert(child) }
                let status = try stage.finish(child)
                #expect(status == .exited(0))
            }
            let after = try OwnProcess.descriptors()
            #expect(before == after, "\(before) before, \(after) after")
            #expect(OwnProcess.hasNoChildren)
        }
    }

    @Test("A host closes all its descriptors and reaps all its children, whatever they were doing")
    func closedHost() async {
        await #expect(processExitsWith: .success) {
            let before = try OwnProcess.descriptors()
            let sets = try OwnProcess.epollSets()
            for _ in 0..<20 {
                let stage = try Stage()
                _ = try stage.shell("exec sleep 600")
                _ = try stage.start("yes", demand: 0)
                _ = try stage.shell("exec sleep 600", streams: .pseudoterminal(.standard))
                let left = try stage.host.sweep()
                #expect(left == 3)
            }
            let after = try OwnProcess.descriptors()
            #expect(before == after, "\(before) before, \(after) after")
            let newSets = try OwnProcess.epollSets() - sets
            #expect(newSets < 3)
            #expect(OwnProcess.hasNoChildren)
        }
    }

    @Test("Without descriptors a child fails with EMFILE, nothing leaks, and the others go on")
    func noDescriptors() async {
        await #expect(processExitsWith: .success) {
            let stage = try Stage()
            let survivor = try stage.start("cat")
            _ = try stage.pid(survivor)
            // All numbers below the limit are taken; each turn gives some of them back.
            var held: [Int32] = []
            while (held.last ?? 0) < Int32(OwnProcess.smallLimit) { held.append(dup(0)) }
            for room in 0..<9 {
                for descriptor in held.suffix(room + 1) { close(descriptor) }
                let before = try OwnProcess.descriptors()
                let streams: Launch.Streams = room % 2 == 0 ? .pipes : .pseudoterminal(.standard)
                let child = try OwnProcess.withFewDescriptors { try stage.start("true", streams: streams) }
                let event = try stage.wait { $0.process == child }
                if case .spawned = event {
                    stage.terminals.insert(child)
                    try stage.finish(child)
                } else {
                    #expect(event == .spawnFailed(child, errno: EMFILE))
                }
                let after = try OwnProcess.descriptors()
                #expect(before == after, "\(before) before, \(after) after")
                for descriptor in held.suffix(room + 1) { dup2(0, descriptor) }
            }
            #expect(stage.events.contains { if case .spawnFailed = $0 { true } else { false } })
            try stage.host.perform(.write(survivor, Array("still here".utf8)))
            try stage.wait(for: "still here", from: survivor)
        }
    }

    @Test("Descriptors above 1,024 are served as the others")
    func highDescriptors() async {
        await #expect(processExitsWith: .success) {
            var held: [Int32] = []
            while (held.last ?? 0) < 1_100 { held.append(dup(0)) }
            let stage = try Stage()
            let child = try stage.start("echo", "high")
            try stage.finish(child)
            #expect(stage.output(child) == "high\n")
        }
    }

    @Test("A host without standard streams of its own still gives its children theirs")
    func noStandardStreams() async {
        await #expect(processExitsWith: .success) {
            close(0)
            close(1)
            let stage = try Stage()
            let child = try stage.shell("cat; echo out; echo error >&2")
            try stage.host.perform(.closeInput(child))
            let status = try stage.finish(child)
            #expect(status == .exited(0))
            #expect(stage.output(child) == "out\n" && stage.output(child, .stderr) == "error\n")
        }
    }

    @Test("Hosts on two threads do not give their pipes to each other's children")
    func parallelHosts() async {
        await #expect(processExitsWith: .success) {
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        var failures = 0
                        for _ in 0..<150 {
                            guard let stage = try? Stage() else { return 1_000 }
                            // It ends only if nobody else holds the write end of its input.
                            let reader = try? stage.start("cat")
                            let lister = try? stage.shell("exec ls /proc/self/fd")
                            guard let reader, let lister else { return 1_000 }
                            try? stage.host.perform(.closeInput(reader))
                            if (try? stage.finish(reader)) != .exited(0) { failures += 1 }
                            _ = try? stage.finish(lister)
                            if stage.output(lister) != "0\n1\n2\n3\n" { failures += 1 }
                        }
                        return failures
                    }
                }
                for await failures in group { #expect(failures == 0) }
            }
        }
    }

    @Test("A flood that nobody wants does not grow our memory")
    func flatMemory() async {
        await #expect(processExitsWith: .success) {
            let stage = try Stage()
            let flood = try stage.start("yes", demand: 0)
            let channel = Channel(flood, .stdout)
            let own = ResourceProbe()
            func take(_ bytes: Int) throws {
                var rest = bytes
                while rest > 0 {
                    try stage.host.perform(.demand(channel, bytes: min(rest, 65_536)))
                    let limit = stage.host.now + .seconds(Stage.guardSeconds)
                    guard let occurrence = try stage.host.next(until: limit) else { fatalError("no output") }
                    if case .bytes(_, let part) = occurrence.event { rest -= part.count }
                }
            }
            try take(20_000_000)
            let before = own.residentKilobytes
            try take(300_000_000)
            let grown = own.residentKilobytes - before
            #expect(grown < 8_192)
        }
    }

    @Test("Children do not outlive a host's process that is killed")
    func parentDeath() async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path("pid") as String] in
            let stage = try Stage()
            let child = try stage.shell("echo $$; exec sleep 600")
            try stage.wait(for: "\n", from: child)
            try PlainFile.write(stage.bytes(child), to: path)
            kill(getpid(), SIGKILL)
        }
        let pid = try #require(Int32(try folder.readText("pid").dropLast()))
        // Until the kernel has ended it; the pidfd says so.
        #expect(OwnProcess.waitUntilGone(pid, seconds: Stage.guardSeconds))
    }
}

/// The memory of this process.
struct ResourceProbe {
    /// The resident set, in kilobytes.
    var residentKilobytes: Int {
        let text = (try? PlainFile.read("/proc/self/statm")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let fields = text.split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4
    }
}
