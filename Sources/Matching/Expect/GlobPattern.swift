/// Translates the patterns of Tcl's expect into regular expressions.
///
/// Source: expect(1), section "PATTERNS"; string(n), `string match`.
enum GlobPattern {
    /// The expression that matches what a glob does.
    static func expression(for glob: String) -> String {
        var rest = Substring(glob)
        var result = ""
        if rest.first == "^" {
            result = #"\A"#
            rest.removeFirst()
        }
        let isBound = rest.last == "$" && !rest.dropLast().hasSuffix("\\")
        if isBound { rest.removeLast() }
        while let character = rest.popFirst() {
            switch character {
            case "*": result += ".*"
            case "?": result += "."
            case "[": result += set(&rest)
            case "\\": result += escaped(rest.popFirst() ?? "\\")
            default: result += escaped(character)
            }
        }
        return isBound ? result + #"\z"# : result
    }

    /// A set up to its bracket; one without a bracket stays open, which the expression's parser reports.
    private static func set(_ rest: inout Substring) -> String {
        var result = "["
        while let character = rest.popFirst() {
            switch character {
            case "]": return result + "]"
            case "-": result += "-"
            case "\\": result += escaped(rest.popFirst() ?? "\\")
            default: result += escaped(character)
            }
        }
        return result
    }

    private static func escaped(_ character: Character) -> String {
        #"\.+*?()|[]{}^$-"#.contains(character) ? "\\\(character)" : String(character)
    }
}
