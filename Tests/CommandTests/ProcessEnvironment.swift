import Glibc

/// The environment of the tests themselves.
enum ProcessEnvironment {
    /// A variable; `nil`: it is not set.
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Where a program is found on the tests' PATH; `nil`: nowhere.
    static func find(_ program: String) -> String? {
        let path = (value("PATH") ?? "") + ":/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    /// Whether tests that need these programs shall run; a reason is printed where not. With `CI` always.
    static func hasPrograms(_ programs: String...) -> Bool {
        let missing = programs.filter { find($0) == nil }
        if missing.isEmpty || value("CI") != nil { return true }
        print("Skipped: this test needs \(missing.joined(separator: " and ")).")
        return false
    }
}
