/// Where the stream of each label stands.
///
/// A run knows a handful of labels and draws under them at every event: a short sorted list is found through faster
/// than a table of hashes, and is equal to another one whatever was drawn first.
struct ChoiceStreams: Sendable, Hashable {
    private var keys: [UInt64] = []
    private var states: [UInt64] = []

    /// The last state under a label, or what the stream starts from.
    subscript(label: Choices.StaticLabel, default start: UInt64) -> UInt64 {
        get {
            let place = place(of: label.key)
            return place < keys.count && keys[place] == label.key ? states[place] : start
        }
        set {
            let place = place(of: label.key)
            if place < keys.count, keys[place] == label.key {
                states[place] = newValue
            } else {
                keys.insert(label.key, at: place)
                states.insert(newValue, at: place)
            }
        }
    }

    private func place(of key: UInt64) -> Int {
        var place = 0
        while place < keys.count, keys[place] < key { place += 1 }
        return place
    }
}
