/** Messages for the linked device. Each stays until the device confirms it; a new connection gets those again. */
import type { BinaryNode } from "@whiskeysockets/baileys";

export interface Mailbox {
  add(node: BinaryNode): void;
  /** The sender encrypted a message anew, because the device could not read it. The new one counts. */
  replace(node: BinaryNode): void;
  /** The device has it. */
  confirm(id: string): void;
  /** The device cannot read it. It does not come again, unless its sender replaced it. */
  refuse(id: string): void;
  /** Not confirmed, oldest first. */
  waiting(): readonly BinaryNode[];
  /** All that were ever added, oldest first. */
  all(): readonly BinaryNode[];
}

export function createMailbox(): Mailbox {
  const all = new Map<string, BinaryNode>();
  const confirmed = new Set<string>();
  const replaced = new Set<string>();
  const idOf = ({ attrs }: BinaryNode): string => attrs.id ?? "";
  return {
    add: (node) => void all.set(idOf(node), node),
    replace(node) {
      all.set(idOf(node), node);
      replaced.add(idOf(node));
      confirmed.delete(idOf(node));
    },
    confirm: (id) => void confirmed.add(id),
    refuse(id) {
      // The refusal is of the old one.
      if (!replaced.delete(id)) confirmed.add(id);
    },
    waiting: () => [...all.values()].filter((node) => !confirmed.has(idOf(node))),
    all: () => [...all.values()],
  };
}
