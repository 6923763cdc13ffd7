/** The form of the settings, derived from their JSON Schema: no field is written by hand. Pure. */

import { isSecretPath, NAMED_KEYWORD, type Named, WHEN_KEYWORD, type When } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import type { Option } from "../../ui/select";
import { nameOf, nameOfKey } from "./field-names";
import { isObject, type Json } from "./json";

/** The parts of a JSON Schema that a form needs. */
export interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  /** What stands under each of any names. */
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  anyOf?: readonly Schema[];
  examples?: readonly unknown[];
  enum?: readonly string[];
  pattern?: string;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  [NAMED_KEYWORD]?: Named;
  [WHEN_KEYWORD]?: When;
}

export type Kind = "text" | "number" | "whole" | "choice" | "switch" | "list" | "secret" | "map" | "json";

export interface Field {
  path: readonly string[];
  /** The path in dotted form; inside an entry, from there on. */
  key: string;
  /** In words. */
  name: string;
  help: string;
  kind: Kind;
  choices: readonly Option[];
  standard: unknown;
  /** Whether the part it stands in is not valid without it. */
  isNeeded: boolean;
  minimum: number | undefined;
  maximum: number | undefined;
  /** What its text names. */
  names: Named | undefined;
  /** Where it has an effect; undefined: always. */
  when: When | undefined;
  /** Of a list of names: what stands under each, the only names if they are known, how a name looks, and an example. */
  entry: Schema | undefined;
  entryNames: readonly string[] | undefined;
  entryPattern: string | undefined;
  example: Json | undefined;
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
const GENERAL = "general";
/** Any name, in the path of an entry. */
const ANY = "*";

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

/**
 * The form of one entry in a list of names.
 *
 * @param stored its value: of several possible forms, the one that it has
 */
export function entryFields({ path, entry }: Field, name: string, stored: unknown): Field[] {
  const forms = entry?.anyOf ?? [entry ?? {}];
  const schema = forms.find(({ type }) => type === (isObject(stored) ? "object" : typeof stored)) ?? forms[0];
  return fieldsBelow([...path, name], schema ?? {}, path.length + 1);
}

/** Whether an entry has several fields, so that an empty one is a value. */
export function isGroup({ entry }: Field): boolean {
  return entry?.type === "object";
}

/** @param known how many steps of the path the reader knows already */
function fieldsBelow(path: readonly string[], schema: Schema, known = 0): Field[] {
  const { properties, required = [] } = schema;
  if (properties === undefined) return [getField(path, schema, known)];
  return Object.entries(properties).flatMap(([key, part]) =>
    fieldsBelow([...path, key], part, known).map((field) =>
      required.includes(key) ? { ...field, isNeeded: true } : field,
    ),
  );
}

function getField(path: readonly string[], schema: Schema, known = 0): Field {
  const isMap = isList(schema);
  const own = path.at(-1) ?? "";
  return {
    path,
    key: path.slice(known).join("."),
    name: path.length > known ? nameOf(path, known || undefined) : isMap ? own : words.settings.rows.value,
    help: findHelp(path, schema),
    kind: detectKind(path, schema),
    choices: listChoices(path, schema),
    standard: schema.default,
    isNeeded: false,
    minimum: schema.minimum,
    maximum: schema.maximum,
    names: schema[NAMED_KEYWORD] ?? schema.items?.[NAMED_KEYWORD],
    when: schema[WHEN_KEYWORD],
    entry: isMap ? schema.additionalProperties : undefined,
    entryNames: schema.propertyNames?.enum,
    entryPattern: schema.propertyNames?.pattern,
    example: schema.examples?.find(isObject),
  };
}

/** Whether it holds values of one form under any names. */
function isList(schema: Schema): schema is Schema & { additionalProperties: Schema } {
  const { properties, additionalProperties } = schema;
  return (
    properties === undefined && isObject(additionalProperties) && Object.keys(additionalProperties).length > 0
  );
}

function detectKind(path: readonly string[], schema: Schema): Kind {
  if (isList(schema)) return "map";
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
  const has = (field: Field): boolean =>
    fits(field.name, field.help, field.path.join(".")) ||
    (field.kind === "map" && entryFields(field, ANY, undefined).some(has));
  return groups.flatMap((group) => {
    if (fits(group.name, group.key)) return [group];
    const fields = group.fields.filter(has);
    return fields.length === 0 ? [] : [{ ...group, fields }];
  });
}
