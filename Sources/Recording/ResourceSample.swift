/// What a process tree used at one moment; what could not be measured is `nil`.
public struct ResourceSample: Sendable, Hashable {
    /// Proportional set size of the whole tree, in bytes (`/proc/PID/smaps_rollup`, proc(5)).
    public var proportionalSetSize: Int?
    /// Resident set size of the whole tree, in bytes.
    public var residentSetSize: Int?
    /// Processor time used so far by the whole tree, in microseconds.
    public var processorTime: Int?
    /// Open descriptors of the whole tree.
    public var descriptors: Int?
    /// Processes in the tree.
    public var processes: Int?
    /// Bytes read from and written to disks so far by the whole tree.
    public var diskBytes: Int?
    /// Bytes received and sent on networks so far by the whole tree.
    public var networkBytes: Int?

    /// Anonymous memory of the tree's control group, in bytes (`memory.stat`, cgroups(7)): without the page cache.
    public var anonymousMemory: Int?
    /// Processes of the tree that the kernel has killed for memory (`memory.events`, cgroups(7)).
    public var memoryKills: Int?

    /// What a newer writer measured, as it spelt it, so that a rewrite keeps it: `gpu=5`.
    public var others: [String] = []

    /// A sample in which nothing was measured.
    public init() {}

    /// The memory that limits are held against, in bytes: what the kernel has counted for a control group; else PSS, or RSS
    /// where the kernel gives no PSS.
    public var memory: Int? { anonymousMemory ?? proportionalSetSize ?? residentSetSize }

    /// Whether it holds more than `memoryKills`.
    public var isMeasured: Bool {
        var rest = self
        rest.memoryKills = nil
        return rest != ResourceSample()
    }

    private static var fields: [(String, WritableKeyPath<ResourceSample, Int?>)] {
        [
            ("pss", \.proportionalSetSize), ("rss", \.residentSetSize), ("cpu", \.processorTime),
            ("fds", \.descriptors), ("procs", \.processes), ("disk", \.diskBytes), ("net", \.networkBytes),
            ("anon", \.anonymousMemory), ("kills", \.memoryKills),
        ]
    }

    /// The text of a `g` event: `pss=… rss=… cpu=… fds=… procs=… disk=… net=…`, what was not measured left out.
    public var text: String {
        // Written out: every sample of a run is spelt for its trace, and a walk over key paths takes ten times as long.
        var text = ""
        Self.append("pss=", proportionalSetSize, to: &text)
        Self.append("rss=", residentSetSize, to: &text)
        Self.append("cpu=", processorTime, to: &text)
        Self.append("fds=", descriptors, to: &text)
        Self.append("procs=", processes, to: &text)
        Self.append("disk=", diskBytes, to: &text)
        Self.append("net=", networkBytes, to: &text)
        Self.append("anon=", anonymousMemory, to: &text)
        Self.append("kills=", memoryKills, to: &text)
        for other in others { text += text.isEmpty ? other : " " + other }
        return text
    }

    private static func append(_ name: String, _ value: Int?, to text: inout String) {
        guard let value else { return }
        if !text.isEmpty { text += " " }
        text += name
        text += String(value)
    }

    /// The sample from the text of a `g` event; unknown names are kept in `others`, `nil` where the text is something else.
    public init?(text: String) {
        self.init()
        for part in text.split(separator: " ") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = Int(pair[1]) else { return nil }
            if let field = Self.fields.first(where: { $0.0 == pair[0] }) {
                self[keyPath: field.1] = value
            } else {
                others.append(String(part))
            }
        }
    }
}
