/** Values under names of one's own: every such setting has a form, whatever it holds. */
import { settingsJsonSchema, settingsSchema } from "@tinyagi/contracts";
import { describe, expect, it, test } from "vitest";
import { applied, toCommand } from "./change";
import { readDraft, readEntry } from "./draft";
import { type Json, valueAt, withValue } from "./json";
import { storable } from "./kept-draft";
import { createRow, type Draft, listRows, nameProblem, type Row, withRow, withTyped } from "./rows";
import { entryFields, type Field, found, groupsOf, type Schema } from "./schema-fields";
import { schemaProblems } from "./validate";

const groups = groupsOf(settingsJsonSchema() as Schema);
const fields = groups.flatMap((group) => group.fields);
const field = (key: string): Field => {
  const one = fields.find((candidate) => candidate.key === key);
  if (one === undefined) throw new Error(`no field ${key}`);
  return one;
};
const SECRET = "sk-canary-0123456789-abcd";
const SETTINGS: Json = {
  custom_providers: {
    mine: { name: "Mine", harness: "api", base_url: "http://127.0.0.1:9/v1", api_key: "sk-…6789" },
  },
  mcp_servers: { notes: { command: "node", args: ["a.mjs"], env: { KEY: "…" }, everyone: true } },
  budgets: { prices: { "gpt-4.1": { input: 1, output: 2 } } },
  channels: { enabled: [], defaults: { "49@c.us": "coder", "50@c.us": { agentId: "coder" } } },
};

/** Each list of names with those inside its entries, `*` for any name. */
function listMaps(all: readonly Field[]): Field[] {
  return all.flatMap((one) =>
    one.kind === "map" ? [one, ...listMaps(entryFields(one, "*", undefined))] : [],
  );
}
const stored = (name: string): Row => ({ id: `=${name}`, from: name, name, typed: {} });
const read = (key: string, ...rows: Row[]) => readDraft([field(key)], { [key]: rows }, SETTINGS);
const edits = (key: string, ...rows: Row[]) => read(key, ...rows).changes.map(({ edit }) => edit);

describe("the form", () => {
  it("shows no setting as a box of JSON, also not inside an entry", () => {
    const inner = listMaps(fields).flatMap((map) => entryFields(map, "*", undefined));
    expect([...fields, ...inner].filter(({ kind }) => kind === "json").map(({ path }) => path)).toEqual([]);
    expect(listMaps(fields).length).toBeGreaterThan(20);
  });

  it("has a valid example for each list of names", () => {
    const wrong = listMaps(fields).filter(({ path, example }) => {
      const place = path.map((step, i) =>
        step === "*" ? (path[i - 1] === "aliases" ? "api" : "one") : step,
      );
      const before = place[0] === "custom_providers" || path.includes("*") ? outerExample(place) : {};
      return example === undefined || !settingsSchema.safeParse(withValue(before, place, example)).success;
    });
    expect(wrong.map(({ path }) => path.join("."))).toEqual([]);
  });

  it("says which fields of an entry are needed", () => {
    const needed = entryFields(field("custom_providers"), "x", undefined).filter(({ isNeeded }) => isNeeded);
    expect(needed.map(({ key }) => key)).toEqual(["name", "harness", "base_url", "api_key"]);
  });

  it("is found by the words of a field inside an entry", () => {
    expect(found(groups, "timeoutSeconds").flatMap((group) => group.fields)).toEqual([field("mcp_servers")]);
  });

  it("has the form of the value that is stored, where several are possible", () => {
    const kinds = (value: unknown) =>
      entryFields(field("channels.defaults"), "x", value).map(({ key }) => key);
    expect(kinds("coder")).toEqual([""]);
    expect(kinds({ agentId: "coder" })).toEqual(["agentId"]);
    expect(kinds(undefined)).toEqual([""]);
  });

  it("describes what a later version of the settings holds", () => {
    const value: Schema = { type: "object", additionalProperties: { type: "integer", minimum: 1 } };
    const [later] = groupsOf({ properties: { later: { type: "object", additionalProperties: value } } });
    const [outer] = later?.fields ?? [];
    if (outer === undefined) throw new Error("no field");
    const inner = { ...createRow(undefined, "b"), typed: { "": "7" } };
    const row = { ...createRow(undefined, "a"), typed: { "": [inner] } };
    expect(readDraft([outer], { later: [row] }, {}).changes.map(({ edit }) => edit)).toEqual([
      { path: ["later", "a"], value: { b: 7 } },
    ]);
  });
});

/** The parts around a list inside an entry, from the example of the outer list. */
function outerExample(place: readonly string[]): Json {
  const outer = fields.find(({ kind, path }) => kind === "map" && path.every((step, i) => step === place[i]));
  if (outer === undefined || outer.path.length === place.length) return {};
  return withValue({}, place.slice(0, outer.path.length + 1), Object.values(outer.example ?? {})[0]);
}

