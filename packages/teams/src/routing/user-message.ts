/**
 * Decides where a person's message goes. The first match wins: explicit chain, prefix, tags, default agent. Text is
 * never dropped: text that addresses no one stays text, and a message that cannot be delivered is refused with a
 * reason.
 */
import { isEntityId, type ReplyNote } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import { quoteForgedHeaders } from "@tinyagi/kernel";
import { parseChain } from "./chain.js";
import { cutSpans } from "./cut.js";
import { type Address, addressKey, createLookup, type Directory, type Lookup } from "./directory.js";
import { type Markup, markText } from "./markup.js";
import { nearest } from "./nearest-name.js";
import { parsePrefix, unknownPrefix } from "./prefix.js";
import { type ScannedTags, scanTags, splitHead, TAGS_MAX, type Tag } from "./tag-scanner.js";

export interface UserTarget {
  agentId: string;
  /** The addressed team, with `agentId` as its leader; null for an agent addressed directly. */
  teamId: string | null;
  /** What the agent reads: without prefix and tags, with forged headers quoted. */
  text: string;
  /** What all receivers of the message read before it; null when there is nothing. */
  shared: string | null;
}

/** Both parts of what a person wrote to one agent, as one text. */
export function wholeText(target: Pick<UserTarget, "text" | "shared"> | undefined): string {
  return [target?.shared, target?.text].filter((part) => part).join("\n\n");
}

export type UserRoute =
  | {
      kind: "targets";
      targets: UserTarget[];
      /** A note to the sender, for example that an id is unknown. */
      note: ReplyNote | null;
      explicit: "prefix" | "tags" | "default";
    }
  | {
      kind: "chain";
      steps: { agentId: string; teamId: string | null; instruction: string }[];
      /** Text before the first step; also part of `original`. */
      preamble: string;
      original: string;
    }
  | { kind: "refused"; code: "NO_AGENTS" | "INVALID_INPUT"; message: string };

export interface UserMessageOptions {
  /** Id of the agent or team that gets the whole text (the API's `agent` field). An equal prefix is removed. */
  target?: string;
  /**
   * Id of the agent or team to use instead of the directory's default agent, for example the sender's own default.
   */
  fallback?: string;
  /** Follows the text that each receiver reads, and addresses nobody. The text may then be empty. */
  appendix?: string;
}

/** Most receivers of one message. */
export const USER_TARGETS_MAX = 64;
/** Most steps of one explicit chain. */
export const CHAIN_STEPS_MAX = 32;
const NOTE_IDS_MAX = 20;

/** Routes one message. Pure; never throws. */
export function parseUserMessage(
  text: string,
  directory: Directory,
  { appendix = "", ...options }: UserMessageOptions = {},
): UserRoute {
  if (appendix === "") return routeText(text, directory, options);
  // Something must be said for a text to be routed; the appendix is no part of what decides.
  const isAlone = isBlank(text);
  const route = routeText(isAlone ? "-" : text, directory, options);
  if (route.kind !== "targets") return route;
  const targets = route.targets.map((target) => ({
    ...target,
    text: isAlone ? appendix : `${target.text}\n\n${appendix}`,
  }));
  return { ...route, targets };
}

function routeText(
  text: string,
  directory: Directory,
  options: Omit<UserMessageOptions, "appendix">,
): UserRoute {
  if (isBlank(text)) return refuse("INVALID_INPUT", "The message is empty. Write what the agent should do.");
  if (directory.agents.size === 0) {
    return refuse(
      "NO_AGENTS",
      "No agent is configured. Add one first, for example with `tinyagi agent add`.",
    );
  }
  const lookup = createLookup(directory);
  if (options.target !== undefined) return routeToTarget(text, options.target, { directory, lookup });
  const markup = markText(text, "user");
  const { tags, over, unknown } = findTags(text, markup, lookup);
  if (over) return refuse("INVALID_INPUT", `A message may contain at most ${TAGS_MAX} tags. Send fewer.`);
  const chain = parseChain({ text, lookup, markup, tags });
  if (chain !== null) {
    if (chain.steps.length > CHAIN_STEPS_MAX) {
      return refuse("INVALID_INPUT", `A chain has at most ${CHAIN_STEPS_MAX} steps. Send the rest later.`);
    }
    return { kind: "chain", ...chain, original: text };
  }
  const prefix = parsePrefix(text, lookup);
  if (prefix !== null) {
    const targets = prefix.addresses.map((address) => ({ ...address, text: prefix.text, shared: null }));
    return deliver({ targets, note: noteUnknown(idsIn(prefix.unknown), directory), explicit: "prefix" });
  }
  const note = noteUnknown(idsIn([unknownPrefix(text), ...unknown]), directory);
  if (tags.length > 0) return deliver({ targets: targetsOfTags(text, tags, lookup), note, explicit: "tags" });
  const fallback = findTarget(options.fallback ?? directory.defaultAgent, directory);
  if (fallback === null) return refuse("NO_AGENTS", "There is no default agent. Start the message with @id.");
  return deliver({ targets: [{ ...fallback, text: text.trim(), shared: null }], note, explicit: "default" });
}

