/// The classes that `\p{…}` names: general categories and scripts.
///
/// Names are RE2's: `L`, `Lu` … `Zs`, `Any`, and scripts like `Greek`; `Cn`, `LC` and the long names of categories like
/// `Uppercase_Letter` are known too. Missing are, as in RE2, other properties (`Alphabetic`, `Emoji`), short names of
/// scripts, and `name=value`.
enum UnicodeClass {
    /// The set of a name, or `nil`.
    static func set(named name: String) -> ScalarSet? {
        if name == "Any" { return .all }
        if name.count <= 2 { return categories[name] }
        return longNames[name].flatMap { categories[$0] } ?? ScriptTable.set(named: name)
    }

    private static let longNames = [
        "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Nonspacing_Mark": "Mn",
        "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd", "Letter_Number": "Nl",
        "Other_Number": "No", "Punctuation": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
        "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf",
        "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk",
        "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl",
        "Paragraph_Separator": "Zp", "Control": "Cc", "Format": "Cf", "Surrogate": "Cs",
        "Private_Use": "Co", "Unassigned": "Cn",
    ]

    /// The planes that hold more than one unassigned block: all but these are not looked at character by character.
    private static let surveyed: [ClosedRange<UInt32>] = [0...0x3FFFF, 0xE0000...0xE0FFF]
    /// Private use: planes 15 and 16 but for their last two characters.
    private static let privatePlanes: [ClosedRange<UInt32>] = [0xF0000...0xFFFFD, 0x100000...0x10FFFD]

    /// All categories by their short names, those of one letter too; made when first asked for.
    private static let categories: [String: ScalarSet] = {
        var ranges: [String: [ClosedRange<UInt32>]] = [:]
        func add(_ range: ClosedRange<UInt32>, _ name: String) {
            for key in [name, String(name.prefix(1))] where key != "C" || name != "Cn" {
                if let last = ranges[key]?.last, last.upperBound + 1 == range.lowerBound {
                    ranges[key, default: []][ranges[key, default: []].count - 1] = last.lowerBound...range.upperBound
                } else {
                    ranges[key, default: []].append(range)
                }
            }
        }
        for block in surveyed {
            var start = block.lowerBound
            var current = category(of: start)
            for value in block where value > start {
                let next = category(of: value)
                guard next != current else { continue }
                add(start...value - 1, name(of: current))
                (start, current) = (value, next)
            }
            add(start...block.upperBound, name(of: current))
            if block.lowerBound == 0 { add(0x40000...0xDFFFF, "Cn") } else { add(0xE1000...0xEFFFF, "Cn") }
        }
        for plane in privatePlanes {
            add(plane, "Co")
            add(plane.upperBound + 1...plane.upperBound + 2, "Cn")
        }
        var sets = ranges.mapValues(ScalarSet.init(sorted:))
        var cased = ScalarSet()
        for name in ["Lu", "Ll", "Lt"] { cased.insert(sets[name] ?? ScalarSet()) }
        sets["LC"] = cased
        return sets
    }()

    private static func category(of value: UInt32) -> Unicode.GeneralCategory {
        Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
    }

    private static func name(of category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
