/** Reads a message of the linked device, as the phones of its receivers do. */
import { type BinaryNode, getBinaryNodeChild, type proto } from "@whiskeysockets/baileys";
import type { Directory } from "./directory.js";
import { listChildren } from "./node.js";
import type { Person, Sealed } from "./person.js";

export interface SentContext {
  readonly directory: Directory;
  /** The device. */
  readonly from: string;
  /** The account's own phone: it gets a copy, which is not what the others see. */
  readonly own: Person;
}

/** @returns what a receiver reads; undefined when nobody could read it */
export async function readSent(node: BinaryNode, context: SentContext): Promise<proto.IMessage | undefined> {
  const { directory, from, own } = context;
  const group = directory.group(node.attrs.to ?? "");
  let content: proto.IMessage | undefined;
  const readers: Person[] = [];
  for (const { attrs, content: parts } of listChildren(getBinaryNodeChild(node, "participants"))) {
    const person = directory.person(attrs.jid ?? "");
    const sealed = sealedIn(Array.isArray(parts) ? parts[0] : undefined);
    if (person === undefined || sealed === undefined) continue;
    const message = await person.open(from, sealed);
    if (person === own) {
      if (directory.person(node.attrs.to ?? "") === own)
        content = message.deviceSentMessage?.message ?? undefined;
      continue;
    }
    readers.push(person);
    content = message;
  }
  const forAll = sealedIn(getBinaryNodeChild(node, "enc"));
  if (group === undefined || forAll === undefined) return content;
  const [reader] = readers.length > 0 ? readers : listMembers(group.members, context);
  return reader?.open(from, forAll, group.jid);
}

function listMembers(members: readonly string[], { directory, own }: SentContext): Person[] {
  return members.flatMap((jid) => {
    const person = directory.person(jid);
    return person === undefined || person === own ? [] : [person];
  });
}

function sealedIn(node: BinaryNode | undefined): Sealed | undefined {
  return node?.tag === "enc" && node.content instanceof Uint8Array
    ? { type: node.attrs.type ?? "", bytes: node.content }
    : undefined;
}
