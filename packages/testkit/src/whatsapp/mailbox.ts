/** Messages for the linked device. Each stays until the device confirms it; a new connection gets those again. */
import type { BinaryNode } from "@whiskeysockets/baileys";

export interface Mailbox {
  add(node: BinaryNode): void;
  /** The device has it. */
  confirm(id: string): void;
  /** Not confirmed, oldest first. */
  waiting(): readonly BinaryNode[];
  /** All that were ever added, oldest first. */
  all(): readonly BinaryNode[];
}

export function createMailbox(): Mailbox {
  const all: BinaryNode[] = [];
  const confirmed = new Set<string>();
  return {
    add: (node) => void all.push(node),
    confirm: (id) => void confirmed.add(id),
    waiting: () => all.filter(({ attrs }) => !confirmed.has(attrs.id ?? "")),
    all: () => all,
  };
}
