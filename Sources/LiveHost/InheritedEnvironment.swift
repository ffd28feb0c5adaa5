import Glibc
public import Hosting

/// The environment that we were started with, as children get it.
public enum InheritedEnvironment {
    /// Variables that make a program load or run what the person did not ask for, or that tell a program it runs inside
    /// another session (fault 85).
    public static let denied = [
        "LD_PRELOAD", "LD_AUDIT", "DYLD_", "BASH_ENV", "NODE_OPTIONS", "CLAUDECODE", "CLAUDE_CODE_SSE_PORT",
    ]

    /// All variables in their order, less those whose names begin with one of these.
    public static func variables(less denied: [String] = Self.denied) -> [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        var entry = environ
        while let pointer = entry.pointee {
            let pair = String(cString: pointer).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, !denied.contains(where: pair[0].hasPrefix) {
                variables.append(EnvironmentVariable(String(pair[0]), String(pair[1])))
            }
            entry += 1
        }
        return variables
    }
}