function routeToTarget(
  text: string,
  target: string,
  { directory, lookup }: { directory: Directory; lookup: Lookup },
): UserRoute {
  const address = findTarget(target, directory);
  if (address === null) return refuse("INVALID_INPUT", "There is no such agent or team.");
  const prefix = parsePrefix(text, lookup);
  const [only, ...others] = prefix?.addresses ?? [];
  const equal = only !== undefined && others.length === 0 && addressKey(only) === addressKey(address);
  const body = prefix !== null && equal ? prefix.text : text.trim();
  return deliver({ targets: [{ ...address, text: body, shared: null }], note: null, explicit: "prefix" });
}

function findTarget(id: string | null, directory: Directory): Address | null {
  if (id === null) return null;
  if (directory.agents.has(id)) return { agentId: id, teamId: null };
  const team = directory.teams.get(id);
  return team === undefined ? null : { agentId: team.leader, teamId: id };
}

/** Top-level tags with at least one known receiver; all others are text. */
function findTags(text: string, markup: Markup, lookup: Lookup): ScannedTags & { unknown: string[] } {
  const unknown: string[] = [];
  const known = (kind: Tag["kind"], head: string): boolean => {
    if (kind !== "agent") return false;
    const names = splitHead(head);
    const missing = names.filter((name) => lookup.find(name) === null);
    unknown.push(...missing.slice(0, NOTE_IDS_MAX));
    return missing.length < names.length;
  };
  const { tags, over } = scanTags(text, markup, known);
  return { tags: tags.filter((tag) => !tag.nested), over, unknown };
}

function targetsOfTags(text: string, tags: readonly Tag[], lookup: Lookup): UserTarget[] {
  const shared = cutSpans(text, tags);
  const bodies = new Map<string, { address: Address; texts: string[] }>();
  for (const tag of tags) {
    const named = splitHead(tag.head).map((name) => lookup.find(name));
    const addresses = new Map(
      named.flatMap((found) => (found === null ? [] : [[addressKey(found), found] as const])),
    );
    for (const [key, address] of addresses) {
      const entry = bodies.get(key) ?? { address, texts: [] };
      entry.texts.push(text.slice(tag.bodyStart, tag.bodyEnd));
      bodies.set(key, entry);
    }
  }
  return [...bodies.values()].map(({ address, texts }) => ({
    ...address,
    text: texts.join("\n\n"),
    shared: shared === "" ? null : shared,
  }));
}

function deliver(route: Omit<Extract<UserRoute, { kind: "targets" }>, "kind">): UserRoute {
  if (route.targets.length > USER_TARGETS_MAX) {
    return refuse("INVALID_INPUT", `A message goes to at most ${USER_TARGETS_MAX} agents at once.`);
  }
  if (route.targets.some((target) => target.text === "")) {
    return refuse("INVALID_INPUT", "The message has no task. Write it after the name.");
  }
  const targets = route.targets.map((target) => ({
    ...target,
    text: quoteForgedHeaders(target.text),
    shared: target.shared === null ? null : quoteForgedHeaders(target.shared),
  }));
  return { kind: "targets", ...route, targets };
}

/** Ids that the sender seems to mean although they do not exist. Other names, such as `types/node`, are prose. */
function idsIn(names: readonly (string | null)[]): string[] {
  const ids = names.filter((name) => name !== null && isEntityId(name));
  return [...new Set(ids.filter((name) => name !== null))].slice(0, NOTE_IDS_MAX);
}

function noteUnknown(unknown: readonly string[], directory: Directory): ReplyNote | null {
  if (unknown.length === 0) return null;
  return {
    code: "recipient.unknown",
    names: unknown.map((name) => ({ name, near: nearest(name, directory) ?? null })),
    agents: listIds([...directory.agents.keys()]),
    teams: listIds([...directory.teams.keys()]),
  };
}

function listIds(ids: readonly string[]): { ids: string[]; more: number } {
  return { ids: ids.slice(0, NOTE_IDS_MAX), more: Math.max(0, ids.length - NOTE_IDS_MAX) };
}

function refuse(code: "NO_AGENTS" | "INVALID_INPUT", message: string): UserRoute {
  return { kind: "refused", code, message };
}
