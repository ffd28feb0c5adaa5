import Recording
import Text

/// Answers to requests that are said before the recording has them: a recorded client that had several lines ready wrote
/// them at once and got the answers behind them, while the one that is here waits for an answer before its next line.
struct EarlyAnswers {
    /// Requests that were looked after.
    private var asked: Set<String> = []
    /// What is still to be said of output events from which answers were taken, by position.
    private var rests: [Int: [UInt8]] = [:]

    /// Whether every output event is said as it is.
    var isEmpty: Bool { rests.isEmpty }

    /// What is still to be said of an output event.
    func rest(of bytes: [UInt8], at position: Int) -> [UInt8] { rests[position] ?? bytes }

    /// Passes over the first lines of an output event; what is left of it.
    ///
    /// - Parameter lines: how many lines to pass over; less those that were there.
    mutating func skip(_ lines: inout Int, of bytes: [UInt8], at position: Int) -> [UInt8] {
        var start = bytes.startIndex
        while lines > 0, let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            start = end + 1
            lines -= 1
        }
        let rest = lines > 0 ? [] : Array(bytes[start...])
        if !rest.isEmpty { rests[position] = rest }
        return rest
    }

    /// Takes the answer to the first request among lines of recorded input that has one and has not got it yet.
    ///
    /// - Parameters:
    ///   - lines: recorded input that stands for what has come.
    ///   - position: where the recording has come.
    mutating func take(
        answering lines: some Sequence<ArraySlice<UInt8>>, in events: [RecordedEvent], from position: Int
    ) -> [UInt8]? {
        for line in lines {
            guard let name = RequestNames.name(in: Array(line)), asked.insert(name).inserted else { continue }
            if let answer = take(answering: name, in: events, from: position) { return answer }
        }
        return nil
    }

    /// Takes the line that answers a request, in however many events it stands.
    private mutating func take(answering name: String, in events: [RecordedEvent], from position: Int) -> [UInt8]? {
        var line: [UInt8] = []
        var pieces: [(index: Int, range: Range<Int>)] = []
        for index in position..<events.count {
            guard case .output(let bytes) = events[index].content else { continue }
            let rest = rest(of: bytes, at: index)
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[start...end]
                pieces.append((index, start..<(end + 1)))
                if Self.answers(line, name) {
                    remove(pieces, from: events)
                    return line
                }
                (line, pieces) = ([], [])
                start = end + 1
            }
            line += rest[start...]
            pieces.append((index, start..<rest.endIndex))
        }
        return nil
    }

    private mutating func remove(_ pieces: [(index: Int, range: Range<Int>)], from events: [RecordedEvent]) {
        for piece in pieces {
            guard case .output(let bytes) = events[piece.index].content else { continue }
            var rest = rest(of: bytes, at: piece.index)
            rest.removeSubrange(piece.range)
            rests[piece.index] = rest
        }
    }

    private static let mark = Array("\"control_response\"".utf8)

    private static func answers(_ line: [UInt8], _ name: String) -> Bool {
        guard ByteSearch.firstRange(of: mark, in: line[...]) != nil, let message = try? JSONParser.parse(line) else {
            return false
        }
        return message["type"]?.string == "control_response" && message["response"]?["request_id"]?.string == name
    }
}
