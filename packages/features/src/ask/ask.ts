/**
 * Answers questions about TinyAGI from its guide and from the facts of this home. Guarantees: no model is asked, nothing is
 * changed, and what a page, a message or a log says is shown and never obeyed. A change of the settings is only proposed, and not
 * even that if it holds a secret.
 */
import { cutText } from "@tinyagi/base";
import {
  type AskAnswer,
  type AskFact,
  type AskProposal,
  type GuidePart,
  type Settings,
  settingsSchema,
} from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import type { Load } from "../insight/load.js";
import { whyMessage } from "../insight/why.js";
import { type AskIntent, readIntent } from "./ask-intent.js";
import type { FoundSection, GuideIndex } from "./guide-index.js";
import { readGuide } from "./read-guide.js";
import { holdsSecret } from "./secret-change.js";

export interface AskParts {
  readonly store: Store;
  readonly settings: () => Settings;
  /** The settings without secrets. */
  readonly masked: () => Readonly<Record<string, unknown>>;
  readonly load: () => Load;
  /** Takes credentials out of a text. */
  readonly redact: (text: string) => string;
}

/** @throws nothing that a question could cause */
export type Ask = (question: string) => Promise<AskAnswer>;

/** A part that is about less of the question answers another one. */
const KNOWN_COVER = 0.4;
const PARTS_MAX = 3;
const PART_MAX_CHARS = 1_500;
/** Lanes that are looked at for work that waits, when a question names no agent. */
const LANES_MAX = 50;

export function createAsk(parts: AskParts): Ask {
  return async (question) => {
    const { agents, ask } = parts.settings();
    const intent = readIntent(question, {
      agents: new Map(
        Object.entries(agents).flatMap(([id, { name }]) => [
          [name.toLowerCase(), id] as const,
          [id, id] as const,
        ]),
      ),
      settings: Object.keys(settingsSchema.shape),
    });
    const facts = listFacts(parts, intent);
    const { known, found } = lookUp(await readGuide(), question);
    return {
      known: known || facts.length > 0,
      facts,
      parts: found,
      proposal: propose(parts, intent),
      agent: ask.agent !== undefined && agents[ask.agent] !== undefined ? ask.agent : null,
    };
  };
}

/** What the guide says, without a daemon and without a home. */
export async function askGuide(question: string): Promise<Pick<AskAnswer, "known" | "parts">> {
  const { known, found } = lookUp(await readGuide(), question);
  return { known, parts: found };
}

function lookUp(guide: GuideIndex, question: string): { known: boolean; found: GuidePart[] } {
  const found = guide.find(question, PARTS_MAX);
  return { known: found.some(({ covers }) => covers >= KNOWN_COVER), found: found.map(toPart) };
}

function toPart({ section: { page, anchor, title, heading, text } }: FoundSection): GuidePart {
  return { page, anchor, title, heading, text: cutText(text, PART_MAX_CHARS) };
}

function listFacts(parts: AskParts, intent: AskIntent): AskFact[] {
  const { error, change } = intent;
  const isSecret = change !== undefined && holdsSecret(change, parts.redact);
  const setting = intent.setting ?? (isSecret ? change.path : undefined);
  const value = setting === undefined ? undefined : valueAt(parts.masked(), change?.path ?? setting);
  return [
    ...workFacts(parts, intent),
    ...(error === undefined ? [] : [{ kind: "error" as const, code: error }]),
    ...(setting === undefined
      ? []
      : [
          {
            kind: "setting" as const,
            path: [...setting],
            ...(value === undefined ? {} : { value }),
            ...(isSecret ? { secret: true as const } : {}),
          },
        ]),
  ];
}

/** What became of the work that the question is about. */
function workFacts(parts: AskParts, { message, agent, asksWhy }: AskIntent): AskFact[] {
  if (message !== undefined)
    return parts.store.messages.get(message) === undefined ? [] : [tell(parts, message)];
  if (!asksWhy) return [];
  if (agent !== undefined) {
    const id = troubleOf(parts, agent);
    return id === undefined ? [{ kind: "idle", agent }] : [tell(parts, id)];
  }
  const lanes = parts.store.messages.openLanes().slice(0, LANES_MAX);
  const heads = lanes.flatMap((lane) => parts.store.why.headOf(lane, parts.load().now)?.id ?? []);
  const oldest = heads.length === 0 ? parts.store.deadLetters.list({ limit: 1 })[0]?.id : Math.min(...heads);
  return oldest === undefined ? [] : [tell(parts, oldest)];
}

/** What the agent works on or what waits for it, else what failed last. */
function troubleOf({ store, load }: AskParts, agent: string): number | undefined {
  return store.why.headOf(agent, load().now)?.id ?? store.deadLetters.list({ agent, limit: 1 })[0]?.id;
}

function tell({ store, load, redact }: AskParts, id: number): AskFact {
  const { message, reasons, advice } = whyMessage(store, String(id), load());
  return {
    kind: "message",
    message: message.id,
    agent: message.agent_id,
    title: redact(message.title ?? ""),
    reasons,
    advice,
  };
}

function propose({ masked, redact }: AskParts, { change }: AskIntent): AskProposal | null {
  if (change === undefined || holdsSecret(change, redact)) return null;
  const before = valueAt(masked(), change.path);
  return { change, ...(before === undefined ? {} : { before }) };
}

/** Own properties only: a path is outside text. */
function valueAt(root: unknown, path: readonly string[]): AskProposal["before"] {
  let value: unknown = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value as AskProposal["before"];
}
