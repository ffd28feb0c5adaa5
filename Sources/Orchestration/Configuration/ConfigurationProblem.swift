/// Why a configuration can't be used: where in it, and what is wrong.
public struct ConfigurationProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// One step into the configuration.
    public enum Step: Sendable, Hashable {
        /// To the value of a key.
        case key(String)
        /// To an element of a list, from 0.
        case index(Int)
    }

    /// Where, from the outermost key on.
    public var path: [Step]
    /// Whether the key itself is wrong, and not its value.
    public var isAboutKey: Bool
    /// What is wrong, and what to do.
    public var reason: String

    /// A problem at a place.
    public init(at path: [Step], isAboutKey: Bool = false, _ reason: String) {
        self.path = path
        self.isAboutKey = isAboutKey
        self.reason = reason
    }

    /// A problem with a key.
    public init(key: String, reason: String) { self.init(at: [.key(key)], reason) }

    /// The same problem further in.
    func inside(_ step: Step) -> ConfigurationProblem {
        ConfigurationProblem(at: [step] + path, isAboutKey: isAboutKey, reason)
    }

    /// The place and the reason: `patterns[0].regex: …`.
    public var description: String {
        var place = ""
        for step in path {
            switch step {
            case .key(let name): place += place.isEmpty ? name : ".\(name)"
            case .index(let index): place += "[\(index)]"
            }
        }
        return place.isEmpty ? reason : "\(place): \(reason)"
    }
}
