/**
 * The daemon's side of a joining: waits for the machine that has the code, makes the worker's credential and hands it over,
 * sealed. It happens once. What others write meanwhile is not read.
 */
import { randomBytes } from "node:crypto";
import type { Engine } from "../engine/connection.js";
import { listenTo } from "../engine/inbound.js";
import { KEY_BYTES, seal } from "../engine/seal.js";
import { toId } from "../engine/streams.js";
import { digestOf, joinKeyOf, joinStreamsOf, type Place } from "./join-keys.js";
import { type JoinAnswer, joinAskSchema } from "./join-messages.js";

export interface Credential {
  /** What entries are sealed with, in base64. */
  readonly key: string;
  /** SHA-256 of the password at the engine, in hex. */
  readonly digest: string;
  readonly release: string;
}

export interface AnswerJoinOptions {
  readonly engine: Engine;
  readonly place: Place;
  readonly secret: Buffer;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Puts the credential in force. The machine gets it after that. Called once. */
  readonly admit: (credential: Credential) => Promise<void>;
  /** The machine has it: nothing more is needed of the invitation. */
  readonly onTaken: () => void;
  readonly onError: (error: unknown) => void;
}

/** @returns ends the waiting */
export function answerJoin(options: AnswerJoinOptions): () => void {
  const { engine, place, secret } = options;
  const streams = joinStreamsOf(place);
  const key = joinKeyOf(secret);
  const made = {
    key: randomBytes(KEY_BYTES).toString("base64"),
    password: randomBytes(32).toString("base64url"),
  };
  let isUsed = false;

  async function answer(id: string, release: string): Promise<void> {
    await options.admit({ key: made.key, digest: digestOf(made.password), release });
    const said: JoinAnswer = { kind: "credential", ...made, now: options.now() };
    const data = seal(key, JSON.stringify(said), { stream: streams.answer, id });
    await engine.append(streams.answer, [{ id, data }]);
  }

  const listening = listenTo({
    engine,
    stream: streams.ask,
    key,
    onEntry({ epoch, seq, messages }) {
      const asked = joinAskSchema.safeParse(messages).data;
      if (asked?.kind === "taken" && isUsed) options.onTaken();
      if (asked?.kind !== "ask" || isUsed) return;
      isUsed = true;
      answer(toId(epoch, seq), asked.release).catch((error: unknown) => {
        isUsed = false;
        options.onError(error);
      });
    },
    onFailure: options.onError,
  });
  return listening.close;
}
