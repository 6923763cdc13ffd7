/**
 * Which skills an agent of OpenClaw may use. Pure.
 *
 * Format as published: https://docs.openclaw.ai/tools/skills-config (`agents.entries.<id>.skills` replaces
 * `agents.defaults.skills`; without both all skills are allowed; `skills.entries.<name>.enabled` switches one off).
 */
import type { SkillFiles } from "../skills/skill-content.js";
import { type Record_, recordOf, textsOf } from "./outside-value.js";

export function allowedSkills(
  skills: ReadonlyMap<string, SkillFiles>,
  { agent, defaults, config }: { agent: Record_; defaults: Record_; config: Record_ },
): ReadonlyMap<string, SkillFiles> {
  const listed = [agent.skills, defaults.skills].find((list) => Array.isArray(list));
  const allowed = listed === undefined ? undefined : new Set(textsOf(listed));
  const entries = recordOf(recordOf(config.skills).entries);
  const isOff = (name: string): boolean =>
    Object.hasOwn(entries, name) && recordOf(entries[name]).enabled === false;
  return new Map([...skills].filter(([name]) => allowed?.has(name) !== false && !isOff(name)));
}
