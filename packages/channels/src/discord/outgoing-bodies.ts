/** What a bot sends, in the form of Discord's API. Pure. */
import { createHash } from "node:crypto";
import {
  type AllowedMentionsTypes,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type RESTPostAPIChannelMessageJSONBody,
} from "@discordjs/core/http-only";
import type { Button, OutgoingText } from "../adapter/outgoing.js";
import { discordMarkdown } from "./discord-markdown.js";
import { discordExact } from "./exact-text.js";

/** Discord counts code points, of which a text never has more than UTF-16 code units. */
const CONTENT_MAX = 2_000;
/** Marks and escapes need room. A text that needs more is shown as it was written. */
export const TEXT_MAX = 1_900;
const NONCE_CHARS = 25;
const ROW_BUTTONS_MAX = 5;
const LABEL_MAX_CHARS = 80;
const SNOWFLAKE = /^\d{1,20}$/;

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;
type Body = RESTPostAPIChannelMessageJSONBody;

export function textBody({ replyTo, key, ...text }: OutgoingText): Body {
  return { ...editBody(text), ...resolvePlace(replyTo, key) };
}

/** Without buttons, those of the message are removed. */
export function editBody({ markdown, exact, buttons = [] }: OutgoingText) {
  return {
    content: exact === undefined ? toContent(markdown) : discordExact(exact),
    components: toRows(buttons),
    // Nobody is called by what an agent writes.
    allowed_mentions: { parse: [] as AllowedMentionsTypes[] },
    flags: MessageFlags.SuppressEmbeds,
  } satisfies Body;
}

/** The person who is answered is notified, and nobody else. */
export function resolvePlace(replyTo: string | undefined, key: string | undefined): Body {
  return {
    allowed_mentions: { parse: [], replied_user: true },
    ...(replyTo !== undefined && SNOWFLAKE.test(replyTo)
      ? { message_reference: { message_id: replyTo, fail_if_not_exists: false } }
      : {}),
    // Discord shows one message for sends with the same nonce within some minutes.
    ...(key === undefined ? {} : { nonce: toNonce(key), enforce_nonce: true }),
  };
}

function toContent(markdown: string): string {
  const rendered = discordMarkdown(markdown);
  return rendered === "" || rendered.length > CONTENT_MAX ? markdown : rendered;
}

function toRows(buttons: readonly Button[]): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < buttons.length; at += ROW_BUTTONS_MAX)
    rows.push({
      type: ComponentType.ActionRow,
      components: buttons.slice(at, at + ROW_BUTTONS_MAX).map(({ label, value }) => ({
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        label: label.slice(0, LABEL_MAX_CHARS),
        custom_id: value,
      })),
    });
  return rows;
}

function toNonce(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, NONCE_CHARS);
}
