import CProcesses
import Hosting

/// The variable by which a descendant is known after it has left its group, its session and its parents.
///
/// A host inside a host's child adds its own mark to its parent's, so that both find what is theirs.
struct SessionMarker {
    /// The variable's name.
    static let variable = "UNDERSTUDY_SESSION"

    /// What is looked for in an environment: `<host>/<child>`, or `<host>/` for all children.
    let text: String
    /// `text` as bytes, without a terminator.
    let bytes: [UInt8]
    /// Whether `text` is whole, so that `…/1` does not find `…/12`.
    private let isWhole: Bool

    /// The mark of one child of a host.
    init(host: String, child: ProcessHandle) {
        text = "\(host)/\(child.rawValue)"
        bytes = Array(text.utf8)
        isWhole = true
    }

    /// What the marks of all children of a host begin with.
    init(host: String) {
        text = "\(host)/"
        bytes = Array(text.utf8)
        isWhole = false
    }

    /// A name for a host that no other host has: 64 random bits.
    static func makeHostName() -> String {
        let bits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - bits.count) + bits
    }

    /// An environment with this mark, in front, where a search finds it first.
    func mark(_ environment: [EnvironmentVariable]) -> [EnvironmentVariable] {
        let outer = environment.last { $0.name == Self.variable }.map { $0.value + "," } ?? ""
        return [EnvironmentVariable(Self.variable, outer + text)] + environment.filter { $0.name != Self.variable }
    }

    /// Whether the bytes of an environment (proc(5): `/proc/PID/environ`) hold this mark.
    func isFound(in environment: UnsafeRawBufferPointer) -> Bool {
        var rest = environment
        while true {
            let place = u_find(rest.baseAddress, rest.count, bytes, bytes.count)
            guard place >= 0 else { return false }
            let end = place + bytes.count
            // After a whole mark comes the end of the variable, or a further host's mark.
            if !isWhole || end == rest.count || rest[end] == 0 || rest[end] == UInt8(ascii: ",") { return true }
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
        }
    }
}
