import CLibXML2

/// One thing that an XML file does wrong.
public struct XMLComplaint: Sendable, Hashable, CustomStringConvertible {
    /// What libxml2 says.
    public let message: String
    /// The line, from 1; 0: unknown.
    public let line: Int

    /// The line with the message.
    public var description: String { "line \(line): \(message)" }
}

/// An XML Schema, against which files are checked in this process.
public struct SchemaValidator {
    /// The path of the schema.
    public let schema: String

    /// A validator for the schema at a path.
    public init(schema: String) { self.schema = schema }

    /// What is wrong with a file: ill-formed XML or what the schema forbids; empty: nothing.
    ///
    /// The file is read without libxml2's option for huge texts, as ordinary readers do.
    public func complaints(about path: String) -> [XMLComplaint] {
        let ears = Ears()
        ears.listen { listener in
            guard let parser = xmlSchemaNewParserCtxt(schema) else { return ears.add("no schema parser") }
            defer { xmlSchemaFreeParserCtxt(parser) }
            understudy_xml_hear_schema(parser, listener)
            guard let parsed = xmlSchemaParse(parser) else { return ears.add("can't read the schema \(schema)") }
            defer { xmlSchemaFree(parsed) }
            guard let validator = xmlSchemaNewValidCtxt(parsed) else { return ears.add("no validator") }
            defer { xmlSchemaFreeValidCtxt(validator) }
            understudy_xml_hear_validation(validator, listener)
            guard let document = xmlReadFile(path, nil, Int32(XML_PARSE_NONET.rawValue)) else {
                return ears.add("can't read \(path)")
            }
            defer { xmlFreeDoc(document) }
            let verdict = xmlSchemaValidateDoc(validator, document)
            if verdict != 0, ears.complaints.isEmpty { ears.add("invalid, without a reason (\(verdict))") }
        }
        return ears.complaints
    }
}

/// Collects what libxml2 complains about on this thread.
final class Ears {
    private(set) var complaints: [XMLComplaint] = []

    /// Prepares libxml2 for threads, once; the tables of schema types are not made safely by its first users.
    private static let prepared: Void = {
        xmlInitParser()
        xmlSchemaInitTypes()
    }()

    /// Runs a body with a listener in place of libxml2's printing.
    func listen(_ body: (UnsafeMutablePointer<understudy_xml_listener>) -> Void) {
        Self.prepared
        var listener = understudy_xml_listener(
            hear: { context, message, line in
                guard let context else { return }
                let text = message.map { String(cString: $0) } ?? "no message"
                Unmanaged<Ears>.fromOpaque(context).takeUnretainedValue().add(text, line: Int(line))
            }, context: Unmanaged.passUnretained(self).toOpaque())
        withUnsafeMutablePointer(to: &listener) { pointer in
            let previous = understudy_xml_listen(pointer)
            defer { understudy_xml_restore(previous) }
            body(pointer)
        }
    }

    /// Notes a complaint, without the line feed that libxml2 ends its messages with.
    func add(_ message: String, line: Int = 0) {
        let text = message.hasSuffix("\n") ? String(message.dropLast()) : message
        complaints.append(XMLComplaint(message: text, line: line))
    }
}
