/**
 * Hashes of strings: stable across machines and versions, not cryptographic. They name and compare specs; nothing
 * is ever trusted because its hash matches.
 */
import type { AgentSpec } from "../plan/schema.js";

const FNV_PRIME = 0x01000193;
const FNV_BASIS = 0x811c9dc5;
const SECOND_BASIS = 0x9e3779b9;
const SECOND_PRIME = 0x85ebca6b;

/** 32-bit FNV-1a over UTF-16 code units. */
export function hash32(text: string): number {
  let h = FNV_BASIS;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  return h ^ (h >>> 15);
}

/** 64 bits over any number of texts, as if they were one: joining them first would copy every prompt. */
class Hash64 {
  #a = FNV_BASIS;
  #b = SECOND_BASIS;

  add(text: string): void {
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      a = Math.imul(a ^ c, FNV_PRIME);
      b = Math.imul(b ^ c, SECOND_PRIME);
    }
    this.#a = a;
    this.#b = b;
  }

  /** 16 hex digits, after a final avalanche. */
  digest(): string {
    return hex(mix(this.#a ^ (this.#b >>> 13))) + hex(mix(this.#b ^ (this.#a >>> 7)));
  }
}

/** 64 bits as 16 hex digits: two differently seeded lanes with a final avalanche. */
export function hash64(text: string): string {
  const hash = new Hash64();
  hash.add(text);
  return hash.digest();
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}

/** Joins fields so that no two different lists give the same text: each is preceded by its length. */
export function joinFields(fields: readonly string[]): string {
  let out = "";
  for (const field of fields) out += `${field.length}:${field}`;
  return out;
}

/** What identifies a spec: everything that changes what its run does or who it waits for. */
export function specHash(spec: AgentSpec): string {
  const hash = new Hash64();
  const add = (field: string) => {
    hash.add(`${field.length}:`);
    hash.add(field);
  };
  add(spec.id);
  add(spec.prompt);
  add(spec.agent ?? "");
  add(spec.harness ?? "");
  add(spec.model ?? "");
  add(spec.tools.length === 0 ? "" : joinFields(spec.tools));
  add(spec.dependsOn.length === 0 ? "" : joinFields(spec.dependsOn));
  add(spec.claims === undefined ? "" : joinFields(spec.claims));
  add(spec.when === undefined ? "" : JSON.stringify(spec.when));
  add(spec.effects);
  add(spec.expectedOutput);
  add(`${spec.canSpawn ? 1 : 0},${spec.retries ?? 0},${spec.timeoutMs ?? ""}`);
  // Added later: a spec without it keeps the hash that journals hold.
  if (spec.optionalDependsOn !== undefined) add(joinFields(spec.optionalDependsOn));
  return hash.digest();
}

type Task = Pick<AgentSpec, "prompt"> & { agent?: string | undefined };

/** 32 bits of a task: the characters of its prompt without white space, and the agent. */
export function taskHash(task: Task): number {
  let h = hash32(task.agent ?? "");
  const { prompt } = task;
  for (let i = 0; i < prompt.length; i++) {
    const c = prompt.charCodeAt(i);
    if (!isSpace(c)) h = Math.imul(h ^ c, FNV_PRIME);
  }
  return h ^ (h >>> 15);
}

/** Whether two agents have the same task: the same agent and, with white space folded, the same prompt. */
export function sameTask(a: Task, b: Task): boolean {
  return (a.agent ?? "") === (b.agent ?? "") && fold(a.prompt) === fold(b.prompt);
}

function fold(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** What `\s` matches, without a regular expression for the characters that most prompts consist of. */
function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return code >= 160 && /\s/.test(String.fromCharCode(code));
}
