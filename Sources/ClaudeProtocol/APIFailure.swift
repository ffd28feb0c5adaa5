/// A failure of the API, and the words that the CLI has for it.
public struct APIFailure: Sendable, Hashable {
    /// What failed.
    public enum Kind: Sendable, Hashable {
        /// An answer with this HTTP status.
        case status(Int)
        /// Nobody listens.
        case connectionRefused
        /// The connection was cut.
        case connectionReset
        /// No answer in time.
        case timedOut
        /// The stream of the answer was cut; the request is made again without one.
        case streamCut
        /// There is no key.
        case notLoggedIn
        /// The conversation is longer than the model's context.
        case promptTooLong
    }

    /// What failed.
    public let kind: Kind
    /// The words of the server, where it had any.
    public let message: String?

    /// A failure.
    public init(_ kind: Kind, message: String? = nil) {
        self.kind = kind
        self.message = message
    }

    /// Names of failures without a status, as scripts write them.
    public static let names: [(name: String, kind: Kind)] = [
        ("refused", .connectionRefused), ("reset", .connectionReset), ("timeout", .timedOut), ("cut", .streamCut),
        ("not-logged-in", .notLoggedIn), ("too-long", .promptTooLong),
    ]

    /// The HTTP status, if there was an answer.
    public var status: Int? {
        switch kind {
        case .status(let status): status
        case .promptTooLong: 400
        default: nil
        }
    }

    /// Whether the request is made again.
    public var isRetried: Bool {
        switch kind {
        case .status(let status): status == 401 || status == 408 || status == 409 || status == 429 || status >= 500
        case .connectionRefused, .connectionReset, .timedOut: true
        case .notLoggedIn, .promptTooLong, .streamCut: false
        }
    }

    /// Whether the API has too much to do.
    public var isOverload: Bool { status == 529 }

    /// `error` of an `api_retry` line.
    public var retryWord: String {
        switch status {
        case 401: "authentication_failed"
        case 429: "rate_limit"
        case 529: "overloaded"
        case let status? where status >= 500: "server_error"
        default: "unknown"
        }
    }

    /// `error` of the line that the CLI makes up.
    func word(in profile: Profile) -> String {
        switch kind {
        case .notLoggedIn: return "authentication_failed"
        case .promptTooLong: return "invalid_request"
        case .connectionRefused, .connectionReset, .timedOut, .streamCut:
            return profile.reportsRetries ? "server_error" : "unknown"
        case .status(let status):
            switch status {
            case 400: return "billing_error"
            case 401, 403: return "authentication_failed"
            case 404: return "model_not_found"
            case 413: return "invalid_request"
            case 429: return "rate_limit"
            default: return profile.reportsRetries ? "server_error" : "unknown"
            }
        }
    }

    /// `api_error_type`: the API's own word.
    public var type: String? {
        switch status {
        case 400: "invalid_request_error"
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 529: "overloaded_error"
        case .some: "api_error"
        case nil: nil
        }
    }

    /// `api_error` of a failure without an answer.
    public var connectionWord: String? {
        switch kind {
        case .connectionRefused, .connectionReset: "connection_failed"
        default: nil
        }
    }

    /// `terminal_reason` of the result.
    public var terminalReason: String {
        switch kind {
        case .promptTooLong: "prompt_too_long"
        case .status(413): "image_error"
        default: "api_error"
        }
    }
}

extension APIFailure {
    /// What a person reads.
    ///
    /// - Parameters:
    ///   - model: the model that was asked.
    ///   - isFallback: whether another model has been asked before.
    ///   - gateway: host and port of the API, where another than the usual one is set.
    public func text(model: String, gateway: String?, profile: Profile, isFallback: Bool = false) -> String {
        switch kind {
        case .connectionRefused:
            return "API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)"
        case .connectionReset:
            let advice = gateway == nil ? "" : " Check the gateway set in ANTHROPIC_BASE_URL, then try again."
            return "API Error: Connection dropped (ECONNRESET).\(advice)"
        case .timedOut: return "Request timed out."
        case .streamCut: return "API Error: the answer was cut"
        case .notLoggedIn: return "Not logged in · Please run /login"
        case .promptTooLong: return "Prompt is too long" + (message.map { " · \($0)" } ?? "")
        case .status(let status):
            return text(status: status, model: model, gateway: gateway, profile: profile, isFallback: isFallback)
        }
    }

    /// The end of the request's identifier in messages that repeat the API's answer.
    private static let requestEnd = "NoRequestWasMade0000"

    private func text(
        status: Int, model: String, gateway: String?, profile: Profile, isFallback: Bool
    ) -> String {
        let server = "This is a server-side issue, usually temporary — try again in a moment."
        let advice = gateway.map { " If it persists, check your inference gateway (\($0))." } ?? ""
        switch status {
        case 400: return message ?? "Credit balance is too low"
        case 401: return "Invalid API key · Fix external API key"
        case 403:
            let reason = message ?? "Your account does not have permission to use this model"
            return "Failed to authenticate. API Error: 403 \(reason)"
        case 404:
            return "There's an issue with the selected model (\(model)). It may not exist or you may not have access "
                + "to it. Run --model to pick a different model."
        case 413:
            return "Request too large (max 32MB). Accumulated images and attachments in the conversation pushed the "
                + "request over the limit. Remove older images or compact the conversation."
        case 429:
            let reason = message ?? "This request would exceed your account's rate limit. Please try again later."
            return "API Error: Request rejected (429) · \(reason)"
        case 529:
            guard profile.reportsRetries else {
                let words = message ?? "Overloaded"
                return #"API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"\#(words)"},"#
                    + #""request_id":"req_011C\#(Self.requestEnd)"}"#
            }
            if isFallback { return "API Error: 529 \(message ?? "Overloaded"). \(server)\(advice)" }
            return "API Error: Repeated 529 Overloaded errors. The API is at capacity — this is usually temporary. "
                + "Try again in a moment.\(advice)"
        default: return "API Error: \(status) \(message ?? "Internal server error"). \(server)\(advice)"
        }
    }
}
