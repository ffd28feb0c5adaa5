import Glibc

/// Starts a program with exactly the streams and signals that are asked for.
struct ChildProgram {
    /// The program's file.
    let path: String
    /// Its arguments, with its name first.
    let arguments: [String]
    /// Whether it gets a session of its own (setsid(2)).
    var isDetached = false
    /// Whether it leads a process group of its own (setpgid(2)).
    var isGroupLeader = false
    /// A descriptor that becomes its standard input.
    var input: Int32?
    /// Standard streams that it does not get.
    var closing: [Int32] = []
    /// A descriptor that becomes its standard output.
    var output: Int32?
    /// A descriptor that becomes its standard error.
    var error: Int32?

    /// Starts it with variables in place of those that have the same names; `nil` where the system refuses.
    func start(
        adding variables: [String], to environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> pid_t? {
        let names = variables.map { $0.prefix { $0 != "=" } + "=" }
        var list: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) }
        defer { for word in list.prefix(variables.count) { free(word) } }
        var place = environment
        while let entry = place.pointee {
            place += 1
            let text = String(cString: entry)
            if !names.contains(where: { text.hasPrefix($0) }) { list.append(entry) }
        }
        list.append(nil)
        return list.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { start(environment: $0) } }
    }

    /// Starts it; `nil` where the system refuses.
    func start(environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
        if let error { posix_spawn_file_actions_adddup2(&actions, error, 2) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
        for descriptor in closing { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        if isDetached { flags |= 0x80 }
        if isGroupLeader { flags |= POSIX_SPAWN_SETPGROUP }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        return posix_spawn(&process, path, &actions, &attributes, &words, environment) == 0 ? process : nil
    }
}
