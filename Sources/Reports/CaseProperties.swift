/// A case's properties, under the names that they get in their suite.
///
/// Strict schemas allow properties in suites alone. The first case's keep their names, the second case's get the
/// suffix `.2`, and so on. What the suite says in the same words already is left out.
enum CaseProperties {
    /// The properties of the case with this number, from 1.
    static func renamed(
        _ properties: [ReportProperty], number: Int, besides own: [ReportProperty] = []
    ) -> [ReportProperty] {
        properties.filter { !own.contains($0) }.map { property in
            let isTaken = own.contains { $0.name == property.name }
            guard number > 1 || isTaken else { return property }
            return ReportProperty("\(property.name).\(number)", property.value)
        }
    }
}
