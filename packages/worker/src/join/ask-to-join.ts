/** The machine's side of a joining: shows that it has the code, and gets the credential of a worker. */
import { type Engine, type EngineOptions, openEngine } from "../engine/connection.js";
import { isTooDeep } from "../engine/json-depth.js";
import { seal, unseal } from "../engine/seal.js";
import type { Joined } from "../joined.js";
import { noteErrors } from "./engine-errors.js";
import type { Invitation } from "./join-code.js";
import {
  joinKeyOf,
  joinPasswordOf,
  joinStreamsOf,
  joinUserName,
  type Place,
  withUser,
  workerUserName,
} from "./join-keys.js";
import { type JoinAnswer, type JoinAsk, joinAnswerSchema } from "./join-messages.js";

const READ_MS = 500;
const RETRY_MS = 100;

/**
 * Why it did not work. `unreachable`: nothing answers. `refused`: the engine does not know the code, because it was used,
 * has expired, or was withdrawn. `unanswered`: the daemon did not answer.
 */
export type JoinFailure = "unreachable" | "refused" | "unanswered";

export interface AskOptions {
  readonly invitation: Invitation;
  readonly release: string;
  readonly timeoutMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export type JoinResult =
  | { readonly kind: "joined"; readonly joined: Joined; readonly skewMs: number }
  /** `reason`: what the engine, or the way to it, said. */
  | { readonly kind: JoinFailure; readonly reason: string };

export async function askToJoin(options: AskOptions): Promise<JoinResult> {
  const { invitation } = options;
  const secret = Buffer.from(invitation.secret, "base64url");
  const place = { homeId: invitation.homeId, name: invitation.name };
  const noted = noteErrors();
  const access: EngineOptions = {
    url: withUser(invitation.url, { user: joinUserName(place), password: joinPasswordOf(secret) }),
    ...(invitation.ca === undefined ? {} : { ca: invitation.ca }),
    onError: noted.add,
  };
  await using engine = await openEngine(access);
  const conversation = createConversation(engine, { place, secret, id: `${options.now()}-0` });
  const until = performance.now() + options.timeoutMs;
  while (performance.now() < until && !options.signal.aborted && !noted.isDenied()) {
    try {
      const answer = await conversation.step(options.release);
      if (answer === undefined) continue;
      const skewMs = options.now() - answer.now;
      // Without it the daemon takes the invitation away a little later.
      await conversation.thank(`${options.now() + 1}-0`).catch(() => {});
      return { kind: "joined", joined: toJoined(invitation, answer), skewMs };
    } catch (error) {
      noted.add(error);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  if (noted.isDenied()) return { kind: "refused", reason: noted.reason() };
  return { kind: conversation.isAsked() ? "unanswered" : "unreachable", reason: noted.reason() };
}

function toJoined({ url, ca, homeId, name, slots }: Invitation, { password, key }: JoinAnswer): Joined {
  const user = { user: workerUserName({ homeId, name }), password };
  const joined = { homeId, name, url: withUser(url, user), key, slots };
  return ca === undefined ? joined : { ...joined, ca };
}

function createConversation(
  engine: Engine,
  { place, secret, id }: { place: Place; secret: Buffer; id: string },
) {
  const streams = joinStreamsOf(place);
  const key = joinKeyOf(secret);
  let isAsked = false;
  async function say(said: JoinAsk, at: string): Promise<void> {
    const data = seal(key, JSON.stringify(said), { stream: streams.ask, id: at });
    await engine.append(streams.ask, [{ id: at, data }]);
  }
  return {
    isAsked: () => isAsked,
    /** Asks once, and looks for the answer. */
    async step(release: string): Promise<JoinAnswer | undefined> {
      if (!isAsked) await say({ kind: "ask", release }, id);
      isAsked = true;
      const entries = await engine.read(streams.answer, "0-0", READ_MS);
      const found = entries.find((entry) => entry.id === id);
      return found && readAnswer(unseal(key, found.data, { stream: streams.answer, id }));
    },
    thank: (at: string) => say({ kind: "taken" }, at),
  };
}

function readAnswer(text: string | undefined): JoinAnswer | undefined {
  return text === undefined || isTooDeep(text)
    ? undefined
    : joinAnswerSchema.safeParse(JSON.parse(text)).data;
}
