import Glibc
public import Recording

/// What must not get from this machine into a recording: values of its variables, its home folder, its names.
public enum MachineRedaction {
    /// A request for this process: its environment, its user's home folder and name, the machine's name.
    public static var request: RedactionRequest {
        var request = RedactionRequest()
        request.environment = environment
        request.home = variable("HOME")
        request.user = variable("USER") ?? variable("LOGNAME") ?? userName
        request.host = hostName
        return request
    }

    /// The rules for recordings of real processes; made once, since all of a run's recordings have the same.
    public static let rules = RedactionRules(request)

    /// What this process was started with.
    private static var environment: [(name: String, value: String)] {
        var variables: [(name: String, value: String)] = []
        var entry = environ
        while let pointer = entry.pointee {
            let pair = String(cString: pointer).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables.append((String(pair[0]), String(pair[1]))) }
            entry += 1
        }
        return variables
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The corresponding C function is getpwuid(3).
    private static var userName: String? {
        getpwuid(getuid()).flatMap { $0.pointee.pw_name }.map { String(cString: $0) }
    }

    /// The name up to the first dot. The corresponding C function is gethostname(2).
    private static var hostName: String? {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return nil }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: ".").first.map { String($0) }
    }
}
