import Glibc

/// Where the tests find the repository's own files and the material that is shared beside it.
public enum Repository {
    /// The folder that holds Package.swift, without a slash at its end.
    public static var root: String {
        // This file is Tests/TestMaterial/Repository.swift.
        #filePath.split(separator: "/").dropLast(3).reduce(into: "") { path, name in path += "/" + name }
    }

    /// The folder of material by others: `UNDERSTUDY_SHARED`, or `../shared` beside the repository.
    public static var sharedRoot: String {
        environment("UNDERSTUDY_SHARED") ?? root + "/../shared"
    }

    /// The path of a shared file or folder; where it is missing, `nil` and a printed reason.
    ///
    /// With `CI` in the environment nothing may be skipped: the path is returned although nothing is there, so that the
    /// test fails where it opens it. For tests that return early: `guard let path = Repository.shared("xsd") else { return }`.
    public static func shared(_ path: String) -> String? {
        let whole = sharedRoot + "/" + path
        if access(whole, F_OK) == 0 || environment("CI") != nil { return whole }
        print("Skipped: this test needs \(path) in ../shared (or in the folder that UNDERSTUDY_SHARED names).")
        return nil
    }

    /// Whether a test that needs a shared file or folder shall run; with `CI` in the environment always.
    ///
    /// For `@Test(.enabled(if: Repository.hasShared("xsd")))`.
    public static func hasShared(_ path: String) -> Bool { shared(path) != nil }

    /// The built `claude`, beside the test bundle.
    public static let builtFake: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for start in [CommandLine.arguments.first ?? "", own] {
            var folder = Substring(start)
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                for place in ["\(folder)/claude", "\(folder)/.build/debug/claude"] where access(place, X_OK) == 0 {
                    return place
                }
            }
        }
        return "claude"
    }()

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
