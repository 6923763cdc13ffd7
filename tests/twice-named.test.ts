/** One name has one meaning: what one package exports is not another thing in another package. The list only shrinks. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Names that two packages still export for two things. Give one of them another name when you change it; add none. */
const STILL_TWICE: readonly string[] = [
  // The same function, given on by libraries that stand alone.
  "addUsage: agents, contracts, graph",
  "SenderKey: base, kernel",
  "systemClock: agents, graph",
  "Budget: contracts, graph",
  "BudgetAmounts: contracts, graph",
  "EXIT: cli, daemon",
  "JsonRouteName: client, server",
  "Log: base, channels",
  "LogLevel: channels, client",
  "failureText: teams, views",
];

const EXPORTS = /export (?:type )?\{([^}]*)\} from "([^"]+)"/g;

/** Names that a package declares and exports itself, by its `index.ts`. */
function exportsOf(index: string): string[] {
  const text = readFileSync(index, "utf8");
  return [...text.matchAll(EXPORTS)]
    .filter(([, , from = ""]) => from.startsWith("."))
    .flatMap(([, names = ""]) => names.split(","))
    .map((name) => name.trim().replace("type ", "").split(" as ").at(-1) ?? "")
    .filter((name) => name !== "");
}

const packages = new URL("../packages/", import.meta.url).pathname;
const owners = new Map<string, string[]>();
for (const name of readdirSync(packages)) {
  const index = `${packages}${name}/src/index.ts`;
  if (!existsSync(index)) continue;
  for (const exported of exportsOf(index)) owners.set(exported, [...(owners.get(exported) ?? []), name]);
}
const twice = [...owners].filter(([, of]) => of.length > 1).map(([name, of]) => `${name}: ${of.join(", ")}`);

test("the packages are read", () => {
  expect(owners.get("Hold")).toEqual(["contracts"]);
  expect(owners.size).toBeGreaterThan(1_000);
});

test("no new name is exported by two packages for two things", () => {
  expect(twice.filter((name) => !STILL_TWICE.includes(name))).toEqual([]);
});

test("the list of names with two meanings has only those that are left", () => {
  expect(STILL_TWICE.filter((name) => !twice.includes(name))).toEqual([]);
});
