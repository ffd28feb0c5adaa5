import Glibc

/// Memory that is really held: anonymous pages, each touched, given back from the end.
struct HeldMemory {
    private var blocks: [UnsafeMutableRawBufferPointer] = []
    private var total = 0

    private static let pageBytes = 4096

    /// Holds so many bytes, rounded up to pages.
    ///
    /// - Returns: whether the kernel had them.
    mutating func hold(_ bytes: Int) -> Bool {
        let wanted = (bytes + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes
        while total > wanted { shrink(by: total - wanted) }
        return wanted == total || grow(by: wanted - total)
    }

    private mutating func grow(by bytes: Int) -> Bool {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE
        guard let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), address != MAP_FAILED else {
            return false
        }
        let block = UnsafeMutableRawBufferPointer(start: address, count: bytes)
        // Pages that were only read could all be the one zero page; and equal pages could be merged.
        for offset in stride(from: 0, to: bytes, by: Self.pageBytes) {
            block.storeBytes(of: UInt64(total + offset) | 1, toByteOffset: offset, as: UInt64.self)
        }
        blocks.append(block)
        total += bytes
        return true
    }

    private mutating func shrink(by bytes: Int) {
        guard let last = blocks.popLast() else { return }
        let cut = min(bytes, last.count)
        total -= cut
        guard let start = last.baseAddress else { return }
        munmap(start + (last.count - cut), cut)
        if cut < last.count { blocks.append(UnsafeMutableRawBufferPointer(start: start, count: last.count - cut)) }
    }
}
