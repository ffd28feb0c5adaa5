import Glibc
import Player
import Recording

/// A new folder `NAME.casts`. Where one of that name is there already, the new one is made beside it and takes its place
/// once it is whole, so that nothing recorded is lost to a run that fails.
struct OrchestrationFolder {
    /// What the names of recorded orchestrations end in.
    static let suffix = ".casts"

    /// Where the recordings go meanwhile.
    let path: String
    private let target: String

    /// Makes the folder.
    ///
    /// - Throws: `FileFailure` where it can't be made, or where what stands in its place is no recorded orchestration.
    init(_ target: String) throws(FileFailure) {
        self.target = target
        if mkdir(target, 0o700) == 0 {
            path = target
            return
        }
        guard errno == EEXIST else { throw FileFailure(path: target, reason: String(cString: strerror(errno))) }
        guard let names = FileSystem.list(target), names.allSatisfy({ $0.hasSuffix(".cast") }) else {
            throw FileFailure(path: target, reason: "something else than a recorded orchestration has this name")
        }
        var template = Array("\(target).new-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileFailure(path: target, reason: String(cString: strerror(errno)))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The recordings are whole: an older folder of the name makes room.
    ///
    /// - Throws: `FileFailure` with where the recordings are instead.
    func finish() throws(FileFailure) {
        guard path != target else { return }
        let old = path + ".old"
        guard rename(target, old) == 0, rename(path, target) == 0 else {
            throw FileFailure(
                path: path, reason: "can't take the place of \(target): \(String(cString: strerror(errno)))")
        }
        FileSystem.removeTree(old)
    }
}
