/** Text as an attacker would write it, in every field a server can answer with. For tests only. */
import { EVENT_SCHEMAS, type JournalEvent, ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { CONVERSATION } from "./sample.js";

/** Begins each hostile text, so that a test sees that it was shown at all. */
export const MARK = "EVIL";

/** What fields that name things hold where they are not hostile. */
export const NAMED = "coder";
export const PROJECT = "proj_0123456789abcdef";
export const TASK = "WEB-12";

/** Each trick once: clipboard, title and link sequences, C0, C1, DEL, bidi controls, invisible characters, a forged line. */
export const HOSTILE = [
  MARK,
  "\u001b]52;c;ZXZpbA==\u0007",
  "\u001b]0;title\u001b\\",
  "\u001b[2J\u001b[45m",
  "\u001bPdcs\u001b\\",
  "\u009b31m\u009d0;title\u009c\u0090q",
  "\rover\b\b\u0000\u0007\u007f\u0085\u001b",
  "\u202ertl\u202c\u2066\u2069\u200e\u200f\u061c",
  "a\u200bb\u00ad\u2060\ufeff\u{e0041}",
  "\nforged",
].join("");

/** What a terminal, or the person before it, must never get. Tab and newline stay. */
export const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e01ef}]/u;

/** What the command's own styles and its live view write; nothing hostile uses one of them. */
const OWN_SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /\u001b\[(?:0|1|2|22|31|32|33|36|39)m|\u001b\[\?(?:25|7)[hl]|\u001b\[(?:K|0J|[0-9]+A)|(?<=\u001b\[\?7l(?:\u001b\[[0-9]+A)?)\r/g;

/** The first forbidden character of a text and its surroundings; undefined for clean text. */
export function forbiddenIn(text: string): string | undefined {
  const rest = text.replaceAll(OWN_SEQUENCES, "");
  const at = rest.search(FORBIDDEN);
  return at === -1 ? undefined : JSON.stringify(rest.slice(Math.max(0, at - 60), at + 20));
}

export interface HostileOptions {
  /** Fields that name things (`id`, `prefix`, …) hold what commands ask for in place of hostile text. */
  named?: boolean;
}

/** The answer of the route that serves this call: hostile in every text. */
export function hostileAnswer(method: string, path: string, options: HostileOptions): unknown {
  const routes: RouteDefinition[] = Object.values(ROUTES).filter((one) => one.method === method);
  // A path without parameters wins, as in the server.
  const route =
    routes.find((one) => one.path === path) ?? routes.find((one) => toPattern(one.path).test(path));
  if (/^\/api\/settings(\/change)?$/.test(path)) return { ...hostileSettings(), settings: hostileSettings() };
  return route === undefined ? undefined : buildHostile(route.response, { ...options, id: idFor(path) });
}

/** Settings as a file or a daemon may hold them: valid, and hostile where a text may be anything. */
export function hostileSettings() {
  const agent = { name: HOSTILE, provider: "anthropic", model: "sonnet", role: HOSTILE };
  return {
    agents: { coder: agent, other: { ...agent, permissions: "bypass" } },
    teams: {},
    webhooks: { coder: { agent: "coder", secret: "s".repeat(32), enabled: true, template: HOSTILE } },
    [HOSTILE]: HOSTILE,
  };
}

function idFor(path: string): string {
  if (path.startsWith("/api/projects")) return PROJECT;
  return path.startsWith("/api/tasks") ? TASK : NAMED;
}

/** One of each event of a conversation, hostile in every text; its end comes last. */
export function hostileEvents(): JournalEvent[] {
  const events = Object.entries(EVENT_SCHEMAS).map(
    ([type, schema]) =>
      ({
        type,
        data: buildHostile(schema as Schema, {}),
        conversationId: CONVERSATION,
        runId: "run_aaaaaa",
        messageRowId: 1,
        time: 1_700_000_000_000,
      }) as JournalEvent,
  );
  const order = (event: JournalEvent) =>
    event.type === "run.started" ? 0 : event.type === "conversation.closed" ? 2 : 1;
  return events.sort((a, b) => order(a) - order(b));
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:[A-Za-z]+/g, "[^/]+")}$`);
}

// biome-ignore lint/suspicious/noExplicitAny: the inside of a schema has no public type
type Inside = any;

type Schema = RouteDefinition["response"];

const NAMING = /^(id|name|prefix|identifier|agent|agents|leader_agent|path|label)$/;

interface HostileRequest extends HostileOptions {
  id?: string;
}

/** A value of the schema's shape. Where the shape allows several, texts win: they are what can do harm. */
export function buildHostile(schema: Schema, options: HostileRequest, key = ""): unknown {
  const def = (schema as Inside)._zod.def;
  const inner = (one: Schema, name = key) => buildHostile(one, options, name);
  switch (def.type) {
    case "string":
      return options.named === true && NAMING.test(key) ? (options.id ?? NAMED) : HOSTILE;
    case "any":
    case "unknown":
      return HOSTILE;
    case "number":
      return 7;
    case "boolean":
      return true;
    case "null":
      return null;
    case "literal":
      return def.values[0];
    case "enum":
      return Object.values(def.entries)[0];
    case "array":
      return [inner(def.element)];
    case "tuple":
      return def.items.map((one: Schema) => inner(one));
    case "object":
      return Object.fromEntries(
        Object.entries(def.shape).map(([name, one]) => [name, inner(one as Schema, name)]),
      );
    case "record":
      return {
        [options.named === true ? NAMED : HOSTILE]: inner(def.valueType),
        [HOSTILE]: inner(def.valueType),
      };
    case "union":
      return inner(def.options[0]);
    case "intersection":
      return { ...(inner(def.left) as object), ...(inner(def.right) as object) };
    case "lazy":
      return inner(def.getter());
    case "pipe":
      return inner(def.in._zod.def.type === "transform" ? def.out : def.in);
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
    case "catch":
      return inner(def.innerType);
    default:
      throw new Error(`no hostile value for the schema type ${def.type}`);
  }
}
