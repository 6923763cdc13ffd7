/** A person writes to the bot: the message is encrypted, kept, and delivered. */

import type { KeyBundle } from "./key-bundle.js";
import { element } from "./node.js";
import type { Person } from "./person.js";
import { required, type ServerState } from "./server-state.js";
import { contentOf, type WrittenMessage } from "./written-message.js";

export type Say = (person: Person, message: WrittenMessage, group?: string) => Promise<string>;

export function createSay(state: ServerState): Say {
  /** Who sent the bot the key to their messages in which group. */
  const introduced = new Set<string>();
  let count = 0;
  return async (person, message, group) => {
    count += 1;
    const id = `3EB0${String(count).padStart(16, "0")}`;
    const content = await contentOf(message, state.media);
    const bundle = (): KeyBundle => ({ ...required(state.keys.bundle), once: state.keys.once.shift() });
    const receiver = { jid: state.account.deviceJid, bundle };
    const isIntroduced = introduced.has(`${person.jid} ${group}`);
    const sealed =
      group === undefined
        ? [await person.seal(receiver.jid, content, bundle)]
        : (await person.sealForGroup(group, content, receiver)).slice(isIntroduced ? 1 : 0);
    introduced.add(`${person.jid} ${group}`);
    const attrs = {
      ...originOf(person, group),
      id,
      t: String(Math.floor(Date.now() / 1_000)),
      type: message.file === undefined ? "text" : "media",
      notify: person.name,
    };
    const node = element(
      "message",
      attrs,
      sealed.map(({ type, bytes }) => element("enc", { v: "2", type }, bytes)),
    );
    state.mailbox.add(node);
    state.link?.send(node);
    return id;
  };
}

function originOf({ jid, lid }: Person, group: string | undefined): Record<string, string> {
  if (group === undefined) return { from: jid, sender_lid: lid };
  return { from: group, participant: jid, participant_lid: lid, addressing_mode: "pn" };
}
