/** Mentions of WhatsApp are numbers, or the ids that hide them: agents read names. */
import { mentionName } from "@tinyagi/channels";
import { isLidUser, jidDecode } from "@whiskeysockets/baileys";

/** Of one message; whoever is mentioned after these stays a number. */
const MENTIONS_MAX = 100;
/** `@` and the digits of an account. */
const MENTION = /@(\d{1,20})(?!\d)/g;

export interface MentionReader {
  nameOf(jid: string): string | undefined;
  toNumber(lid: string): Promise<string | null>;
}

/** @param mentioned ids of the accounts that the app of the writer names */
export async function withNames(
  text: string,
  mentioned: readonly string[],
  reader: MentionReader,
): Promise<string> {
  const shown = new Map<string, string>();
  for (const jid of mentioned.slice(0, MENTIONS_MAX)) {
    const user = jidDecode(jid)?.user;
    if (user !== undefined) shown.set(user, await shownFor(jid, reader));
  }
  return shown.size === 0 ? text : text.replace(MENTION, (whole, user: string) => shown.get(user) ?? whole);
}

async function shownFor(jid: string, { nameOf, toNumber }: MentionReader): Promise<string> {
  const number = isLidUser(jid) ? await toNumber(jid) : jid;
  const name = nameOf(jid) ?? (number === null ? undefined : nameOf(number));
  if (name !== undefined) return mentionName(name);
  const digits = number === null ? undefined : jidDecode(number)?.user;
  return digits === undefined ? "@somebody" : `@+${digits}`;
}
