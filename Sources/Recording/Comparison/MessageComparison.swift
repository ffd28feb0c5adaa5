import Determinism
import Text

/// Compares what was said and done: message by message, without identifiers, times and the cutting into chunks.
public enum MessageComparison {
    /// How many entries stand around a difference.
    private static let context = 2
    /// How many differing values of a message are shown.
    private static let valuesMax = 6

    /// The report on two recordings.
    ///
    /// - Parameters:
    ///   - ignored: keys of messages to pass over, besides those that are volatile anyway.
    ///   - isStrict: whether identifiers, times and durations count too.
    ///   - width: the widest line, in cells.
    public static func report(
        _ one: Recording, _ other: Recording, ignoring ignored: Set<String> = [], isStrict: Bool = false, width: Int
    ) -> ComparisonReport {
        let volatile = VolatileValues(ignoring: ignored, isStrict: isStrict)
        let (before, after) = (ComparedEntries.of(one, volatile), ComparedEntries.of(other, volatile))
        let steps = paired(SequenceDifference.steps(from: before.map(\.key), to: after.map(\.key)), before, after)
        let changes = steps.indices.filter { if case .keep = steps[$0] { false } else { true } }
        guard let first = changes.first else {
            return .equal("the same by messages: \(before.count - 1) of them")
        }
        let printer = Printer(before: before, after: after, steps: steps, width: max(width, 40))
        // What took the place of something is one change with it.
        let count = changes.count { !printer.isReplacement($0) }
        return .different(
            printer.headline(first, count: count), printer.lines(around: changes, context: context))
    }

    /// The steps with what took the place of something directly behind it, where both are of one kind.
    private static func paired(
        _ steps: [SequenceDifference.Step], _ before: [ComparedEntry], _ after: [ComparedEntry]
    ) -> [SequenceDifference.Step] {
        var result: [SequenceDifference.Step] = []
        var removed: [Int] = []
        var inserted: ArraySlice<Int> = []
        func settle() {
            for old in removed {
                result.append(.remove(old))
                guard let place = inserted.firstIndex(where: { after[$0].kind == before[old].kind }) else { continue }
                // What comes before the one that was paired stays before it.
                let earlier = inserted[..<place]
                result.insert(contentsOf: earlier.map { .insert($0) }, at: result.count - 1)
                result.append(.insert(inserted[place]))
                inserted = inserted[(place + 1)...]
            }
            result += inserted.map { .insert($0) }
            (removed, inserted) = ([], [])
        }
        for step in steps {
            switch step {
            case .keep:
                settle()
                result.append(step)
            case .remove(let old): removed.append(old)
            case .insert(let new): inserted.append(new)
            }
        }
        settle()
        return result
    }

    /// The paths of values that differ between two messages, as `a.b[2]: 1 → 2`.
    static func differences(_ one: JSONValue, _ other: JSONValue, path: String = "") -> [String] {
        guard one != other else { return [] }
        switch (one, other) {
        case (.object(let before), .object(let after)):
            var found: [String] = []
            for member in before.members {
                let name = path.isEmpty ? member.key : "\(path).\(member.key)"
                if let value = after[member.key] {
                    found += differences(member.value, value, path: name)
                } else {
                    found.append("\(name): \(member.value.text) → nothing")
                }
            }
            for member in after.members where before[member.key] == nil {
                let name = path.isEmpty ? member.key : "\(path).\(member.key)"
                found.append("\(name): nothing → \(member.value.text)")
            }
            return found
        case (.array(let before), .array(let after)) where before.count == after.count:
            return zip(before, after).enumerated().flatMap { place, pair in
                differences(pair.0, pair.1, path: "\(path)[\(place)]")
            }
        default: return ["\(path): \(one.text) → \(other.text)"]
        }
    }

    private struct Printer {
        let before: [ComparedEntry]
        let after: [ComparedEntry]
        let steps: [SequenceDifference.Step]
        let width: Int

        /// Whether a step takes the place of what the step before removed.
        func isReplacement(_ index: Int) -> Bool {
            guard case .insert(let new) = steps[index], index > 0, case .remove(let old) = steps[index - 1] else {
                return false
            }
            return before[old].kind == after[new].kind
        }

        /// What changed first, in one line.
        func headline(_ first: Int, count: Int) -> String {
            let more = count > 1 ? " (\(count) changes in all)" : ""
            let text: String
            switch (steps[first], steps.indices.contains(first + 1) ? steps[first + 1] : nil) {
            case (.remove(let old), .insert(let new)) where before[old].kind == after[new].kind:
                text = "\(place(before[old], old)) changed\(more): \(change(old, new))"
            case (.remove(let old), _): text = "\(place(before[old], old)) is missing\(more): \(before[old].what)"
            case (.insert(let new), _): text = "\(place(after[new], new)) is new\(more): \(after[new].what)"
            case (.keep, _): text = ""
            }
            return RecordingTimeline.fitted(text, width: max(width, 100))
        }

        private func place(_ entry: ComparedEntry, _ index: Int) -> String {
            index == 0 ? "the command line" : "message \(index) (\(entry.who), \(entry.at) s)"
        }

        private func change(_ old: Int, _ new: Int) -> String {
            if let one = before[old].message, let other = after[new].message,
                let first = MessageComparison.differences(one, other).first
            {
                return first
            }
            return "\(before[old].what) → \(after[new].what)"
        }

        /// The changes with what stands around them.
        func lines(around changes: [Int], context: Int) -> [String] {
            var lines: [String] = []
            var last = -1
            for change in changes {
                let start = max(change - context, last + 1)
                if start > last + 1, last >= 0 { lines.append("  …") }
                for index in start..<change where index > last { lines.append(line(index)) }
                lines += changed(change)
                last = change
                let end = min(change + context, steps.count - 1)
                let next = changes.first { $0 > change } ?? .max
                for index in (change + 1)..<max(change + 1, min(end + 1, next)) {
                    lines.append(line(index))
                    last = index
                }
                guard lines.count < ComparisonReport.linesMax else {
                    let rest = changes.filter { $0 > change }.count
                    if rest > 0 { lines.append("  … \(rest) more changes") }
                    break
                }
            }
            return lines
        }

        /// A change, and where a message was replaced by one of the same kind, what differs in it.
        private func changed(_ index: Int) -> [String] {
            var lines = [line(index)]
            guard case .insert(let new) = steps[index], index > 0, case .remove(let old) = steps[index - 1],
                let one = before[old].message, let other = after[new].message, one["type"] == other["type"]
            else { return lines }
            let differences = MessageComparison.differences(one, other)
            for text in differences.prefix(MessageComparison.valuesMax) {
                lines.append(RecordingTimeline.fitted("      \(text)", width: width))
            }
            if differences.count > MessageComparison.valuesMax {
                lines.append("      … \(differences.count - MessageComparison.valuesMax) more values")
            }
            return lines
        }

        private func line(_ index: Int) -> String {
            let (sign, entry): (String, ComparedEntry) =
                switch steps[index] {
                case .keep(let old, _): ("  ", before[old])
                case .remove(let old): ("- ", before[old])
                case .insert(let new): ("+ ", after[new])
                }
            let row = TimelineTable.Row(at: entry.at, who: entry.who, what: entry.what)
            return RecordingTimeline.fitted(sign + row.text, width: width)
        }
    }
}
