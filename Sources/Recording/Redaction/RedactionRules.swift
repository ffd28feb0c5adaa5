/// What is taken out of recordings: known kinds of secrets, values that are known, and names of places and people.
///
/// A value that is made once and shared: making it builds the tables that every stream is looked through with.
/// ```swift
/// var request = RedactionRequest()
/// request.environment = [("GITHUB_TOKEN", "…")]
/// let rules = RedactionRules(request)
/// ```
public struct RedactionRules: Sendable {
    /// What each byte of a secret becomes: a byte that is text and needs no escape anywhere.
    public static let mask = UInt8(ascii: "*")
    /// What each byte of a name in a path becomes.
    public static let alias = UInt8(ascii: "~")
    /// The rule of what was replaced because it could not be decided in time.
    public static let undecidedRule = "undecided"

    /// Nothing is taken out.
    public static let none = RedactionRules(RedactionRequest(offRules: Set(RedactionRequest.ruleNames)))

    /// The known kinds of secrets, and nothing that is known of a machine.
    public static let known = RedactionRules(RedactionRequest())

    /// The names of all rules, in the order in which counts are written.
    public let names: [String]
    /// What a person should know, such as secrets that are too short to be looked for.
    public let warnings: [String]

    /// What the names in header and titles are replaced by.
    let personalNames: [PersonalName]
    let forms: [SecretForm]
    let literals: [SecretLiteral]
    let patterns: [any RedactionPattern]
    let anchors: AnchorTable
    /// The rule of each form, and of each pattern.
    let formRules: [Int32]
    let patternRules: [Int32]
    /// Whether a secret begins with a byte beyond ASCII, so that an unfinished character must wait.
    let hasWideStart: Bool
    /// Whether variables of a header that are named like secrets lose their values.
    let hidesVariables: Bool

    /// The rules that a request comes to.
    public init(_ request: RedactionRequest) {
        var names: [String] = []
        func number(of rule: String) -> Int32 {
            if let index = names.firstIndex(of: rule) { return Int32(index) }
            names.append(rule)
            return Int32(names.count - 1)
        }
        forms = KnownForms.all.filter { request.isOn($0.rule, byDefault: !$0.warnsOnly) }
        formRules = forms.map { number(of: $0.rule) }
        let known = request.knownValues
        warnings = known.warnings
        var literals = known.values.map { SecretLiteral(rule: number(of: $0.rule), bytes: $0.bytes) }
        personalNames = request.personalNames
        for name in personalNames {
            literals += name.literals.map { part in
                var literal = SecretLiteral(rule: number(of: name.rule), bytes: part.bytes)
                literal.secretOffset = part.offset
                literal.mask = Self.alias
                literal.needsBorder = true
                return literal
            }
        }
        self.literals = literals
        patterns =
            request.patterns
            + (request.isOn(MailAddressPattern.rule, byDefault: false)
                ? [MailAddressPattern() as any RedactionPattern] : [])
        patternRules = patterns.map { number(of: $0.name) }
        hidesVariables = request.isOn(RedactionRequest.environmentRule, byDefault: true)
        if hidesVariables { _ = number(of: RedactionRequest.environmentRule) }
        hasWideStart = literals.contains { ($0.bytes.first ?? 0) >= 0x80 }
        names.append(Self.undecidedRule)
        self.names = names
        anchors = Self.anchors(forms, literals)
    }

    /// Whether nothing is looked for in streams.
    public var isEmpty: Bool { forms.isEmpty && literals.isEmpty && patterns.isEmpty }

    private static func anchors(_ forms: [SecretForm], _ literals: [SecretLiteral]) -> AnchorTable {
        var anchors = AnchorTable()
        for (index, form) in forms.enumerated() { insert(form.prefix, Int32(index), view: .text, into: &anchors) }
        for (index, literal) in literals.enumerated() {
            let target = Int32(forms.count + index)
            insert(literal.bytes, target, view: .text, into: &anchors)
            guard !literal.isPlain else { continue }
            for spelling in literal.spellings {
                anchors.insert(spelling, target: target, view: .raw, spelling: spelling)
            }
        }
        anchors.finish()
        return anchors
    }

    private static func insert(
        _ start: [UInt8], _ target: Int32, view: AnchorTable.Entry.View, into anchors: inout AnchorTable
    ) {
        anchors.insert(start, target: target, view: view)
        for before in 0..<3 { anchors.insert(start, target: target, view: .base64(UInt8(before))) }
    }

    /// A candidate for an entry of the table.
    func candidate(_ number: Int32, at start: Int) -> SecretCandidate {
        let entry = anchors.entries[Int(number)]
        let target = Int(entry.target)
        if target < forms.count { return SecretCandidate(entry, .form(forms[target], .init()), at: start) }
        let literal = literals[target - forms.count]
        return SecretCandidate(entry, .literal(literal, entry.spelling ?? literal.bytes, 0), at: start)
    }

    /// The number of an entry's rule.
    func rule(of entry: AnchorTable.Entry) -> Int {
        let target = Int(entry.target)
        return Int(target < forms.count ? formRules[target] : literals[target - forms.count].rule)
    }

    /// What an entry's bytes become.
    func mask(of entry: AnchorTable.Entry) -> UInt8 {
        let target = Int(entry.target)
        return target < forms.count ? Self.mask : literals[target - forms.count].mask
    }

    /// Whether an entry only warns.
    func warnsOnly(_ entry: AnchorTable.Entry) -> Bool {
        let target = Int(entry.target)
        return target < forms.count && forms[target].warnsOnly
    }

    /// Whether an entry is a form, not a literal.
    func isForm(_ entry: AnchorTable.Entry) -> Bool { Int(entry.target) < forms.count }
}
