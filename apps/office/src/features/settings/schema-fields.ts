/** The form of the settings, derived from their JSON Schema: no field is written by hand. Pure. */

import { isSecretPath, NAMED_KEYWORD, type Named, WHEN_KEYWORD, type When } from "@tinyagi/contracts";
import { capital } from "../../lib/format/text";
import { words } from "../../locale/words";
import type { Option } from "../../ui/select";

/** The parts of a JSON Schema that a form needs. */
export interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  properties?: Readonly<Record<string, Schema>>;
  enum?: readonly string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  [NAMED_KEYWORD]?: Named;
  [WHEN_KEYWORD]?: When;
}

export type Kind = "text" | "number" | "whole" | "choice" | "switch" | "list" | "secret" | "json";

export interface Field {
  path: readonly string[];
  /** The path in dotted form. */
  key: string;
  /** In words. */
  name: string;
  help: string;
  kind: Kind;
  choices: readonly Option[];
  standard: unknown;
  minimum: number | undefined;
  maximum: number | undefined;
  /** What its text names. */
  names: Named | undefined;
  /** Where it has an effect; undefined: always. */
  when: When | undefined;
}

export interface Group {
  key: string;
  name: string;
  help: string;
  fields: readonly Field[];
  /** The page that edits these. */
  page?: string;
}

/** These have pages of their own. The raw file shows them too. */
const PAGES: Readonly<Record<string, string>> = { agents: "/agents", teams: "/teams" };
/** Words of keys that are not spelled as they are read. */
const WORDS: Readonly<Record<string, string>> = {
  api: "API",
  url: "URL",
  usd: "US dollars",
  otlp: "OTLP",
  ms: "(ms)",
  id: "id",
  openai: "OpenAI",
  opencode: "OpenCode",
  anthropic: "Anthropic",
  whatsapp: "WhatsApp",
  telegram: "Telegram",
  discord: "Discord",
  slack: "Slack",
  email: "E-mail",
  imap: "IMAP",
  smtp: "SMTP",
};
const GENERAL = "general";

export function groupsOf(schema: Schema): Group[] {
  const entries = Object.entries(schema.properties ?? {});
  const single = entries.filter(([, part]) => part.properties === undefined && part.type !== "object");
  const general: Group = {
    key: GENERAL,
    name: words.settings.general,
    help: "",
    fields: single.map(([key, part]) => getField([key], part)),
  };
  const groups = entries
    .filter(([key]) => !single.some(([name]) => name === key))
    .map(([key, part]): Group => {
      const page = PAGES[key];
      return {
        key,
        name: nameOf([key]),
        help: findHelp([key], part),
        fields: page === undefined ? fieldsBelow([key], part) : [],
        ...(page === undefined ? {} : { page }),
      };
    });
  return [...(single.length === 0 ? [] : [general]), ...groups];
}

function fieldsBelow(path: readonly string[], schema: Schema): Field[] {
  if (schema.properties === undefined) return [getField(path, schema)];
  return Object.entries(schema.properties).flatMap(([key, part]) => fieldsBelow([...path, key], part));
}

function getField(path: readonly string[], schema: Schema): Field {
  return {
    path,
    key: path.join("."),
    name: nameOf(path),
    help: findHelp(path, schema),
    kind: detectKind(path, schema),
    choices: listChoices(path, schema),
    standard: schema.default,
    minimum: schema.minimum,
    maximum: schema.maximum,
    names: schema[NAMED_KEYWORD] ?? schema.items?.[NAMED_KEYWORD],
    when: schema[WHEN_KEYWORD],
  };
}

function detectKind(path: readonly string[], schema: Schema): Kind {
  if (isSecretPath(path)) return "secret";
  if (schema.enum !== undefined) return "choice";
  if (schema.type === "boolean") return "switch";
  if (schema.type === "integer") return "whole";
  if (schema.type === "number") return "number";
  if (schema.type === "string") return "text";
  if (schema.type === "array" && schema.items?.type === "string") return "list";
  return "json";
}

/** The language of the reader comes first; the schema is in English. */
function findHelp(path: readonly string[], { description = "" }: Schema): string {
  return words.settings.schemaText(path)?.help ?? plain(description);
}

function listChoices(path: readonly string[], { enum: values = [] }: Schema): Option[] {
  const names = words.settings.schemaText(path)?.choices ?? {};
  return values.map((value) => ({ value, name: names[value] ?? nameOfKey(value) }));
}

/** `["channels", "telegram", "bot_token"]` is `Telegram: bot token`. */
export function nameOf(path: readonly string[]): string {
  const shown = path.length > 1 ? 1 : 0;
  const [first = "", ...rest] = path.slice(shown).map((key, i) => {
    const own = words.settings.schemaText(path.slice(0, shown + i + 1))?.name;
    return own ?? (i === 0 ? nameOfKey(key) : lowerFirst(nameOfKey(key)));
  });
  return rest.length === 0 ? first : words.settings.nameBelow(first, rest);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) && !Object.values(WORDS).some((word) => text.startsWith(word))
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

/** `maxLiveAgents` is `Max live agents`. */
export function nameOfKey(key: string): string {
  const parts = key
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .split(/[_\s-]+/)
    .map((part) => part.toLowerCase())
    .map((part) => WORDS[part] ?? part);
  return capital(parts.join(" "));
}

/** Help without the marks of code. */
function plain(text: string): string {
  return text.replaceAll("`", "");
}

/** Groups with the fields that fit the words of a search; a group that fits keeps all of its fields. */
export function found(groups: readonly Group[], search: string): Group[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return [...groups];
  const fits = (...texts: readonly string[]): boolean =>
    texts.some((text) => text.toLowerCase().includes(wanted));
  return groups.flatMap((group) => {
    if (fits(group.name, group.key)) return [group];
    const fields = group.fields.filter(({ name, help, key }) => fits(name, help, key));
    return fields.length === 0 ? [] : [{ ...group, fields }];
  });
}
