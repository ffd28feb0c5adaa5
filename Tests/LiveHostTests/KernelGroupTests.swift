import Glibc
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing

/// What needs the kernel's own control groups: where none can be made, the reason is printed and nothing is shown.
@Suite("Control groups of the kernel")
struct KernelGroupTests {
    /// A stage whose children get groups; `nil`: this machine has none to give, which is printed.
    private func stage(needing controllers: Set<String> = []) throws -> Stage? {
        switch ControlGroups.ofThisProcess {
        case .failure(let refusal): print("skipped: \(refusal.reason)")
        case .success(let place):
            if controllers.isSubset(of: place.controllers) { return try Stage(groups: place) }
            let lacking = controllers.subtracting(place.controllers).sorted().joined(separator: ", ")
            print("skipped: no controller \(lacking) is delegated to \(place.folder)")
        }
        return nil
    }

    private func start(_ stage: Stage, _ script: String, _ confinement: Confinement) throws -> ProcessHandle {
        try stage.start(
            Launch(
                executable: "/bin/sh", arguments: ["-c", script], environment: Stage.environment,
                confinement: confinement))
    }

    private static let any = Confinement(isRequired: false)

    @Test("A child is in its group before its program runs, on pipes and on a terminal; the group goes with it")
    func membership() throws {
        guard let stage = try stage() else { return }
        var folders: [String] = []
        for streams in [Launch.Streams.pipes, .pseudoterminal(TerminalSize(columns: 80, rows: 24))] {
            let child = try stage.start(
                Launch(
                    executable: "/bin/cat", arguments: ["/proc/self/cgroup"], environment: Stage.environment,
                    streams: streams, confinement: Self.any))
            if streams != .pipes { stage.terminals.insert(child) }
            try stage.finish(child)
            let line = stage.output(child).split(whereSeparator: \.isNewline).first { $0.hasPrefix("0::") }
            let name = try #require(line?.split(separator: "/").last.map(String.init))
            #expect(name.hasPrefix("understudy-") && name.hasSuffix("-\(child.rawValue)"))
            folders.append(try ControlGroups.ofThisProcess.get().folder + "/" + name)
            try stage.host.perform(.hangUp(child))
        }
        stage.host.close()
        #expect(folders.count == 2 && folders.allSatisfy { access($0, F_OK) != 0 })
    }

    @Test("A descendant that has left its parents, its session and its environment is measured and swept")
    func escaped() throws {
        guard let stage = try stage() else { return }
        // Without a group nobody would find it: it bears no mark, and its parent is gone before anybody looks.
        let child = try start(
            stage, "env -i setsid /bin/sh -c 'echo $$; exec sleep 600 <&- >&- 2>&-' & wait; exec sleep 600", Self.any)
        _ = try start(stage, "exit 0", Self.any)
        try stage.waitUntil("the stray's number") { stage.output(child).contains("\n") }
        let stray = try #require(Int32(stage.output(child).split(separator: "\n").first ?? ""))
        #expect(try stage.sample(child).processes ?? 0 >= 2)
        try stage.host.perform(.signal(child, .kill, .process))
        try stage.waitUntil("the end of its parent") { stage.status(child) != nil }
        #expect(try stage.sample(child).processes == 1)
        #expect(try stage.signalTree(child, .kill) == 1)
        #expect(OwnProcess.waitUntilGone(stray, seconds: Stage.guardSeconds))
        stage.host.close()
    }

    @Test("The kernel's own kill is told from others, and the page cache of a group is no memory")
    func memory() throws {
        guard let stage = try stage(needing: ["memory"]) else { return }
        let megabyte = 1_048_576
        let confinement = Confinement(isRequired: true, memoryMax: 64 * megabyte)
        let reader = try start(
            stage,
            "head -c 40000000 /dev/zero > $TMPDIR/f; cat $TMPDIR/f > /dev/null; echo read; rm $TMPDIR/f; read -r x",
            confinement)
        try stage.wait(for: "read", from: reader)
        #expect(try stage.sample(reader).memory ?? .max < 20 * megabyte)
        // tail keeps the last line, which never ends, in its memory.
        let child = try start(stage, "tail -n 1 < /dev/zero", confinement)
        try stage.finish(child)
        #expect(stage.status(child) == .signaled(.kill))
        let kills = stage.events.contains { event in
            if case .sampled(child, let sample) = event { sample.memoryKills ?? 0 > 0 } else { false }
        }
        #expect(kills)
    }
}
