/// What a person wants taken out of recordings.
public struct RedactionRequest: Sendable {
    /// Variables of the environment; those that are named like secrets are used.
    public var environment: [(name: String, value: String)] = []
    /// Names of variables that are secret whatever they are called.
    public var secretVariables: Set<String> = []
    /// Texts of the user's own.
    public var literals: [String] = []
    /// Patterns of the user's own.
    public var patterns: [any RedactionPattern] = []
    /// The home folder; `nil`: it may stay.
    public var home: String?
    /// The name of the user; `nil`: it may stay.
    public var user: String?
    /// The name of the machine; `nil`: it may stay.
    public var host: String?
    /// Rules that are switched on although they are off by default.
    public var onRules: Set<String> = []
    /// Rules that are switched off.
    public var offRules: Set<String> = []

    /// All known kinds of secrets and nothing that is known of this machine.
    public init(offRules: Set<String> = []) { self.offRules = offRules }

    /// The rule of all values of variables.
    public static let environmentRule = "environment"

    /// The rules that can be switched on and off by name, in order.
    public static let ruleNames: [String] = {
        var names: [String] = []
        for form in KnownForms.all where !names.contains(form.rule) { names.append(form.rule) }
        return names + [environmentRule, "home", "user", "host", MailAddressPattern.rule]
    }()

    /// Whether a variable's name says that its value is secret.
    public static func isSecret(variable name: String) -> Bool {
        let name = name.uppercased()
        return ["KEY", "TOKEN", "SECRET", "PASS"].contains { name.contains($0) }
    }

    func isOn(_ rule: String, byDefault: Bool) -> Bool {
        if offRules.contains(rule) { return false }
        return byDefault || onRules.contains(rule)
    }

    /// A value that is looked for, and what its counts are called.
    struct KnownValue {
        var rule: String
        var bytes: [UInt8]
    }

    /// The values of variables and the user's own texts, each once, and what was too short.
    var knownValues: (values: [KnownValue], warnings: [String]) {
        var values: [KnownValue] = []
        var warnings: [String] = []
        func add(_ rule: String, _ text: String, _ subject: String) {
            let bytes = Array(text.utf8)
            if bytes.isEmpty { return }
            guard bytes.count >= SecretLiteral.bytesMin else {
                warnings.append(
                    "\(subject) is shorter than \(SecretLiteral.bytesMin) bytes and is not looked for: ordinary text has it too"
                )
                return
            }
            guard !values.contains(where: { $0.bytes == bytes }) else { return }
            values.append(KnownValue(rule: rule, bytes: bytes))
        }
        for (index, literal) in literals.enumerated() {
            add("literal:\(index + 1)", literal, "text \(index + 1) of the user's own")
        }
        guard isOn(Self.environmentRule, byDefault: true) else { return (values, warnings) }
        for variable in environment.sorted(by: { $0.name < $1.name })
        where secretVariables.contains(variable.name) || Self.isSecret(variable: variable.name) {
            add("env:\(variable.name)", variable.value, "the value of \(variable.name)")
        }
        return (values, warnings)
    }

    /// The names of places and people that are on.
    var personalNames: [PersonalName] {
        var names: [PersonalName] = []
        if isOn("home", byDefault: true), let home { names += PersonalName.home(home) }
        if isOn("user", byDefault: true), let user { names += PersonalName.name(user, rule: "user") }
        if isOn("host", byDefault: true), let host { names += PersonalName.name(host, rule: "host") }
        return names
    }
}

/// A name that says who made a recording, or where.
struct PersonalName: Sendable, Hashable {
    /// A spelling in streams: what is looked for, and from where on it is replaced.
    struct Part: Sendable, Hashable {
        var bytes: [UInt8]
        var offset: Int
    }

    /// `home`, `user` or `host`.
    let rule: String
    /// The name itself.
    let text: String
    /// How streams spell it: in paths only.
    let literals: [Part]

    /// Names that are the same on every machine.
    private static let common: Set<String> = ["root", "localhost", "home", "user", "claude"]
    /// The shortest name that is replaced, in bytes.
    private static let bytesMin = 3

    /// A home folder, and how the `claude` tool names folders after paths: `-home-ada`.
    static func home(_ path: String) -> [PersonalName] {
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/"), let last = parts.last, last.utf8.count >= bytesMin, !common.contains(String(last))
        else {
            return []
        }
        let path = "/" + parts.joined(separator: "/")
        let offset = path.utf8.count - last.utf8.count
        let dashed = path.map { $0 == "/" || $0 == "." ? "-" : String($0) }.joined()
        return [
            PersonalName(
                rule: "home", text: path,
                literals: [
                    Part(bytes: Array(path.utf8), offset: offset), Part(bytes: Array(dashed.utf8), offset: offset),
                ])
        ]
    }

    /// The name of a user or a machine, as a part of a path.
    static func name(_ name: String, rule: String) -> [PersonalName] {
        guard name.utf8.count >= bytesMin, !common.contains(name), !name.contains("/") else { return [] }
        return [PersonalName(rule: rule, text: name, literals: [Part(bytes: Array("/\(name)".utf8), offset: 1)])]
    }
}
