/** Small helpers around the nodes of WhatsApp's protocol. */
import { type BinaryNode, getBinaryNodeChild, S_WHATSAPP_NET } from "@whiskeysockets/baileys";

export function element(
  tag: string,
  attrs: Record<string, string> = {},
  content?: BinaryNode["content"],
): BinaryNode {
  return { tag, attrs, ...(content === undefined ? {} : { content }) };
}

/** The answer to an `iq`. */
export function toResult(query: BinaryNode, content: BinaryNode[] = []): BinaryNode {
  const { id = "", to = S_WHATSAPP_NET } = query.attrs;
  return element("iq", { from: to, type: "result", id }, content);
}

export function errorFor(query: BinaryNode, code: number, text: string): BinaryNode {
  const { id = "", to = S_WHATSAPP_NET } = query.attrs;
  return element("iq", { from: to, type: "error", id }, [element("error", { code: String(code), text })]);
}

export function listChildren(node: BinaryNode | undefined): BinaryNode[] {
  return Array.isArray(node?.content) ? node.content : [];
}

/** @throws when the child or its bytes are missing */
export function bytesIn(node: BinaryNode, tag: string): Uint8Array {
  const content = getBinaryNodeChild(node, tag)?.content;
  if (!(content instanceof Uint8Array)) throw new Error(`<${node.tag}> lacks <${tag}>`);
  return content;
}

export function bigEndian(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}