describe("an entry", () => {
  it("is added as a whole, and its secrets are shown nowhere", () => {
    const row = { ...createRow(undefined, "two"), typed: { name: "Two", harness: "api", api_key: SECRET } };
    const [change] = read("custom_providers", row).changes;
    expect(change?.edit).toEqual({
      path: ["custom_providers", "two"],
      value: { name: "Two", harness: "api", api_key: SECRET },
    });
    expect(change?.after).toBe("name: Two; harness: api; api_key: •••• new");
    expect(toCommand(change as never)).toBe("tinyagi config set custom_providers.two -");
  });

  it("sends only the field that was changed, never a mask", () => {
    const row = { ...stored("notes"), typed: { everyone: "", args: "a.mjs\nb" } };
    expect(edits("mcp_servers", row)).toEqual([
      { path: ["mcp_servers", "notes", "args"], value: ["a.mjs", "b"] },
      { path: ["mcp_servers", "notes", "everyone"] },
    ]);
  });

  it("is removed, and taken back", () => {
    const gone = { ...stored("notes"), isRemoved: true };
    expect(edits("mcp_servers", gone)).toEqual([{ path: ["mcp_servers", "notes"] }]);
    expect(withRow(withRow(undefined, gone), { ...gone, isRemoved: false })).toBeUndefined();
  });

  it("is renamed; a stored secret in it must be entered again, however short its mask is", () => {
    expect(edits("budgets.prices", { ...stored("gpt-4.1"), name: "gpt-5" })).toEqual([
      { path: ["budgets", "prices", "gpt-4.1"] },
      { path: ["budgets", "prices", "gpt-5"], value: { input: 1, output: 2 } },
    ]);
    const key = { ...stored("KEY"), typed: { "": "env:OTHER" } };
    const renamed = { ...stored("notes"), name: "memos" };
    expect(Object.keys(read("mcp_servers", renamed).problems)).toEqual(["mcp_servers.memos.env.KEY"]);
    expect(edits("mcp_servers", { ...renamed, typed: { env: [key] } })[1]).toMatchObject({
      path: ["mcp_servers", "memos"],
      value: { command: "node", env: { KEY: "env:OTHER" } },
    });
  });

  it("does not get the secret of a removed one by taking its name", () => {
    const rows = [
      { ...stored("notes"), isRemoved: true },
      { ...createRow(undefined, "notes"), typed: { command: "node" } },
    ];
    expect(edits("mcp_servers", ...rows)).toContainEqual({ path: ["mcp_servers", "notes", "env"] });
  });

  it.each([
    ["", "Enter a name."],
    [" notes ", "Another entry has the name “notes”. Choose another name."],
  ])("cannot have the name %j", (name, problem) => {
    expect(read("mcp_servers", createRow(undefined, name))).toEqual({
      changes: [],
      problems: expect.objectContaining({ mcp_servers: problem }),
    });
  });

  it("keeps its name when a new one takes it: the new one is wrong", () => {
    const rows = listRows(valueAt(SETTINGS, ["mcp_servers"]), [createRow(undefined, "notes")]);
    expect(rows.map((row) => nameProblem(row, rows) === undefined)).toEqual([true, false]);
  });

  it("may have a name with a dot, or one that an object has by nature", () => {
    const row = { ...stored("gpt-4.1"), typed: { input: "3" } };
    const [change] = read("budgets.prices", row).changes;
    expect(toCommand(change as never)).toBe("tinyagi config set /budgets/prices/gpt-4.1/input '3'");
    const odd = { ...createRow(undefined, "__proto__"), typed: { input: "3" } };
    const after = applied(SETTINGS, read("budgets.prices", odd).changes);
    expect(Object.hasOwn(valueAt(after, ["budgets", "prices"]) as object, "__proto__")).toBe(true);
    expect({}).not.toHaveProperty("input");
  });

  it("says what is missing, and why a name is refused", () => {
    const rows = [createRow(undefined, "two"), createRow([createRow(undefined, "")], "Bad Name")];
    const next = applied(SETTINGS, read("custom_providers", ...rows).changes);
    const problems = schemaProblems(next);
    expect(problems).toContainEqual({ path: ["custom_providers", "two", "name"], message: "Enter a value." });
    expect(problems).toContainEqual({
      path: ["custom_providers", "Bad Name"],
      message: expect.stringContaining("lower-case"),
    });
  });

  it("keeps what is stored beside its fields", () => {
    const row = { ...stored("50@c.us"), typed: { agentId: "writer" } };
    expect(edits("channels.defaults", row)).toEqual([
      { path: ["channels", "defaults", "50@c.us", "agentId"], value: "writer" },
    ]);
  });

  it("that is new and has a plain value needs one", () => {
    const { value, problems } = readEntry(field("channels.defaults"), createRow(undefined, "x"), SETTINGS);
    expect([value, problems]).toEqual([undefined, { "channels.defaults.x": "Enter a value." }]);
  });
});

test("a row is kept by its id while its name is typed, and leaves nothing when all is taken back", () => {
  const first = createRow(undefined, "");
  const rows = withRow(undefined, { ...first, name: "a" });
  expect(createRow(rows, "").id).not.toBe(first.id);
  expect(withRow(rows, { ...first, name: "", isRemoved: true })).toBeUndefined();
  const changed = withTyped(stored("notes"), "command", "x");
  expect(withRow(withRow(undefined, changed), withTyped(changed, "command", undefined))).toBeUndefined();
});

test.each([
  [["mcp_servers"], { env: [{ ...createRow(undefined, "PLAIN"), typed: { "": SECRET } }] }],
  [["mcp_servers"], { headers: [{ ...createRow(undefined, ""), typed: { "": SECRET } }] }],
  [["custom_providers"], { api_key: SECRET }],
  [["custom_providers"], { logins: [{ ...createRow(undefined, "a"), typed: { api_key: SECRET } }] }],
])("the browser does not keep a secret in an entry of %j", ([key = ""], typed) => {
  const draft: Draft = { [key]: [{ ...createRow(undefined, "one"), typed: { ...typed, command: "node" } }] };
  const kept = storable({ revision: 1, typed: draft, raw: undefined, isCut: false });
  expect(JSON.stringify(kept)).not.toContain(SECRET);
  expect(kept).toMatchObject({ isCut: true, typed: { [key]: [{ typed: { command: "node" } }] } });
});
