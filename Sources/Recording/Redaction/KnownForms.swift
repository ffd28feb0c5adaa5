/// The kinds of secrets that are known by their looks.
///
/// The forms are those that the services document and that public scanners have tested, with room for longer ones. All
/// of them begin with fixed letters, so that they are found without regular expressions.
enum KnownForms {
    /// All kinds, the narrower ones first.
    static let all: [SecretForm] =
        anthropic + openAI + cloud + codeHosts + [
            SecretForm("npm-token", "npm_", [.run(.alphanumerics, min: 36, max: 36), .border(.word)]),
            SecretForm("hugging-face-token", "hf_", [.run(.letters, min: 34, max: 34), .border(.word)]),
            SecretForm(
                "private-key", "BEGIN ",
                [.keyTitle, .run(ByteSet("-"), min: 4, max: 5), .keyBody], secretPart: 2),
        ] + webTokens + headers + generic

    private static let anthropic = [
        SecretForm(
            "anthropic-api-key", "sk-ant-api",
            [.run(.digits, min: 2, max: 2), .exact("-"), .run(.key, min: 95, max: 95), .border(.key)]),
        SecretForm(
            "anthropic-admin-key", "sk-ant-admin",
            [.run(.digits, min: 2, max: 2), .exact("-"), .run(.key, min: 95, max: 95), .border(.key)]),
        // OAuth tokens, and whatever kind comes next.
        SecretForm(
            "anthropic-token", "sk-ant-",
            [.run(.lower + .digits, min: 1, max: 32), .exact("-"), .run(.key, min: 20, max: .max)]),
    ]

    private static let openAI =
        ["proj-", "svcacct-", "admin-"].map { kind in
            SecretForm("openai-key", "sk-\(kind)", [.run(.key, min: 40, max: .max)])
        } + [
            SecretForm(
                "openai-key", "sk-",
                [
                    .run(.alphanumerics, min: 20, max: 20), .exact("T3Blbk" + "FJ"),
                    .run(.alphanumerics, min: 20, max: 20),
                ], needsBorder: true)
        ]

    private static let cloud =
        ["AKIA", "ASIA", "ABIA", "ACCA"].map { kind in
            SecretForm("aws-key-id", kind, [.run(awsLetters, min: 16, max: 16), .border(.alphanumerics)])
        } + [
            SecretForm(
                "aws-key-id", "A3T",
                [.run(.upper + .digits, min: 1, max: 1), .run(awsLetters, min: 16, max: 16), .border(.alphanumerics)]),
            SecretForm(
                "bedrock-key", "ABSK",
                [.run(.alphanumerics + ByteSet("+/"), min: 109, max: 269), .run(ByteSet("="), min: 0, max: 2)]),
            SecretForm("google-key", "AIza", [.run(.key, min: 35, max: 35), .border(.key)]),
        ]

    private static let awsLetters = ByteSet.upper + ByteSet("234567")

    private static let codeHosts =
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map { kind in
            SecretForm("github-token", kind, [.run(.alphanumerics, min: 36, max: 255)])
        } + [
            SecretForm("github-token", "github_pat_", [.run(.word, min: 36, max: 255)]),
            SecretForm("gitlab-token", "glpat-", [.run(.key + ByteSet("."), min: 20, max: 300)]),
        ]
        + "abeoprs".map { kind in
            SecretForm("slack-token", "xox\(kind)-", [.run(.alphanumerics + ByteSet("-"), min: 10, max: 255)])
        }

    /// The longest part of a web token, in bytes.
    private static let webTokenPartMax = 16_384

    /// Two objects of JSON in base64 and a signature; the first one begins with `{"` or `{ `.
    private static let webTokens = ["eyJ", "eyA"].map { start in
        SecretForm(
            "json-web-token", start,
            [
                .run(.key, min: 14, max: webTokenPartMax), .exact(".ey"), .run(.key, min: 14, max: webTokenPartMax),
                .exact("."), .run(.key, min: 10, max: .max),
            ])
    }

    private static let headers =
        ["Authorization", "authorization", "AUTHORIZATION"].map { name in
            SecretForm(
                "authorization-header", name,
                [
                    .run(quotes, min: 0, max: 8), .run(ByteSet(":="), min: 1, max: 2), .run(.blank, min: 0, max: 8),
                    .run(quotes, min: 0, max: 8), .word(["bearer", "basic", "token"]), .run(.blank, min: 1, max: 8),
                    .run(.key + ByteSet(".~+/="), min: 8, max: .max),
                ], secretPart: 6)
        }
        + ["x-api-key", "X-Api-Key", "X-API-Key", "X-API-KEY"].map { name in
            SecretForm(
                "authorization-header", name,
                [
                    .run(quotes, min: 0, max: 8), .run(ByteSet(":="), min: 1, max: 2), .run(.blank, min: 0, max: 8),
                    .run(quotes, min: 0, max: 8), .run(.key + ByteSet(".~+/="), min: 16, max: .max),
                ], secretPart: 4)
        }

    private static let quotes = ByteSet("\"'\\")

    /// Something that is called a secret and looks like chance: reported, never replaced.
    private static let generic =
        [
            "api_key", "apikey", "api-key", "secret", "token", "passwd", "password", "API_KEY", "APIKEY", "SECRET",
            "TOKEN",
            "PASSWORD", "apiKey", "Secret", "Token", "Password",
        ].map { name in
            SecretForm(
                genericRule, name,
                [
                    .run(.key + ByteSet("."), min: 0, max: 20), .run(quotes, min: 0, max: 8),
                    .run(.blank, min: 0, max: 8), .run(ByteSet(":="), min: 1, max: 3), .run(.blank, min: 0, max: 8),
                    .run(quotes, min: 0, max: 8), .run(.key + ByteSet("+/=."), min: 10, max: 150),
                ], secretPart: 6, warnsOnly: true)
        }

    static let genericRule = "generic-secret"
}
