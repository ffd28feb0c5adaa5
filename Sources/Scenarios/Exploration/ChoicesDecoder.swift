import Determinism
import Text

/// Reads `choices:`: by label, what was chosen at which of its draws.
struct ChoicesDecoder {
    let file: String

    func decode(_ value: YAMLValue) throws(SourceError) -> ChoiceList {
        var choices = ChoiceList()
        for label in try members(of: value, "'choices' is a mapping, as { cut: { 0: 1 } }") {
            for draw in try members(of: label.value, "'\(label.key)' is a mapping from draw to value, as { 0: 1 }") {
                guard let index = Int(draw.key), index >= 0 else {
                    throw SourceError(
                        file: file, position: draw.position, "'\(draw.key)' is no draw; they are counted from 0")
                }
                guard case .scalar(let text, _) = draw.value.content, let number = UInt64(text) else {
                    throw SourceError(
                        file: file, position: draw.value.position,
                        "a choice is a whole number from 0 on, not \(draw.value.kind)")
                }
                choices[label.key, index] = number
            }
        }
        return choices
    }

    private func members(of value: YAMLValue, _ message: String) throws(SourceError) -> [YAMLValue.Member] {
        guard case .mapping(let members) = value.content else {
            throw SourceError(file: file, position: value.position, message)
        }
        return members
    }
}

extension ChoiceList {
    /// The form of a scenario's `choices:`.
    var json: JSONValue {
        var object = JSONObject()
        for choice in all {
            var draws = object[choice.label]?.object ?? JSONObject()
            draws[String(choice.index)] = .number(JSONNumber(text: String(choice.value)))
            object[choice.label] = .object(draws)
        }
        return .object(object)
    }
}
