/// A whole pack in memory, for those who need all recordings at once.
public enum RecordingPack {
    /// The recordings of a pack, by name, in its order.
    ///
    /// - Throws: `PackError` for a pack that can't be trusted.
    public static func files(
        of bytes: [UInt8], limits: PackLimits = PackLimits()
    ) throws(PackError) -> [(name: PackName, bytes: [UInt8])] {
        var reader = PackReader(limits: limits)
        reader.feed(bytes)
        var files: [(name: PackName, bytes: [UInt8])] = []
        while let piece = try reader.next() {
            switch piece {
            case .begin(let name, _, _): files.append((name, []))
            case .content(let bytes): files[files.count - 1].bytes += bytes
            case .end: break
            }
        }
        try reader.finish()
        return files
    }
}
