import Glibc
import Player
import Recording

/// Signals that came, one bit each. The handler runs only inside ppoll(2), since signals are blocked everywhere else.
private nonisolated(unsafe) var arrived: UInt64 = 0

/// Catches signals at the one place where the process waits, so that none is lost and none comes in between.
struct SignalBox {
    private var handled: [Signal] = []

    /// The mask while waiting: what it was at the start, without what is handled.
    private var waitingMask = sigset_t()
    /// The mask at the start.
    private var inheritedMask = sigset_t()
    /// Signals that are ignored, with what was done about them at the start.
    private var inherited: [(signal: Int32, action: sigaction)] = []

    init() {
        sigemptyset(&waitingMask)
        pthread_sigmask(SIG_SETMASK, nil, &waitingMask)
        inheritedMask = waitingMask
        // A file that may not grow (RLIMIT_FSIZE) is an error of its write, not the end of the process.
        for number in [SIGPIPE, SIGXFSZ] {
            var action = sigaction()
            sigaction(number, nil, &action)
            inherited.append((number, action))
            signal(number, SIG_IGN)
        }
    }

    /// Puts everything back as it was at the start, for a program that takes this process over.
    mutating func release() {
        for signal in handled { Glibc.signal(signal.rawValue, SIG_DFL) }
        for entry in inherited {
            var action = entry.action
            sigaction(entry.signal, &action, nil)
        }
        pthread_sigmask(SIG_SETMASK, &inheritedMask, nil)
    }

    /// Handles a signal, ignores it, or leaves it to the kernel.
    mutating func arrange(_ signal: Signal, _ disposition: SignalDisposition) {
        handled.removeAll { $0 == signal }
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, signal.rawValue)
        switch disposition {
        case .standard:
            Glibc.signal(signal.rawValue, SIG_DFL)
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
        case .ignored:
            Glibc.signal(signal.rawValue, SIG_IGN)
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
        case .handled:
            handled.append(signal)
            pthread_sigmask(SIG_BLOCK, &set, nil)
            Glibc.signal(signal.rawValue) { number in arrived |= 1 << UInt64(number & 63) }
        }
        sigdelset(&waitingMask, signal.rawValue)
    }

    /// Above these no descriptor can be waited for (select(2)).
    static let descriptorMax: Int32 = 1024

    /// Waits for descriptors or a signal (pselect(2), which changes the mask for as long as it waits).
    ///
    /// - Parameter nanoseconds: the longest time; `nil`: for ever.
    /// - Returns: the descriptors that are ready.
    mutating func wait(reading: [Int32] = [], writing: [Int32] = [], nanoseconds: Int64?) -> [Int32] {
        // What has come and was not taken yet needs no waiting.
        guard arrived == 0 else { return [] }
        var limit = timespec()
        if let nanoseconds {
            limit.tv_sec = Int(nanoseconds / 1_000_000_000)
            limit.tv_nsec = Int(nanoseconds % 1_000_000_000)
        }
        var readers = Self.set(of: reading)
        var writers = Self.set(of: writing)
        let count = (reading + writing).reduce(-1, max) + 1
        let ready = withUnsafePointer(to: &limit) { pointer in
            pselect(count, &readers, &writers, nil, nanoseconds == nil ? nil : pointer, &waitingMask)
        }
        guard ready > 0 else { return [] }
        return reading.filter { Self.has($0, &readers) } + writing.filter { Self.has($0, &writers) }
    }

    private static func set(of descriptors: [Int32]) -> fd_set {
        var set = fd_set()
        withUnsafeMutableBytes(of: &set) { bytes in
            for descriptor in descriptors where descriptor >= 0 && descriptor < descriptorMax {
                bytes[Int(descriptor) / 8] |= 1 << UInt8(descriptor % 8)
            }
        }
        return set
    }

    private static func has(_ descriptor: Int32, _ set: inout fd_set) -> Bool {
        withUnsafeMutableBytes(of: &set) { $0[Int(descriptor) / 8] & (1 << UInt8(descriptor % 8)) != 0 }
    }

    /// Takes one of the signals that came: the lowest first, as the kernel delivers them (signal(7)).
    func take() -> Signal? {
        guard arrived != 0 else { return nil }
        let number = arrived.trailingZeroBitCount
        arrived &= ~(1 << UInt64(number))
        return Signal(rawValue: Int32(number))
    }

    /// Ends the process by a signal, as the kernel would have done.
    static func die(by signal: Signal) -> Never {
        // The stand-in's own memory is of no use to anybody.
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        Glibc.signal(signal.rawValue, SIG_DFL)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, signal.rawValue)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        kill(getpid(), signal.rawValue)
        // A signal whose default is to do nothing.
        _exit(128 + signal.rawValue)
    }
}
