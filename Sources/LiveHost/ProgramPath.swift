import Hosting

/// Where a program is found: the search that execvp(3) does, but in the child's own `PATH`.
enum ProgramPath {
    /// Where a child without `PATH` is looked for, as execvp(3) does.
    static let withoutPath = "/bin:/usr/bin"

    /// The path to execute; a name with a slash is one already, relative to the child's working directory.
    ///
    /// - Throws: `noFile` where no folder has it, `accessDenied` where one has it but nobody may execute it.
    static func resolve(_ launch: Launch) throws(SystemError) -> String {
        let name = launch.executable
        guard !name.isEmpty else { throw .noFile }
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        let search = launch.environment.last { $0.name == "PATH" }?.value ?? withoutPath
        var wasFound = false
        for folder in search.split(separator: ":", omittingEmptySubsequences: false) {
            let path = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
            let program = SystemCalls.program(at: seen(path, from: launch.workingDirectory))
            if program.isExecutable { return path }
            wasFound = wasFound || program.isFile
        }
        throw wasFound ? .accessDenied : .noFile
    }

    /// The path from our folder to what the child will find at `path` once it has changed its own.
    private static func seen(_ path: String, from directory: String?) -> String {
        guard let directory, !path.hasPrefix("/") else { return path }
        return "\(directory)/\(path)"
    }
}
