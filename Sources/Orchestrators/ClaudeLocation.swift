import Glibc
public import Hosting
import LiveHost

/// Where `claude` is, and what children inherit.
public enum ClaudeLocation {
    /// Variables that an outer session or a debugging shell has set and that would change what a child does.
    private static let deniedPrefixes = ["CLAUDECODE", "CLAUDE_CODE_", "LD_", "DYLD_", "BASH_ENV", "NODE_OPTIONS"]

    /// The environment of this process less what is denied.
    public static var inheritedEnvironment: [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        var entry = environ
        while let pointer = entry.pointee {
            let pair = String(cString: pointer).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, !deniedPrefixes.contains(where: pair[0].hasPrefix) {
                variables.append(EnvironmentVariable(String(pair[0]), String(pair[1])))
            }
            entry += 1
        }
        return variables
    }

    /// The first executable `claude` on a search path; `nil`: there is none.
    public static func find(path: String) -> String? {
        for folder in path.split(separator: ":") {
            let candidate = "\(folder)/claude"
            var status = stat()
            guard access(candidate, X_OK) == 0, stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                continue
            }
            return candidate
        }
        return nil
    }
}
