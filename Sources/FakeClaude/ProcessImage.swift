import Glibc

/// The program that a process runs.
enum ProcessImage {
    /// Puts another program in this one's place (execve(2)), with variables added to its environment.
    ///
    /// - Returns: why it could not be done, in the system's words.
    static func replace(by path: String, arguments: [String], adding variables: [String]) -> String {
        let names = variables.map { $0.prefix { $0 != "=" } + "=" }
        var list: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) }
        var place = CommandLine.unsafeArgv + Int(CommandLine.argc) + 1
        while let entry = place.pointee {
            place += 1
            let text = String(cString: entry)
            if !names.contains(where: { text.hasPrefix($0) }) { list.append(entry) }
        }
        list.append(nil)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        execve(path, &words, &list)
        let reason = String(cString: strerror(errno))
        for word in words + list.prefix(variables.count) { free(word) }
        return reason
    }
}
