/**
 * Hands what people send to TinyAGI. Guarantees: a message counts as delivered only when the server stored or refused it;
 * one that arrives twice is accepted once; messages of a chat stay in order; nothing of an unapproved sender is
 * downloaded or stored; in groups only addressed messages of approved senders in listed groups pass.
 */
import { join } from "node:path";
import type { Client } from "@tinyagi/client";
import { type AppError, fileLine, isAppError, type MessageAbout } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { en, type ViewWords } from "@tinyagi/views";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import type { MessageRef } from "../adapter/chat.js";
import type { ButtonPress, IncomingMessage } from "../adapter/incoming.js";
import { createChatLanes } from "../base/lanes.js";
import type { Log } from "../base/log.js";
import { repeatCall } from "../base/repeat.js";
import { backoffMs, type Timing } from "../base/timing.js";
import { toMessageAbout } from "./about.js";
import { toMetadata } from "./address.js";
import { decideGroup, type Groups } from "./group-policy.js";
import { discardFiles, type ReceivedFiles, receiveFiles } from "./received-files.js";

/** Platform ids and names are cut to what the API accepts. */
const NAME_MAX_CHARS = 200;
/** Tries to download the files of a message; then it goes on without them, and says so. */
const DOWNLOAD_TRIES = 4;
/** Refusals of the channel itself, as opposed to those of a person's message. */
const CHANNEL_BROKEN: ReadonlySet<string> = new Set(["UNAUTHORIZED", "FORBIDDEN"]);
/** A prefix, or a tag anywhere. Other brackets are ordinary text, such as `[file: …]`. */
const ADDRESSED = /^\s*@|\[@/;

/** What became of a message that the server took. */
export interface Accepted {
  readonly ref: MessageRef;
  readonly conversationId: string;
  /** The answer of TinyAGI itself; the outbox contains it too. */
  readonly reply?: string;
}

export interface IntakeOptions {
  readonly client: Pick<Client, "call">;
  readonly channel: string;
  readonly groups: Groups;
  /** Who answers a message that addresses nobody itself. */
  readonly agent?: string | undefined;
  /** Folder for received files. */
  readonly filesIn: string;
  readonly fileMaxBytes?: number | undefined;
  readonly timing: Timing;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** A message that agents work on, or that TinyAGI answered. */
  readonly onAccepted: (accepted: Accepted) => void;
  /** A message that was refused for its content. Tells the person why. */
  readonly onRefused: (ref: MessageRef, reason: string) => Promise<void>;
  /** Of what TinyAGI itself writes; default English. */
  readonly words?: ViewWords | undefined;
}

export type Intake = Pick<AdapterEvents, "message" | "press">;

export function createIntake(options: IntakeOptions): Intake {
  const lanes = createChatLanes();
  // A thread that a message itself begins does not part it from the message before.
  const getLane = ({ chat, id }: MessageRef): string =>
    `${chat.id}\u0000${chat.thread === id ? "" : (chat.thread ?? "")}`;
  return {
    message: (message) => lanes.run(getLane(message.ref), () => takeMessage(options, message)),
    press: (press) => lanes.run(getLane(press.ref), () => takePress(options, press)),
  };
}

/** @returns whether the server stored the message now */
async function takeMessage(options: IntakeOptions, message: IncomingMessage): Promise<boolean> {
  const { ref, attachments } = message;
  const decision = decideGroup(
    options.groups,
    { ...message, names: message.groups ?? [ref.chat.id] },
    options.agent,
  );
  if (decision.kind === "ignore") return false;
  // Files of a changed message were handed in with it; a change of the text beside them is not taken over.
  if (message.edits === true && attachments.length > 0) return false;
  const mustAsk = message.kind === "group" || attachments.length > 0 || message.edits === true;
  const admission = mustAsk ? await admit(options, message) : { folder: "" };
  if (admission === undefined) return false;
  const received = await download(options, message, admission.folder);
  let isKept = false;
  try {
    const words = { ...toWords(message, received), agent: decision.agent, about: toMessageAbout(message) };
    isKept = await handIn(options, message, words);
    return isKept;
  } finally {
    // A stop while TinyAGI answers: it may have stored the message, with these files. Else retention removes them.
    if (!isKept && !options.signal.aborted) await discardFiles(received.files);
  }
}

/** A press counts like the text that it stands for. Whoever is not approved gets no answer, and no code. */
async function takePress(options: IntakeOptions, press: ButtonPress): Promise<string | undefined> {
  if ((await admit(options, { ...press, kind: "group" })) === undefined) return undefined;
  let answer: string | undefined;
  const onAccepted = (accepted: Accepted) => {
    answer = accepted.reply;
    options.onAccepted(accepted);
  };
  await handIn({ ...options, onAccepted }, press, { text: press.value });
  return answer;
}

type Origin = Pick<IncomingMessage, "key" | "ref" | "kind" | "sender" | "edits">;

/**
 * Asks before anything is downloaded. In groups nobody gets a pairing code, so that groups stay silent.
 *
 * @returns the folder for the files of an approved sender; undefined for anybody else
 */
async function admit(
  options: IntakeOptions,
  { key, ref, kind, sender, edits }: Origin,
): Promise<{ folder: string } | undefined> {
  const { client, channel, signal } = options;
  const body = {
    ...toIdentity(sender),
    messageId: key,
    metadata: toMetadata(ref),
    quiet: kind === "group" || edits === true,
  };
  try {
    const { admitted, folder = "" } = await repeatCall(
      () => client.call("admitSender", { params: { id: channel }, body, signal }),
      { ...options, what: "a sender could not be checked" },
    );
    return admitted ? { folder } : undefined;
  } catch (error) {
    if (!isOfMessage(options, error)) throw error;
    // One message that can never be checked must not stop all the others. Its sender is not known, so nobody is answered.
    options.log("warn", "a sender was refused", { code: error.code });
    return undefined;
  }
}

/** @returns whether the server stored the message now, so that its files are needed */
async function handIn(
  options: IntakeOptions,
  { key, ref, sender, edits }: Origin,
  { text, forwarded, agent, about }: Words & { agent?: string | undefined; about?: MessageAbout },
): Promise<boolean> {
  const { client, channel, signal } = options;
  const body = {
    message: text,
    channel,
    ...toIdentity(sender),
    messageId: key,
    metadata: toMetadata(ref),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(about === undefined ? {} : { about }),
    ...(edits === true ? { edits } : {}),
    // A message that addresses an agent itself goes there; the group's agent is only the default.
    ...(agent === undefined || ADDRESSED.test(text) ? {} : { agent }),
  };
  let tries = 0;
  const send = () => {
    tries += 1;
    return client.call("sendMessage", { body, signal });
  };
  try {
    const { conversationId, reply, pairing } = await repeatCall(send, {
      ...options,
      what: "a message could not be handed in",
    });
    // A change is of a message that was accepted before.
    if (pairing !== undefined || edits === true) return false;
    options.onAccepted({ ref, conversationId, ...(reply === undefined ? {} : { reply }) });
    return true;
  } catch (error) {
    // The platform delivered it again, and the first delivery counts. But after a try without an answer, that first
    // delivery may be this one: then the stored message names these files.
    if (isAppError(error, "DUPLICATE_MESSAGE")) return tries > 1;
    return refusal(options, ref, error);
  }
}

/** A message that the server will never take. @throws what concerns the channel and not this message */
async function refusal(options: IntakeOptions, ref: MessageRef, error: unknown): Promise<false> {
  if (!isOfMessage(options, error)) throw error;
  options.log("warn", "a message was refused", { code: error.code });
  await options.onRefused(ref, (options.words ?? en).chat.channel.refused(error.message));
  return false;
}

/** Whether the server refused this one message. Otherwise the channel stops, or TinyAGI does not accept the channel. */
function isOfMessage({ signal }: IntakeOptions, error: unknown): error is AppError {
  return !signal.aborted && isAppError(error) && !CHANNEL_BROKEN.has(error.code);
}

async function download(
  options: IntakeOptions,
  { attachments }: IncomingMessage,
  folder: string,
): Promise<ReceivedFiles> {
  if (attachments.length === 0) return { files: [], refusals: [] };
  const { timing, signal, log } = options;
  for (let failures = 1; ; failures += 1) {
    try {
      return await receiveFiles(attachments, {
        folder: join(options.filesIn, folder),
        signal,
        maxBytes: options.fileMaxBytes,
      });
    } catch (error) {
      signal.throwIfAborted();
      log("warn", "files of a message could not be received", { failures, error: nameOf(error) });
      if (failures >= DOWNLOAD_TRIES)
        return { files: [], refusals: ["The files of this message could not be received."] };
      await timing.sleep(backoffMs(failures, timing.random()), signal);
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}

/** What the person says, and what they pass on. */
interface Words {
  readonly text: string;
  readonly forwarded?: string;
}

/** The lines that name files are never a part of what was passed on. */
function toWords({ text, forwarded }: IncomingMessage, { files, refusals }: ReceivedFiles): Words {
  const lines = [...files.map(fileLine), ...refusals.map((reason) => `[${reason}]`)].join("\n");
  const written = cleanText(text).trim();
  if (forwarded && written !== "") return { text: lines, forwarded: written };
  return { text: [written, lines].filter((part) => part !== "").join("\n\n") };
}

function toIdentity({ id, name }: IncomingMessage["sender"]): { sender: string; senderId: string } {
  const shown = cleanLine(name).slice(0, NAME_MAX_CHARS);
  return { sender: shown === "" ? id : shown, senderId: id };
}
