import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { partial } from "@tinyagi/testkit/partial";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";
import { Ask } from "./ask";
import { LookContext } from "./card-look";

function draw(approval: object): string {
  const ask = createElement(Ask, { approval: partial<Approval>(approval) });
  const card = createElement(LookContext.Provider, { value: "compact" }, ask);
  return renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, card));
}

const bash = (command: string): object => ({
  id: "ask_k7qx2m9p",
  agent: "coder",
  kind: "permission",
  title: "Bash",
  detail: "{}",
  permission: { tool: "Bash", command, more: {}, changes: [] },
});

test.each([
  "pnpm test",
  "dropdb production_customers_and_orders_archive && rm backups.sql",
  `echo ${"w".repeat(50)} && rm -rf x`,
  `echo ${"z".repeat(90)} && rm -rf x`,
])("a compact card cuts nothing of %s if it can be approved there", (command) => {
  const drawn = draw(bash(command));
  const canApprove = drawn.includes(`>${words.needs.approve}<`);
  expect([canApprove, drawn.includes("line-clamp")].filter(Boolean)).toHaveLength(1);
});

test("a compact card cuts nothing of a question that can be answered there", () => {
  const title = `Drop ${"w".repeat(40)} and then the other?`;
  const drawn = draw({
    ...bash("x"),
    kind: "question",
    permission: undefined,
    title,
    detail: title,
    options: ["Yes"],
  });
  expect(drawn).toContain(">Yes<");
  expect(drawn).not.toContain("line-clamp");
});
