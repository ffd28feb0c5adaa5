import Glibc

/// What a playing process holds besides memory, for faults: descriptors, a file, threads.
struct HeldResources {
    private var descriptors: [Int32] = []
    private var file: Int32?

    /// Opens so many descriptors, fewer where the limit of the process is lower (RLIMIT_NOFILE), or closes the last ones.
    mutating func openDescriptors(_ count: Int) {
        for _ in 0..<max(0, -count) { if let last = descriptors.popLast() { close(last) } }
        for _ in 0..<max(0, count) {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            descriptors.append(descriptor)
        }
    }

    /// Lets a file in a folder grow.
    mutating func growFile(in folder: String, by bytes: Int) {
        if file == nil {
            let descriptor = open("\(folder)/growing", O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { return }
            file = descriptor
        }
        guard let file else { return }
        let block = [UInt8](repeating: 0x78, count: 1 << 16)
        var left = bytes
        while left > 0 {
            let count = write(file, block, min(left, block.count))
            if count <= 0 { return }
            left -= count
        }
    }

    /// Starts threads that wait for ever.
    mutating func startThreads(_ count: Int) {
        for _ in 0..<count {
            var thread = pthread_t()
            let result = pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
            if result != 0 { return }
        }
    }

    /// Keeps the processor busy (CLOCK_PROCESS_CPUTIME_ID: time that really ran).
    static func spin(microseconds: Int64) {
        func spent() -> Int64 {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
        }
        let end = spent() + microseconds
        while spent() < end {}
    }
}
