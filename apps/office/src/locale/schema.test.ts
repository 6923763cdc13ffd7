/** The schema of the settings comes from the daemon in English. In Chinese, each text of it that a page shows has another one. */
import { settingsJsonSchema } from "@tinyagi/contracts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { differences } from "../features/settings/change";
import { nameOf, nameOfKey } from "../features/settings/field-names";
import {
  entryFields,
  type Field,
  found,
  type Group,
  groupsOf,
  type Schema,
} from "../features/settings/schema-fields";
import { loadWords } from "./words";
import { SCHEMA_TEXTS } from "./zh/schema";

/** Names that are the same in every language. */
const PROPER = /^(Anthropic|API|Discord|OpenAI|OpenCode|OTLP|Slack|Telegram|WhatsApp)$/;

type Node = Schema & { additionalProperties?: unknown; anyOf?: readonly Schema[] };
const schema = settingsJsonSchema() as Node;

/** Each place of the schema, `*` for any id. */
function listPlaces(node: Node, path: readonly string[] = []): string[] {
  const own = path.length === 0 || path.at(-1) === "*" ? [] : [path.join(".")];
  const parts = [node, ...(node.anyOf ?? [])].flatMap((part) => Object.entries(part.properties ?? {}));
  const entry = isNode(node.additionalProperties)
    ? listPlaces(node.additionalProperties, [...path, "*"])
    : [];
  return [...own, ...parts.flatMap(([key, part]) => listPlaces(part, [...path, key])), ...entry];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

async function speak(language: string): Promise<void> {
  vi.stubGlobal("navigator", { languages: [language] });
  vi.stubGlobal("document", { documentElement: {} });
  await loadWords();
}

let english: Group[];
let chinese: Group[];

beforeAll(async () => {
  english = groupsOf(schema);
  await speak("zh-CN");
  chinese = groupsOf(schema);
});
afterAll(async () => {
  await speak("en");
  vi.unstubAllGlobals();
});

/** The fields of each entry with those around it. A plain value has the name of its entry, and no help of its own. */
function listFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [
    field,
    ...(field.kind === "map" ? listFields(entryFields(field, "*", undefined)) : []),
  ]);
}

/** `execution.driver`, and each of its values. */
const shown = (groups: readonly Group[]) =>
  groups.flatMap(({ key, help, fields }) => [
    // The general settings are a group of the office, which has its words.
    ...(key === "general" ? [] : [[key, help] as const]),
    ...listFields(fields).flatMap(({ path, key: own, help: text, choices }) => [
      ...(own === "" ? [] : [[path.join("."), text] as const]),
      ...choices.map(({ value, name }) => [`${path.join(".")} ${value}`, name] as const),
    ]),
  ]);

describe("the settings in Chinese", () => {
  it("have a name for each place of the schema, and for no other", () => {
    const named = Object.entries(SCHEMA_TEXTS).flatMap(([key, { name }]) => (name === undefined ? [] : key));
    const places = listPlaces(schema).filter(
      (place) => !PROPER.test(nameOfKey(place.split(".").at(-1) ?? "")),
    );
    expect(named.sort()).toEqual([...new Set(places)].sort());
  });

  it("have help and choices for what the form shows, and for nothing else", () => {
    const has = Object.entries(SCHEMA_TEXTS).flatMap(([key, { help, choices = {} }]) => [
      ...(help === undefined ? [] : [key]),
      ...Object.keys(choices).map((value) => `${key} ${value}`),
    ]);
    const wanted = shown(english).map(([key]) => key);
    expect(has.sort()).toEqual([...new Set(wanted)].sort());
  });

  it("show no English sentence in the form", () => {
    const foreign = shown(chinese).filter(([, text]) => !/\p{Script=Han}/u.test(text));
    expect(foreign).toEqual([]);
  });

  it("are named so in the form, in what changes and in the history", () => {
    expect(nameOf(["channels", "telegram", "bot_token"])).toBe("Telegram：机器人令牌");
    expect(nameOf(["agents", "coder", "heartbeat", "interval"])).toBe("Coder：心跳、间隔（秒）");
    const [change] = differences({ spawn: { maxDepth: 5 } }, { spawn: { maxDepth: 3 } });
    expect(change?.name).toBe("最大层数");
  });

  it("are found by Chinese words, and by the path as in English", () => {
    const keys = (search: string) =>
      found(chinese, search).flatMap(({ fields }) => fields.map(({ key }) => key));
    expect(keys("最多尝试")).toEqual(["execution.maxAttempts"]);
    expect(keys("死信")).toContain("retention.deadLetters");
    expect(keys("maxAttempts")).toEqual(["execution.maxAttempts"]);
    expect(found(chinese, "agents").map(({ key }) => key)).toContain("agents");
  });

  it("stay as they are for a setting that has no Chinese text", () => {
    const later: Schema = {
      properties: {
        new_part: { type: "object", properties: { newKey: { type: "string", description: "Later." } } },
      },
    };
    expect(groupsOf(later)[0]).toMatchObject({
      name: "New part",
      fields: [{ name: "New key", help: "Later." }],
    });
  });
});
