import Glibc
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing

@Suite("Control groups: what is written and read")
struct ControlGroupTests {
    private static let memory = Confinement(
        isRequired: true, memoryHigh: 1_000_000, memoryMax: 1_250_000, tasksMax: 20)

    private func stage(_ standIn: StandInGroups, controllers: Set<String> = ["memory", "pids"]) throws -> Stage {
        try Stage(groups: ControlGroups(folder: standIn.path, controllers: controllers, files: standIn.files))
    }

    private func launch(_ script: String, _ confinement: Confinement) -> Launch {
        Launch(
            executable: "/bin/sh", arguments: ["-c", script], environment: Stage.environment, confinement: confinement)
    }

    @Test("A group has its limits before the child joins it, and is removed with the child")
    func limits() throws {
        let standIn = try StandInGroups(offered: "memory pids")
        let stage = try stage(standIn)
        let child = try stage.start(launch("read -r line", Self.memory))
        let group = try #require(standIn.made.first?.split(separator: "/").last.map(String.init))
        #expect(standIn.text("\(group)/memory.high") == "1000000")
        #expect(standIn.text("\(group)/memory.max") == "1250000")
        #expect(standIn.text("\(group)/memory.oom.group") == "1")
        #expect(standIn.text("\(group)/pids.max") == "20")
        // 0 is what a process writes that means itself.
        #expect(standIn.text("\(group)/cgroup.procs") == "0")
        try stage.host.perform(.closeInput(child))
        try stage.finish(child)
        try stage.host.perform(.hangUp(child))
        #expect(standIn.text("\(group)/cgroup.procs") == nil)
    }

    @Test("Memory is what no file backs: the page cache of a group does not count")
    func pageCache() throws {
        let standIn = try StandInGroups(offered: "memory")
        let stage = try stage(standIn)
        let child = try stage.start(
            launch("echo up; read -r line", Confinement(isRequired: false, memoryMax: 1_250_000)))
        let group = try #require(standIn.made.first?.split(separator: "/").last.map(String.init))
        try standIn.set("\(group)/memory.stat", "anon 123456\nfile 900000000\nkernel 4096\n")
        try stage.wait(for: "up", from: child)
        let sample = try stage.sample(child)
        #expect(sample.anonymousMemory == 123_456)
        #expect(sample.memory == 123_456)
        #expect((sample.residentSetSize ?? 0) > 100_000)
        #expect(sample.memoryKills == nil)
    }

    @Test("That the kernel has killed for memory is said before the end of the child")
    func memoryEvents() throws {
        let standIn = try StandInGroups(offered: "memory")
        let stage = try stage(standIn)
        let child = try stage.start(launch("read -r line", Confinement(isRequired: false, memoryMax: 1_250_000)))
        let group = try #require(standIn.made.first?.split(separator: "/").last.map(String.init))
        try standIn.set("\(group)/memory.events", "low 0\nhigh 3\nmax 9\noom 1\noom_kill 2\n")
        try stage.host.perform(.signal(child, .kill, .process))
        try stage.finish(child)
        var kills = ResourceSample()
        kills.memoryKills = 2
        let place = try #require(stage.events.firstIndex(of: .sampled(child, kills)))
        let end = try #require(stage.events.firstIndex(of: .exited(child, .signaled(.kill))))
        #expect(place < end)
    }

    @Test("The last step of a sweep kills the group itself")
    func kill() throws {
        let standIn = try StandInGroups(offered: "memory")
        let stage = try stage(standIn)
        let child = try stage.start(launch("read -r line", Confinement(isRequired: false)))
        let group = try #require(standIn.made.first?.split(separator: "/").last.map(String.init))
        _ = try stage.signalTree(child, .terminate)
        #expect(standIn.text("\(group)/cgroup.kill") == "")
        _ = try stage.signalTree(child, .kill)
        #expect(standIn.text("\(group)/cgroup.kill") == "1")
    }

