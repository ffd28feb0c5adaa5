/// Which case shows that a fault is met: a scenario by its path below `Scenarios`, a test by the start of its sentence.
struct FaultRow: Sendable {
    /// The fault in a few words.
    let name: String
    let cases: [String]
    /// Why nothing shows it; `nil`: something does.
    let gap: String?

    init(_ name: String, _ cases: String..., gap: String? = nil) {
        self.name = name
        self.cases = cases
        self.gap = gap
    }
}

enum FaultTable {
    /// The rows of the catalogue by number, from 1.
    static let rows: [FaultRow] = processes + pipes + text + recording + edge + time

    private static let processes: [FaultRow] = [
        .init("SIGTERM ignored", "Failures/deaf-to-signals", "A child that ignores SIGTERM lives on until SIGKILL"),
        .init("stopped when told to end", "Bugs/38-stopped-child", "A stopped child takes a signal once it goes on"),
        .init("end within the grace", "A child that ends within a grace ends the ladder at once"),
        .init("grandchild keeps stdout", "Failures/held-stdout", "Each chunk re-arms the leak grace"),
        .init(
            "background process on a terminal", "Terminal/hang-up", "A grandchild that left group, session and parents"),
        .init("zombies", "A thousand children leave no descriptor and no zombie"),
        .init(
            "orphans of ours", "A host does not make its process the parent of orphans",
            "A grandchild that left group, session and parents"),
        .init("pid used again", "A signal to a child that has ended is reported to have found nobody"),
        .init("no pidfd", gap: "no kernel without pidfd at hand"),
        .init("first Ctrl-C", "An interrupted run ends by the signal, and its report is whole"),
        .init(
            "second Ctrl-C", "A second signal waits for no case that is under way",
            "Two signals end a session whose child is deaf"),
        .init("suspended by the person", "Ctrl-Z stops the session, the shell has its terminal"),
        .init(
            "harness killed", "Children do not outlive a host's process that is killed",
            "A recorder that is killed at any moment"),
        .init("input refused", "Input that a child refuses is reported once"),
        .init("inherited signal mask", "A child starts in its own group, with default signals, nothing blocked"),
        .init(
            "program can't run", "A file without the right to execute it is EACCES",
            "A program that is nowhere is ENOENT"),
        .init("no process to be had", "Agents/start-failure", "Each planted bug is found within 2,000 seeds"),
        .init("failure after the answer", "Failures/status-after-answer"),
        .init("death by a signal", "A death by signal is told apart from an exit status"),
        .init("exit before the reader", "The end of a child comes after all its output", "Bugs/01-tail-lost"),
    ]

    private static let pipes: [FaultRow] = [
        .init("EIO of a terminal", "Output before an immediate exit is whole, fifty times"),
        .init("short writes to a terminal", "More than a raw terminal takes at once arrives whole, in parts"),
        .init(
            "canonical line limit", "Terminal/canonical-limit",
            "A line that a terminal would cut is refused before a byte of it is sent",
            "cut a long line at the same place, and echo the same of it"),
        .init("descriptors leak", "Hosts on two threads do not give their pipes to each other's children"),
        .init(
            "no descriptors left", "Without descriptors a child fails with EMFILE", "Descriptors above 1,024 are served"
        ),
        .init(
            "O_NONBLOCK left on",
            "SIGTERM ends a process whose reader does not read, and the shared pipe keeps its mode"),
        .init("many new sizes", "A new size reaches the child with SIGWINCH", "Terminal/many-sizes"),
        .init(
            "impossible sizes", "A size out of range is clamped, with a warning",
            "A new size reaches the program, and one of 0"),
        .init(
            "terminal left raw", "A fatal signal leaves the terminal as it was",
            "What kills the recorder gives the terminal back"),
        .init("input is no terminal", "Standard streams that are files, or closed, are no trouble"),
    ]

    private static let text: [FaultRow] = [
        .init("split characters", "Output/split-characters", "Bugs/14-split-utf8"),
        .init("invalid UTF-8", "Bugs/33-invalid-utf8", "Invalid UTF-8 is shown, not lost and no reason to stop"),
        .init("NUL bytes", "Output/control-characters"),
        .init("endless line", "Output/long-line", "A line of 10 MB in small reads takes time in proportion"),
        .init("endless output", "Output/too-much"),
        .init("no output", "Timing/silence-timeout", "Silence, the child's output limit and a child that lingers"),
        .init("slow consumer", "Without demand nothing is read, and a child that writes without end stands still"),
        .init(
            "carriage returns", "A terminal's output is the same for every cut, without its escape sequences",
            "Terminal/spinner"),
        .init("split patterns", "The rows of the document, each with its example, at every cut"),
        .init("quoted delegations", "A code fence holds no delegation", "Delegation/code-fence"),
        .init("explosive patterns", "A glob of many stars takes no exponential time"),
    ]

