/** What people do in the fake Slack, and the events that the bot gets of it. */
import { BOT, type FakeSlackParts, SLACK_PERSON } from "./parts.js";
import type { SlackSay } from "./types.js";
import { buildEvent, toButtons } from "./world.js";

/** A person writes. @returns the id of the message */
export function say(
  parts: FakeSlackParts,
  { channel, text }: { channel: string; text: string },
  more: SlackSay = {},
): string {
  const { names, world, envelopes } = parts;
  const { mention = false, file, thread, from = SLACK_PERSON, passedOn = false, quoted, raw = false } = more;
  names.set(from.id, from.name);
  const written = raw ? text : escaped(text);
  const files = file === undefined ? undefined : [locateFile(parts, file)];
  const parent = world.records.find(({ ts }) => ts === thread);
  const record = world.add({
    channel,
    user: from.id,
    text: passedOn ? "" : mention ? `<@${BOT}> ${written}` : written,
    ...(thread === undefined ? {} : { thread_ts: thread }),
    more: {
      ...(parent === undefined ? {} : { parent_user_id: parent.user }),
      ...(files === undefined || passedOn ? {} : { files, subtype: "file_share" }),
      ...(passedOn
        ? { attachments: [{ is_share: true, text: written, ...(files === undefined ? {} : { files }) }] }
        : {}),
      ...(quoted === undefined ? {} : { attachments: [{ is_msg_unfurl: true, text: quoted }] }),
    },
  });
  const event = buildEvent(record);
  envelopes.push("events_api", { type: "event_callback", event });
  // A mention in a channel is delivered as such, too.
  if (mention)
    envelopes.push("events_api", { type: "event_callback", event: { ...event, type: "app_mention" } });
  return record.ts;
}

/** A person changes a message. */
export function edit({ world, envelopes }: FakeSlackParts, messageId: string, text: string): void {
  const record = world.records.find(({ ts }) => ts === messageId);
  if (record === undefined) throw new Error("there is no such message");
  const previous = buildEvent(record);
  record.text = escaped(text);
  const message = { ...buildEvent(record), edited: { user: record.user, ts: `${messageId.slice(0, -1)}9` } };
  const event = {
    type: "message",
    subtype: "message_changed",
    channel: record.channel,
    message,
    previous_message: previous,
    ts: messageId,
  };
  envelopes.push("events_api", { type: "event_callback", event });
}

/** A person presses a button of the bot. */
export function press(parts: FakeSlackParts, messageId: string, label: string): void {
  const { world, envelopes } = parts;
  const record = world.records.find(({ ts }) => ts === messageId);
  const value = toButtons(record?.blocks ?? []).find((button) => button.label === label)?.value;
  if (record === undefined || value === undefined) throw new Error("there is no such button");
  const container = {
    type: "message",
    channel_id: record.channel,
    message_ts: messageId,
    ...(record.thread_ts === undefined ? {} : { thread_ts: record.thread_ts }),
  };
  const user = { id: SLACK_PERSON.id, username: "eve" };
  const actions = [{ action_id: "press_0", value, type: "button" }];
  envelopes.push("interactive", {
    type: "block_actions",
    trigger_id: trigger(parts),
    user,
    container,
    actions,
  });
}

/** A person uses the slash command. */
export function command(parts: FakeSlackParts, chatId: string, text: string): void {
  parts.envelopes.push("slash_commands", {
    command: "/tinyagi",
    text,
    user_id: SLACK_PERSON.id,
    channel_id: chatId,
    trigger_id: trigger(parts),
  });
}

function locateFile({ received, url }: FakeSlackParts, { name, bytes }: { name: string; bytes: Uint8Array }) {
  const id = `R${received.size}`;
  received.set(id, bytes);
  return {
    id,
    name,
    mimetype: "text/plain",
    size: bytes.length,
    url_private_download: `${url}/file/${id}`,
  };
}

function trigger(parts: FakeSlackParts): string {
  parts.triggers += 1;
  return `${parts.triggers}.trigger.${parts.triggers}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
