public import Text

/// What a JSON value that a program prints on a line must be like.
///
/// ```swift
/// .json(.has(["type"], "result"))
/// .json(.where("a cost above a dollar") { ($0["total_cost_usd"]?.double ?? 0) > 1 })
/// ```
public struct JSONCondition: Sendable, CustomStringConvertible {
    /// The condition in words, as explanations name it.
    public let description: String
    private let predicate: @Sendable (JSONValue) -> Bool
    /// The path and the value that are compared, where it is such a condition.
    let comparison: (path: [String], value: JSONValue)?

    /// Any object or array.
    public static let anything = JSONCondition.where("any JSON value") { _ in true }

    /// An object that has `value` where the path leads; a number in the path counts elements from 0.
    public static func has(_ path: [String], _ value: JSONValue) -> JSONCondition {
        JSONCondition(
            description: "JSON in which \(path.joined(separator: ".")) is \(value.text)",
            predicate: { Self.value(of: $0, at: path) == value }, comparison: (path, value))
    }

    /// A value for which a closure says so.
    ///
    /// - Parameter description: the condition in words, for explanations.
    public static func `where`(
        _ description: String, _ predicate: @escaping @Sendable (JSONValue) -> Bool
    ) -> JSONCondition {
        JSONCondition(description: description, predicate: predicate, comparison: nil)
    }

    func holds(for value: JSONValue) -> Bool { predicate(value) }

    /// What stands in `value` where a path leads.
    static func value(of value: JSONValue, at path: [String]) -> JSONValue? {
        var place = value
        for step in path {
            let elements = place.array
            guard
                let next = place[step]
                    ?? Int(step).flatMap({ index in
                        elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                    })
            else { return nil }
            place = next
        }
        return place
    }
}
