/** A person writes to the bot, or the owner to the own number: the message is encrypted, kept, and delivered. */
import type { BinaryNode, proto } from "@whiskeysockets/baileys";
import type { KeyBundle } from "./key-bundle.js";
import { element } from "./node.js";
import type { Person, Sealed } from "./person.js";
import { required, type ServerState } from "./server-state.js";
import { toContent, type WrittenMessage } from "./written-message.js";

export type Say = (person: Person, message: WrittenMessage, group?: string) => Promise<string>;

interface Letter {
  readonly person: Person;
  readonly content: proto.IMessage | Uint8Array;
  readonly group: string | undefined;
}

export function createSay(state: ServerState): Say {
  const { introduced } = state;
  let count = 0;
  return async (person, message, group) => {
    count += 1;
    const id = `3EB0${String(count).padStart(16, "0")}`;
    const written = message.content ?? (await toContent(message, state.media));
    const isToSelf = person === state.owner && group === undefined;
    // A phone tells the other devices of its account what it sent, and to whom.
    const content =
      isToSelf && !(written instanceof Uint8Array)
        ? { deviceSentMessage: { destinationJid: person.jid, message: written } }
        : written;
    const letter = { person, content, group };
    const sealed = await seal(state, letter);
    const isIntroduced = group === undefined || introduced.has(`${person.jid} ${group}`);
    introduced.add(`${person.jid} ${group}`);
    const attrs = {
      ...getOrigin(person, group),
      ...(isToSelf ? { recipient: person.jid } : {}),
      id,
      t: String(Math.floor(Date.now() / 1_000)),
      type: message.file === undefined ? "text" : "media",
      notify: person.name,
    };
    const parts = (isIntroduced ? sealed.slice(-1) : sealed).map(nodeOf);
    const unavailable = [element("unavailable", { type: "view_once" })];
    const node = element("message", attrs, message.isViewOnce === true ? unavailable : parts);
    state.rewrite.set(id, async (count) => {
      const { type, bytes } = await sealAlone(state, letter);
      return element("message", attrs, [element("enc", { v: "2", type, count: String(count) }, bytes)]);
    });
    state.mailbox.add(node);
    state.link?.send(node);
    return id;
  };
}

/** For a group: first what lets the receiver read it, then the message. */
async function seal(state: ServerState, letter: Letter): Promise<Sealed[]> {
  const { person, content, group } = letter;
  if (group === undefined) return [await sealAlone(state, letter)];
  return person.sealForGroup(group, content, { jid: state.account.deviceJid, bundle: () => toBundle(state) });
}

function sealAlone(state: ServerState, { person, content }: Letter): Promise<Sealed> {
  return person.seal(state.account.deviceJid, content, () => toBundle(state));
}

function toBundle({ keys }: ServerState): KeyBundle {
  return { ...required(keys.bundle), once: keys.once.shift() };
}

function nodeOf({ type, bytes }: Sealed): BinaryNode {
  return element("enc", { v: "2", type }, bytes);
}

function getOrigin({ jid, lid }: Person, group: string | undefined): Record<string, string> {
  if (group === undefined) return { from: jid, sender_lid: lid };
  return { from: group, participant: jid, participant_lid: lid, addressing_mode: "pn" };
}