    @Test("A group that can't be had is done without, or refused with what to do")
    func refusal() throws {
        let nowhere = ControlGroups(folder: "/nonexistent", controllers: ["memory"])
        let stage = try Stage(groups: nowhere)
        let child = try stage.start(launch("echo up", Confinement(isRequired: false, memoryMax: 1_250_000)))
        try stage.wait(for: "up", from: child)
        let failure = #expect(throws: HostFailure.self) {
            try stage.start(launch("echo up", Confinement(isRequired: true, memoryMax: 1_250_000)))
        }
        #expect(failure?.code == .configuration)
        #expect(failure?.message.contains("no group can be made in /nonexistent (No such file") == true)
        #expect(failure?.message.contains("systemd-run --user --scope -p Delegate=yes") == true)
        let poor = ControlGroups(folder: "/g", controllers: ["pids"])
        #expect(
            poor.refusal(of: Self.memory)?.reason == "groups in /g lack memory; their controllers are: pids")
        #expect(poor.refusal(of: Confinement(isRequired: true, tasksMax: 5)) == nil)
    }

    @Test("A program that can't be started leaves no group")
    func spawnFailure() throws {
        let standIn = try StandInGroups(offered: "memory")
        let stage = try stage(standIn)
        let child = try stage.start(
            Launch(executable: "/nonexistent", confinement: Confinement(isRequired: true, memoryMax: 1_250_000)))
        try stage.wait("a failure") { if case .spawnFailed(child, ENOENT) = $0 { true } else { false } }
        #expect(standIn.made.count == 1)
        #expect(standIn.made.allSatisfy { access($0, F_OK) != 0 })
    }
}

@Suite("Control groups: where they can be")
struct ControlGroupPlaceTests {
    private func mounts(_ standIn: StandInGroups, root: String = "/") -> String {
        """
        30 23 0:26 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
        31 23 0:27 \(root) \(standIn.path) rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate

        """
    }

    @Test("Memory and tasks are handed on in the process's own group")
    func enables() throws {
        let standIn = try StandInGroups(offered: "cpu memory pids")
        let place = try ControlGroups.find(
            membership: "4:memory:/x\n0::/\n", mounts: mounts(standIn), process: 77, files: standIn.files)
        #expect(place.folder == standIn.path)
        #expect(place.controllers == ["memory", "pids"])
    }

    @Test("A process that is alone in its group makes room by moving below it")
    func moves() throws {
        let standIn = try StandInGroups(offered: "memory", members: ["77"])
        let place = try ControlGroups.find(
            membership: "0::/user/scope\n", mounts: mounts(standIn, root: "/user/scope"), process: 77,
            files: standIn.files)
        #expect(place.controllers == ["memory"])
        #expect(standIn.made == [standIn.path + "/understudy-host"])
        #expect(standIn.text("understudy-host/cgroup.procs") == "77")
    }

    @Test("What is in the way is said: other processes, no group, no file system, no right")
    func refusals() throws {
        let standIn = try StandInGroups(offered: "memory", members: ["77", "78"])
        func reason(_ membership: String, _ mounts: String) -> String? {
            #expect(throws: ControlGroups.Refusal.self) {
                try ControlGroups.find(
                    membership: membership, mounts: mounts, process: 77, files: standIn.files)
            }?.reason
        }
        #expect(reason("0::/\n", mounts(standIn))?.contains("holds other processes") == true)
        #expect(standIn.made.isEmpty)
        #expect(reason("4:memory:/x\n", mounts(standIn)) == "this process is in no group of version 2")
        #expect(
            reason("0::/a\n", "30 23 0:26 / /c rw - cgroup cgroup rw\n")
                == "no file system of version 2 (cgroup2) is mounted that shows /a")
        #expect(reason("0::/a\n", mounts(standIn))?.hasSuffix("can't be written (No such file or directory)") == true)
    }

    @Test("A mount point with a blank in its name is found")
    func escapes() throws {
        let standIn = try StandInGroups(offered: "")
        try standIn.set("a b/cgroup.procs", "")
        let place = try ControlGroups.find(
            membership: "0::/\n", mounts: "31 23 0:27 / \(standIn.path)/a\\040b rw - cgroup2 cgroup2 rw\n", process: 77,
            files: standIn.files)
        #expect(place.folder == standIn.path + "/a b")
        #expect(place.controllers.isEmpty)
    }
}
