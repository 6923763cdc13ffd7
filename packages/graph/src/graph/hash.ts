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

/** 64 bits as 16 hex digits: two differently seeded lanes with a final avalanche. */
export function hash64(text: string): string {
  let a = FNV_BASIS;
  let b = SECOND_BASIS;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, FNV_PRIME);
    b = Math.imul(b ^ c, SECOND_PRIME);
  }
  return hex(mix(a ^ (b >>> 13))) + hex(mix(b ^ (a >>> 7)));
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
  return hash64(
    joinFields([
      spec.id,
      spec.prompt,
      spec.agent ?? "",
      spec.harness ?? "",
      spec.model ?? "",
      spec.tools.length === 0 ? "" : joinFields(spec.tools),
      spec.dependsOn.length === 0 ? "" : joinFields(spec.dependsOn),
      spec.claims === undefined ? "" : joinFields(spec.claims),
      spec.when === undefined ? "" : JSON.stringify(spec.when),
      spec.effects,
      spec.expectedOutput,
      `${spec.canSpawn ? 1 : 0},${spec.retries},${spec.timeoutMs ?? ""}`,
    ]),
  );
}

/** The task of a spec for the duplicate rule: its prompt with white space folded, and the agent. */
export function taskKey(spec: { prompt: string; agent?: string | undefined }): string {
  return joinFields([spec.agent ?? "", spec.prompt.trim().replace(/\s+/g, " ")]);
}
