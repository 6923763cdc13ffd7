/**
 * Presses of buttons and commands. Discord wants a first answer within three seconds, before TinyAGI knows the real one:
 * the person sees at once that something happens, and only this person sees what comes of it.
 */
import { type APIInteraction, MessageFlags } from "@discordjs/core/http-only";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import type { Log } from "../base/log.js";
import type { DiscordCalls } from "./discord-calls.js";
import { isCommand, isPress, type Reader, toButtonPress, toCommand } from "./incoming.js";

const NOTE_MAX_CHARS = 1_900;

export interface InteractionOptions {
  readonly calls: DiscordCalls;
  readonly events: AdapterEvents;
  readonly reader: Reader;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export function answerInteraction(options: InteractionOptions, interaction: APIInteraction): void {
  const answer = isPress(interaction)
    ? answerPress(options, interaction)
    : isCommand(interaction)
      ? answerCommand(options, interaction)
      : undefined;
  answer?.catch((error: unknown) => {
    // What the person did has reached TinyAGI, or the channel stops. Only the small answer is missing.
    if (!options.signal.aborted)
      options.log("warn", "an interaction could not be answered", { error: String(error) });
  });
}

async function answerPress(
  { calls, events, signal }: InteractionOptions,
  interaction: Parameters<typeof toButtonPress>[0],
): Promise<void> {
  const { id, token, application_id: application } = interaction;
  const [note] = await Promise.all([
    events.press(toButtonPress(interaction)),
    calls.call({ what: "the answer to a press", signal }, (api, options) =>
      api.interactions.deferMessageUpdate(id, token, {}, options),
    ),
  ]);
  if (note === undefined || note === "") return;
  const content = note.slice(0, NOTE_MAX_CHARS);
  await calls.call({ what: "the answer to a press", signal }, (api, options) =>
    api.interactions.followUp(
      application,
      token,
      { ...privately(content), flags: MessageFlags.Ephemeral },
      options,
    ),
  );
}

async function answerCommand(
  { calls, events, reader, signal }: InteractionOptions,
  interaction: Parameters<typeof toCommand>[0],
): Promise<void> {
  const { id, token, application_id: application } = interaction;
  const message = toCommand(interaction, reader);
  await Promise.all([
    events.message(message),
    calls.call({ what: "the answer to a command", signal }, (api, options) =>
      api.interactions.defer(id, token, { flags: MessageFlags.Ephemeral }, options),
    ),
  ]);
  // The command itself: the real answer comes as a message, and this is the same for whoever gets none.
  const content = message.text.slice(0, NOTE_MAX_CHARS);
  await calls.call({ what: "the answer to a command", signal }, (api, options) =>
    api.interactions.editReply(application, token, privately(content), "@original", options),
  );
}

function privately(content: string) {
  return { content, allowed_mentions: { parse: [] } };
}
