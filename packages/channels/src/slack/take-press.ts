/** Presses of buttons, and the slash command. */
import { commandSchema, pressSchema } from "./envelope.js";
import { toButtonPress, toCommand } from "./incoming.js";
import type { ReceiverParts } from "./receiver-parts.js";
import { inOrder } from "./take-message.js";

const NOTE_MAX_CHARS = 3_000;

export async function takePress(parts: ReceiverParts, payload: unknown): Promise<void> {
  const { events, calls, signal, reader } = parts;
  const { data } = pressSchema.safeParse(payload);
  const press = data === undefined ? undefined : await toButtonPress(data, reader);
  if (press === undefined) return;
  const note = await events.press(press);
  if (note === undefined || note === "") return;
  const { chat } = press.ref;
  await calls
    .call({ what: "the answer to a press", signal }, (api) =>
      api.chat.postEphemeral({
        channel: chat.id,
        user: press.sender.id,
        text: "",
        blocks: [{ type: "section", text: { type: "plain_text", text: note.slice(0, NOTE_MAX_CHARS) } }],
        ...(chat.thread === undefined ? {} : { thread_ts: chat.thread }),
      }),
    )
    // Decoration: what the person did has reached TinyAGI.
    .catch(() => {});
}

export async function takeCommand(parts: ReceiverParts, payload: unknown): Promise<void> {
  const { events, reader } = parts;
  const { data } = commandSchema.safeParse(payload);
  if (data === undefined) return;
  await inOrder(parts, data.channel_id, async () => {
    const message = await toCommand(data, reader);
    return message === undefined ? undefined : async () => void (await events.message(message));
  });
}
