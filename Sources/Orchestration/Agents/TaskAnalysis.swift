/// What a task asks for: specialisations, from the words in it.
///
/// The table is published so that a person can tell why an agent was chosen. A word counts where it stands as a whole
/// word, whatever its case; its plural in `s` and the forms in `ing` and `ed` count too.
public enum TaskAnalysis {
    /// Specialisations and the words that ask for them, in the order in which they are reported.
    public static let keywords: [(specialization: String, words: [String])] = [
        ("coding", ["code", "coding", "function", "class", "script", "program", "method", "refactor", "bug", "fix"]),
        ("architecture", ["architecture", "design", "structure", "module", "interface", "pattern"]),
        ("implementation", ["implement", "implementation", "create", "build", "write", "develop", "add", "feature"]),
        ("docs", ["document", "documentation", "docs", "readme", "comment", "explain"]),
        ("api", ["api", "endpoint", "reference", "openapi", "swagger"]),
        ("guides", ["guide", "tutorial", "manual", "howto", "walkthrough"]),
        ("testing", ["test", "pytest", "unittest", "coverage", "regression"]),
        ("quality", ["quality", "qa", "lint", "review", "standard"]),
        ("validation", ["validate", "validation", "verify", "check", "assert"]),
        ("analysis", ["analyse", "analyze", "analysis", "compare", "evaluate", "profile"]),
        ("investigation", ["investigate", "investigation", "research", "debug", "trace", "cause", "why"]),
        ("exploration", ["explore", "exploration", "find", "search", "discover", "survey"]),
        ("deployment", ["deploy", "deployment", "release", "rollout", "ship", "install", "docker", "kubernetes"]),
        ("monitoring", ["monitor", "monitoring", "alert", "metric", "dashboard", "log"]),
        ("infrastructure", ["infrastructure", "server", "cluster", "terraform", "network", "pipeline", "ci"]),
        ("security", ["security", "secure", "vulnerability", "attack", "encrypt", "authentication", "secret"]),
        ("audit", ["audit", "inspect", "forensic"]),
        ("compliance", ["compliance", "gdpr", "policy", "licence", "license"]),
        ("git", ["git", "commit", "branch", "merge", "rebase", "tag", "push"]),
        ("versioning", ["version", "versioning", "semver", "changelog", "bump"]),
        ("releases", ["release", "publish", "tag"]),
        ("data", ["data", "database", "sql", "table", "schema", "csv", "query"]),
        ("etl", ["etl", "extract", "transform", "load", "ingest", "migrate", "migration"]),
        ("analytics", ["analytics", "statistics", "report", "aggregate", "chart"]),
    ]

    /// The specialisations that a task asks for, each once, in the order of the table; then those of `known` that stand
    /// in it by name.
    public static func specializations(of task: String, known: [String] = []) -> [String] {
        let words = Set(self.words(of: task))
        var found = keywords.filter { entry in entry.words.contains(where: words.contains) }.map(\.specialization)
        for name in known where !found.contains(name) && words.contains(name.lowercased()) { found.append(name) }
        return found
    }

    /// The words of a text in lower case, with their plain forms beside them.
    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.flatMap { word in
            var forms = [String(word)]
            for ending in ["s", "es", "ing", "ed", "d"] where word.count > ending.count + 2 && word.hasSuffix(ending) {
                let stem = String(word.dropLast(ending.count))
                forms.append(stem)
                if ending == "ing" { forms.append(stem + "e") }
            }
            return forms
        }
    }
}