    private static let recording: [FaultRow] = [
        .init("full disk", "A full disk ends the recording at a whole event"),
        .init("file size limit", "A file that may not grow ends at a whole event"),
        .init("recorder dies", "A recorder that is killed at any moment"),
        .init("power loss", "A file that is there already is kept, unless it may be replaced"),
        .init("cut or empty file", "A torn last line is a warning, a broken line in the middle is status 2"),
        .init("damage in the middle", "Validation exits with 2 for what is broken"),
        .init(
            "newer format", "A newer minor version is read, with a warning",
            "A recording of a newer major version is refused"),
        .init("time that goes back", "Version 2 has absolute times, and one that goes back is moved"),
        .init("impossible delays", "Intervals that add up to centuries are refused"),
        .init("rounding", "A hundred thousand intervals of 0.1 end at ten thousand seconds exactly"),
        .init("two recorders", "Two recorders can't write one file", "Two writers can't have one file"),
        .init(
            "target is no file", "What is no file is refused before the program starts",
            "What stands at the path is neither followed"),
        .init(
            "paths in a pack", "A name outside the grammar is refused", "Two names that some file system takes for one"),
        .init("bomb in a pack", "Sizes beyond the limits are refused before anything is unpacked"),
        .init("hostile escapes", "Only --raw writes what was recorded", "Into a pipe goes what draws"),
        .init("C1 in UTF-8", "A continuation byte that looks like a C1 control is no control"),
        .init("recorded queries", "Keys jump to the markers and end it; the terminal is as it was, and typed keys"),
        .init("secrets", "In arguments, variables, titles, hyperlinks, JSON, base64 and percent form"),
        .init("split secrets", "Split in two at every place", "Split in three, and given byte by byte"),
        .init("short secrets", "Variables named like secrets, a named one, texts and patterns"),
    ]

    private static let edge: [FaultRow] = [
        .init("alias bomb", "An alias bomb is refused in milliseconds, at its first alias"),
        .init("words of YAML 1.1", "A bomb behind a duplicate key is never composed"),
        .init("depth", "Nesting is refused beyond the limit, without using up the stack"),
        .init("characters that XML forbids", "Hostile text comes back as its visible form, in every place"),
        .init("markup in text", "Ordinary text comes back exactly, markup and white space included"),
        .init("entities in reports", "What is hostile or broken is refused with its line, and an earlier report stays"),
        .init("half a report", "Until it is finished, the earlier report stays as it was"),
        .init("very many scenarios", "Very many scenario files run with few descriptors"),
        .init("one name twice", "Two scenarios of one name are refused, and both files are named"),
    ]

    private static let time: [FaultRow] = [
        .init("clock that jumps", "Instants never go back, and no event is later than the deadline"),
        .init("machine asleep", "Limits count on a clock that stands still while the machine sleeps"),
        .init("timer and output at once", "Output comes before a limit of the same instant"),
        .init("memory counted twice", "Two readings in a row end the child; one alone may be a fork"),
        .init(
            "memory of grandchildren", "Memory of a grandchild counts, in whatever session it is",
            "Bugs/10-grandchild-memory"),
        .init("page cache", "Memory is what no file backs: the page cache of a group does not count"),
        .init("growth between samples", "Memory/single-peak", "Memory/kernel-limit"),
        .init(
            "killed for memory", "That the kernel has killed for memory is said before the end of the child",
            "A child that the kernel has killed for memory"),
        .init("lines of one log", "Bugs 16 and 31: sessions of one second have files of their own"),
        .init("one of many is cancelled", "The limit of an agent counts from its own start and ends it alone"),
        .init("one of many can't start", "Agents/start-failure"),
        .init("delegations of agents", "Agents/depth", "Agents/depth-one"),
        .init("environment leaks", "Bugs/29-environment", "Nothing is inherited but the environment that was given"),
        .init("other machines", "What differs between machines does not count: pids, paths, the environment"),
        .init("injected libraries", "The program's environment is ours but for what is denied"),
        .init("programs of a scenario", gap: "hooks name their programs; a scenario itself starts the fake alone"),
        .init("text that begins with a dash", "Behind two dashes all is words"),
        .init("hostile names", "Output/hostile-agent"),
    ]
}
