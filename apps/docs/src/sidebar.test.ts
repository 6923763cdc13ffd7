import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { listPages } from "./list-pages.js";
import { readStart } from "./readme.js";
import { namedFiles, toGroups, toLink } from "./sidebar.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const pages = listPages(root);

test("every file that the sidebar names exists, and is named once", () => {
  expect(namedFiles.filter((file) => !existsSync(`${root}/${file}`))).toEqual([]);
  expect(namedFiles).toEqual([...new Set(namedFiles)]);
});

test("every guide and every page of the reference is in the sidebar", () => {
  const listed = toGroups(pages).flatMap(({ entries }) => entries.map(({ file }) => file));
  const wanted = [...pages.keys()].filter((file) => /^docs\/(guide|reference)\//.test(file));
  expect(wanted.filter((file) => !listed.includes(file))).toEqual([]);
});

test("a guide without a place stands at the end of the first week", () => {
  const groups = toGroups(new Map([["docs/guide/new.md", "New"]]));
  expect(groups.find(({ text }) => text === "Your first week")?.entries).toEqual([
    { text: "New", file: "docs/guide/new.md", link: "/guide/new" },
  ]);
});

test("an address has no extension, and a folder's page is the folder", () => {
  expect(toLink("docs/guide/agents.md")).toBe("/guide/agents");
  expect(toLink("docs/decisions/README.md")).toBe("/decisions/");
  expect(toLink("apps/docs/pages/index.md")).toBe("/");
});

test("the first page finds its commands, message and transcript in the README", () => {
  const start = readStart(readFileSync(`${root}/README.md`, "utf8"));
  expect(start.commands.at(-1)).toBe("npm start");
  expect(start.message).toMatch(/^@demo /);
  expect(start.transcript).toMatch(/^@lead hands over to /);
  expect(() => readStart("# Nothing")).toThrow("README.md has no block");
});
