import CLibXML2

/// An element of an XML file as a reader sees it, for tests that compare what was written.
public struct XMLTree: Sendable, Hashable {
    /// The element's name.
    public let name: String
    /// The attributes' values by name.
    public let attributes: [String: String]
    /// The child elements, in order.
    public let children: [XMLTree]
    /// The text directly inside the element; with child elements the white space between them, too.
    public let text: String

    /// The root of a file, read as ordinary readers do; `nil`: ill-formed.
    public static func read(_ path: String) -> XMLTree? {
        var tree: XMLTree?
        Ears().listen { _ in
            guard let document = xmlReadFile(path, nil, Int32(XML_PARSE_NONET.rawValue)) else { return }
            defer { xmlFreeDoc(document) }
            if let root = xmlDocGetRootElement(document) { tree = XMLTree(root) }
        }
        return tree
    }

    /// The child elements of a name.
    public func all(_ name: String) -> [XMLTree] { children.filter { $0.name == name } }

    /// The first child element of a name.
    public func first(_ name: String) -> XMLTree? { children.first { $0.name == name } }

    /// The value of an attribute.
    public subscript(attribute: String) -> String? { attributes[attribute] }

    /// The properties of this element, in order, as `NAME=VALUE`.
    public var properties: [String] {
        (first("properties")?.children ?? []).map { "\($0["name"] ?? "?")=\($0["value"] ?? "?")" }
    }

    private init(_ element: xmlNodePtr) {
        var attributes: [String: String] = [:]
        var children: [XMLTree] = []
        var text = ""
        var attribute = element.pointee.properties
        while let current = attribute {
            attributes[Self.string(current.pointee.name)] = Self.content(of: current.pointee.children)
            attribute = current.pointee.next
        }
        var child = element.pointee.children
        while let current = child {
            if current.pointee.type == XML_ELEMENT_NODE {
                children.append(XMLTree(current))
            } else {
                text += Self.string(current.pointee.content)
            }
            child = current.pointee.next
        }
        name = Self.string(element.pointee.name)
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    private static func content(of first: xmlNodePtr?) -> String {
        var text = ""
        var node = first
        while let current = node {
            text += string(current.pointee.content)
            node = current.pointee.next
        }
        return text
    }

    private static func string(_ text: UnsafePointer<xmlChar>?) -> String {
        text.map { String(cString: $0) } ?? ""
    }
}
