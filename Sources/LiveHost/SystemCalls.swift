import CProcesses
import Glibc

/// Every system call of this module, each as thin as it can be: a number below zero becomes an error, nothing else.
///
/// Calls that an interruption by a signal would disturb are repeated here.
enum SystemCalls {
    /// Nanoseconds since the machine's start, without the time it was suspended.
    ///
    /// The corresponding C function is `clock_gettime` with `CLOCK_MONOTONIC`.
    static var monotonicNanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The corresponding C function is `read`.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw SystemError(number: errno) }
        }
    }

    /// The corresponding C function is `write`.
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        while true {
            let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            if count >= 0 { return count }
            if errno != EINTR { throw SystemError(number: errno) }
        }
    }

    /// The corresponding C function is `close`; on Linux the descriptor is gone whatever it says.
    static func close(_ descriptor: Int32) {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    /// The corresponding C function is `pipe2`.
    static func pipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try check(u_pipe(&ends))
        return (ends[0], ends[1])
    }

    /// The corresponding C function is `fcntl`.
    static func setNonBlocking(_ descriptor: Int32) throws(SystemError) { try check(u_set_nonblocking(descriptor)) }

    /// The corresponding C function is `ioctl` with `FIONREAD`.
    static func readableBytes(_ descriptor: Int32) throws(SystemError) -> Int {
        Int(try check(u_readable_bytes(descriptor)))
    }

    /// The corresponding C functions are `posix_openpt`, `grantpt`, `unlockpt` and `ptsname_r`.
    static func openTerminal() throws(SystemError) -> (master: Int32, name: [CChar]) {
        var name = [CChar](repeating: 0, count: U_TERMINAL_NAME_BYTES)
        let master = try check(u_open_terminal(&name))
        return (master, name)
    }

    /// The corresponding C function is `ioctl` with `TIOCSWINSZ`.
    static func resizeTerminal(_ master: Int32, columns: Int, rows: Int) throws(SystemError) {
        try check(u_resize_terminal(master, Int32(columns), Int32(rows)))
    }

    /// The corresponding C functions are `clone` and `execve`.
    static func spawn(_ launch: inout u_launch) throws(SystemError) -> (pid: Int32, pidfd: Int32) {
        var pidfd: Int32 = -1
        let pid = try check(u_spawn(&launch, &pidfd))
        return (pid, pidfd)
    }

    /// One spawn at a time in the whole process, as long as the child's ends of its streams are open here.
    ///
    /// The corresponding C functions are `pthread_mutex_lock` and `pthread_mutex_unlock`.
    static func spawningAlone(_ body: () throws(SystemError) -> Birth) throws(SystemError) -> Birth {
        u_lock_spawning()
        defer { u_unlock_spawning() }
        return try body()
    }

    /// Closes the input of a child while no other child is between its birth and its program: until then that one has
    /// all our descriptors, and the end of the input would come only with its program.
    static func closingAlone(_ body: () -> Void) {
        u_lock_spawning()
        defer { u_unlock_spawning() }
        body()
    }

    /// The end of the child, reaped, or `nil` while it runs. The corresponding C function is `waitid` with `P_PIDFD`.
    static func reap(_ pidfd: Int32) throws(SystemError) -> u_end? {
        var end = u_end()
        return try check(u_reap(pidfd, &end)) == 0 ? nil : end
    }

    /// The corresponding C function is `pidfd_open`.
    static func openProcess(_ pid: Int32) throws(SystemError) -> Int32 { try check(u_pidfd_open(pid)) }

    /// The corresponding C function is `pidfd_send_signal`.
    static func signal(pidfd: Int32, _ number: Int32) throws(SystemError) {
        try check(u_pidfd_send_signal(pidfd, number))
    }

    /// The corresponding C function is `kill` with a number below zero.
    static func signal(group: Int32, _ number: Int32) throws(SystemError) {
        if kill(-group, number) < 0 { throw SystemError(number: errno) }
    }

    /// Whether a process of this number exists, ours or not. The corresponding C function is `kill` with signal 0.
    static func exists(_ pid: Int32) -> Bool { kill(pid, 0) == 0 || errno == EPERM }

    /// Waits until a descriptor is readable, for so long at most. The corresponding C function is `poll`.
    static func waitReadable(_ descriptor: Int32, milliseconds: Int64) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, Int32(clamping: max(milliseconds, 0))) > 0
    }

    /// Waits until a file of a control group says that it has changed, for so long at most.
    ///
    /// The corresponding C function is `poll` with `POLLPRI`.
    static func waitChanged(_ descriptor: Int32, milliseconds: Int64) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLPRI), revents: 0)
        return poll(&entry, 1, Int32(clamping: max(milliseconds, 0))) > 0
    }

    /// Ignores SIGPIPE, and stops ignoring SIGCHLD, in the whole process.
    ///
    /// The corresponding C function is `sigaction`.
    static func prepareForChildren() { u_prepare_for_children() }

    /// What a descriptor stands for, as far as reading and writing go.
    enum Kind {
        /// A terminal or a pipe, which can be opened anew.
        case stream
        /// A socket.
        case socket
        /// A file, or a device that is always ready.
        case file
    }

    /// The corresponding C functions are `fstat` and `isatty`.
    static func kind(of descriptor: Int32) -> Kind {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .file }
        switch status.st_mode & S_IFMT {
        case S_IFIFO: return .stream
        case S_IFSOCK: return .socket
        case S_IFCHR: return isatty(descriptor) == 1 ? .stream : .file
        default: return .file
        }
    }

    /// What a descriptor stands for, opened once more; `nil` where that can't be. The C function is `open`.
    static func openAgain(_ descriptor: Int32, _ flags: Int32) -> Int32? {
        let opened = u_open_again(descriptor, flags)
        return opened < 0 ? nil : opened
    }

    /// The corresponding C function is `fcntl` with `F_DUPFD_CLOEXEC`.
    static func copy(_ descriptor: Int32) throws(SystemError) -> Int32 { try check(u_copy(descriptor)) }

    /// The corresponding C functions are `signalfd` and `sigprocmask`.
    static func openSignals() throws(SystemError) -> (signals: Wire, ignored: UInt64) {
        var ignored: UInt64 = 0
        let descriptor = try check(u_open_signals(&ignored))
        return (Wire(descriptor), ignored)
    }

    /// The corresponding C functions are `close` and `sigprocmask`.
    static func closeSignals(_ descriptor: Int32) { u_close_signals(descriptor) }

    /// The corresponding C functions are `tcsetattr` and `sigaction`.
    static func enterRaw(_ terminal: Int32) throws(SystemError) { try check(u_enter_raw(terminal)) }

    /// The corresponding C function is `tcsetattr`.
    static func copySettings(from model: Int32, to terminal: Int32) throws(SystemError) {
        try check(u_copy_settings(model, terminal))
    }

    /// Has the kernel begin to write a part of a file, and does not wait.
    ///
    /// The corresponding C function is `sync_file_range`.
    static func startWriting(_ descriptor: Int32, from start: Int, to end: Int) {
        u_start_writing(descriptor, Int64(start), Int64(end - start))
    }

    /// What the guard writes to the terminal should we die.
    static func setReset(_ bytes: [UInt8]) { bytes.withUnsafeBytes { u_set_reset($0.baseAddress, $0.count) } }

    /// A counter that threads wake each other with. The corresponding C function is `eventfd`.
    static func openBell() throws(SystemError) -> Int32 { try check(u_open_bell()) }

    /// Adds one to the counter, so that it can be read; a counter that is full can be read already.
    ///
    /// The corresponding C function is `write`.
    static func ring(_ bell: Int32) {
        var one: UInt64 = 1
        withUnsafeBytes(of: &one) { bytes in _ = try? write(bell, bytes) }
    }

    /// Sets the counter to zero. The corresponding C function is `read`.
    static func silence(_ bell: Int32) {
        var count: UInt64 = 0
        withUnsafeMutableBytes(of: &count) { bytes in _ = try? read(bell, into: bytes) }
    }

    /// Whether a path is a regular file, and whether we may execute it.
    ///
    /// The corresponding C functions are `stat` and `faccessat`.
    static func program(at path: String) -> (isFile: Bool, isExecutable: Bool) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return (false, false) }
        return (true, faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0)
    }

    @discardableResult
    static func check(_ result: Int32) throws(SystemError) -> Int32 {
        if result < 0 { throw SystemError(number: -result) }
        return result
    }
}
