import Glibc

/// Whole files as bytes, so that tests need no Foundation.
public enum PlainFile {
    /// The bytes read by one call.
    static let chunkBytes = 64 * 1024

    /// All bytes of a file.
    public static func read(_ path: String) throws(MaterialError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MaterialError("open", path: path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw MaterialError("read", path: path) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Makes a file of these bytes, in place of one that may be there.
    public static func write(
        _ bytes: some Sequence<UInt8>, to path: String, mode: UInt32 = 0o644
    ) throws(MaterialError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw MaterialError("create", path: path) }
        defer { close(descriptor) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw MaterialError("write", path: path) }
            rest = rest.dropFirst(count)
        }
    }
}
