/** Texts of other products in the shape that this one has. Pure. */
import { cutText, noteBody, readNoteHead, readTextFields } from "@tinyagi/base";
import { isEntityId } from "@tinyagi/contracts";
import type { SkillFiles } from "../skills/skill-content.js";
import type { MovedNote } from "./moving-plan.js";

const NAME_MAX_CHARS = 100;
const SUMMARY_MAX_CHARS = 200;
/** Lines that are looked at for a summary. */
const LINES_MAX = 50;
export const ROLE_MAX_CHARS = 500;

/** A note that has a head keeps it; any other gets one from its first line. */
export function toNote(path: string, text: string): MovedNote | undefined {
  if (text.trim() === "") return undefined;
  const head = readNoteHead(text);
  if (head !== null && head !== "broken") return { path, content: text };
  const fields = readTextFields(text, SUMMARY_MAX_CHARS);
  const body = noteBody(text);
  const name = fields.get("name") ?? fields.get("title") ?? baseName(path);
  const summary = fields.get("summary") ?? fields.get("description") ?? (firstLine(body) || name);
  const shown = [JSON.stringify(cutText(name, NAME_MAX_CHARS)), JSON.stringify(summary)];
  return { path, content: `---\nname: ${shown[0]}\nsummary: ${shown[1]}\n---\n${body}` };
}

/** A command of an agent CLI as a skill: its text, under its name. */
export function toSkill(name: string, text: string): SkillFiles {
  const fields = readTextFields(text, SUMMARY_MAX_CHARS);
  const body = noteBody(text);
  const description = fields.get("description") ?? (firstLine(body) || name);
  const head = `---\nname: ${name}\ndescription: ${JSON.stringify(description)}\n---\n`;
  return new Map([["SKILL.md", Buffer.from(`${head}${body}`)]]);
}

/** Several texts as one, each under its title; undefined when all are empty. */
export function joinTexts(
  parts: readonly (readonly [title: string | undefined, text: string | undefined])[],
): string | undefined {
  const given = parts.flatMap(([title, text = ""]) => {
    const body = text.trim();
    return body === "" ? [] : [title === undefined ? body : `## ${title}\n\n${body}`];
  });
  return given.length === 0 ? undefined : `${given.join("\n\n")}\n`;
}

/** A field that is absent without a text. */
export function withText<Key extends string>(key: Key, text: string | undefined): { [key in Key]?: string } {
  return text === undefined ? {} : ({ [key]: text } as { [key in Key]?: string });
}

/** An id made of a name that was one elsewhere; undefined when nothing of it can be used. */
export function toId(name: string): string | undefined {
  const id = name
    .slice(0, 200)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 32);
  if (isEntityId(id)) return id;
  const other = `${id.slice(0, 26)}-agent`;
  return id !== "" && isEntityId(other) ? other : undefined;
}

/** The same for a skill. */
export function toSkillName(name: string): string | undefined {
  const id = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 64);
  return id === "" ? undefined : id;
}

/** Whether each part of a path can be one of a note. */
export function isNotePath(path: string): boolean {
  return path
    .split("/")
    .every(
      (part) =>
        part.length > 0 &&
        part.length <= 100 &&
        !part.startsWith(".") &&
        part === part.trim() &&
        !/[\p{Cc}\p{Cf}\\`:*?"<>|]/u.test(part),
    );
}

function firstLine(text: string): string {
  const line = text
    .split("\n", LINES_MAX)
    .map((one) => one.slice(0, SUMMARY_MAX_CHARS * 2).replace(/^[#>\-*\s]+/, ""))
    .map((one) => one.replace(/[\p{Cc}\p{Cf}]/gu, " ").trim())
    .find((one) => one !== "");
  return line === undefined ? "" : cutText(line, SUMMARY_MAX_CHARS);
}

function baseName(path: string): string {
  return (path.split("/").at(-1) ?? path).replace(/\.md$/i, "");
}
