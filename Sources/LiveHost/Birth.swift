import CProcesses
import Hosting
import Recording

/// A child that has just been started, with our ends of its streams, which are non-blocking.
struct Birth {
    var pid: Int32 = -1
    var pidfd: Int32 = -1
    /// The write end of its input; -1 with a terminal.
    var input: Int32 = -1
    /// The read end of its output; with a terminal the master.
    var stdout: Int32 = -1
    /// The read end of its error output; -1 with a terminal.
    var stderr: Int32 = -1
    let isTerminal: Bool
    /// Whether it is a job of a person.
    let isJob: Bool

    /// The signal that ends a child whose host was killed; 9, since it can't be refused.
    static let parentDeathSignal: Int32 = 9

    /// The person whose job a child is.
    struct Job {
        /// Signals that stay ignored in the child; bit N-1 for signal N.
        let ignoredSignals: UInt64
        /// The terminal that a pseudoterminal is to be like.
        let terminal: Int32?
    }

    /// Starts a child.
    ///
    /// - Parameter members: the file of the control group that it joins before its program runs.
    /// - Throws: what failed; then nothing is left, neither a process nor a descriptor.
    static func spawn(
        _ launch: Launch, marker: SessionMarker, job: Job? = nil, members: String? = nil
    ) throws(SystemError) -> Birth {
        let path = try ProgramPath.resolve(launch)
        let arguments = try CStringList([launch.executable] + launch.arguments)
        let environment = try CStringList(marker.mark(launch.environment).map { "\($0.name)=\($0.value)" })
        let pathString = try CStringList([path])
        let directory = try CStringList(launch.workingDirectory.map { [$0] } ?? [])
        let membersString = try CStringList(members.map { [$0] } ?? [])
        var request = u_launch()
        request.members = UnsafePointer(membersString.first)
        request.path = UnsafePointer(pathString.first)
        request.arguments = UnsafePointer(arguments.pointers)
        request.environment = UnsafePointer(environment.pointers)
        request.directory = UnsafePointer(directory.first)
        request.parent_death_signal = parentDeathSignal
        request.is_job = job == nil ? 0 : 1
        request.ignored = job?.ignoredSignals ?? 0
        defer { withExtendedLifetime((arguments, environment, pathString, directory, membersString)) {} }
        return try SystemCalls.spawningAlone { () throws(SystemError) in
            switch launch.streams {
            case .pipes: try spawnOnPipes(&request)
            case .pseudoterminal(let size):
                try spawnOnTerminal(&request, columns: size.columns, rows: size.rows, like: job?.terminal)
            }
        }
    }

    private static func spawnOnPipes(_ request: inout u_launch) throws(SystemError) -> Birth {
        var theirs = DescriptorList()
        var ours = DescriptorList()
        defer { theirs.closeAll() }
        do throws(SystemError) {
            for stream in 0..<3 {
                let (reading, writing) = try SystemCalls.pipe()
                theirs.add(stream == 0 ? reading : writing)
                ours.add(stream == 0 ? writing : reading)
                try SystemCalls.setNonBlocking(ours[stream])
            }
            (request.input, request.output, request.error) = (theirs[0], theirs[1], theirs[2])
            let (pid, pidfd) = try SystemCalls.spawn(&request)
            return Birth(
                pid: pid, pidfd: pidfd, input: ours[0], stdout: ours[1], stderr: ours[2], isTerminal: false,
                isJob: request.is_job != 0)
        } catch {
            ours.closeAll()
            throw error
        }
    }

    private static func spawnOnTerminal(
        _ request: inout u_launch, columns: Int, rows: Int, like model: Int32?
    ) throws(SystemError) -> Birth {
        let (master, name) = try SystemCalls.openTerminal()
        do throws(SystemError) {
            try SystemCalls.resizeTerminal(master, columns: columns, rows: rows)
            if let model { try SystemCalls.copySettings(from: model, to: master) }
            let list = CStringList(copying: name)
            request.terminal = UnsafePointer(list.first)
            defer { withExtendedLifetime(list) {} }
            let (pid, pidfd) = try SystemCalls.spawn(&request)
            return Birth(pid: pid, pidfd: pidfd, stdout: master, isTerminal: true, isJob: request.is_job != 0)
        } catch {
            SystemCalls.close(master)
            throw error
        }
    }
}

/// Descriptors that are closed together.
private struct DescriptorList {
    private var descriptors: [Int32] = []

    subscript(index: Int) -> Int32 { descriptors[index] }

    mutating func add(_ descriptor: Int32) { descriptors.append(descriptor) }

    mutating func closeAll() {
        for descriptor in descriptors { SystemCalls.close(descriptor) }
        descriptors = []
    }
}
