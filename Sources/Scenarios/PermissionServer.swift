import Hosting
import Text

extension PermissionRule {
    /// Answers the engine's questions as the rules say, at once.
    static func server(_ rules: [PermissionRule]) -> Mailbox.Server {
        { id, request, mailbox in
            guard request.name == "permission" else { return Mailbox.refuse(id, request, mailbox) }
            let tool = request.arguments["tool"]?.string
            let rule = rules.first { $0.tool == nil || $0.tool == tool }
            mailbox.post(
                .userAnswer(id, .value(rule?.decision ?? ["behavior": "deny", "message": "no rule allows it"])))
        }
    }

    private var decision: JSONValue {
        guard isAllowed else { return ["behavior": "deny", "message": .string(reason ?? "denied")] }
        var object = JSONObject()
        object["behavior"] = "allow"
        object["updatedInput"] = input
        return .object(object)
    }
}
