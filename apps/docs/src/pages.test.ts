import { expect, test } from "vitest";
import { toAnchor, toSitePath, toTarget } from "./pages.js";

const pages = new Set([
  "docs/guide/agents.md",
  "docs/decisions/README.md",
  "SECURITY.md",
  "packages/graph/README.md",
]);
const to = (file: string, href: string) => toTarget(file, href, { pages });

test.each([
  ["docs/guide/agents.md", "guide/agents.md"],
  ["docs/decisions/README.md", "decisions/index.md"],
  ["apps/docs/pages/index.md", "index.md"],
  ["SECURITY.md", "SECURITY.md"],
  ["packages/graph/README.md", "packages/graph/README.md"],
])("the file %s is the page %s", (file, page) => {
  expect(toSitePath(file)).toBe(page);
});

test.each([
  ["docs/guide/security.md", "agents.md#sessions", { kind: "page", path: "/guide/agents.md#sessions" }],
  ["docs/guide/security.md", "../../SECURITY.md", { kind: "page", path: "/SECURITY.md" }],
  ["CONTRIBUTING.md", "docs/decisions/", { kind: "page", path: "/decisions/index.md" }],
  ["docs/architecture.md", "../packages/graph", { kind: "page", path: "/packages/graph/README.md" }],
  ["docs/reference/http-api.md", "openapi.json", { kind: "served", path: "/reference/openapi.json" }],
  [
    "docs/guide/channels/writing-one.md",
    "../../../packages/channels/examples/board",
    { kind: "source", path: "packages/channels/examples/board" },
  ],
  ["docs/guide/agents.md", "https://example.com/a.md", { kind: "elsewhere" }],
  ["docs/guide/agents.md", "#sessions", { kind: "elsewhere" }],
])("in %s, the link %s leads to a place", (file, href, target) => {
  expect(to(file, href)).toEqual(target);
});

test("an anchor is the one that GitHub gives", () => {
  expect(toAnchor("What a page may not do alone")).toBe("what-a-page-may-not-do-alone");
  expect(toAnchor("tinyagi agent show <id>")).toBe("tinyagi-agent-show-id");
  expect(toAnchor("24/7, with `--json`")).toBe("247-with---json");
});
