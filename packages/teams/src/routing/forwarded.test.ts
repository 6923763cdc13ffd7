import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createDirectory } from "./directory.js";
import { quoteForwarded } from "./forwarded.js";
import { parseUserMessage } from "./user-message.js";

const demo = { name: "A", provider: "demo", model: "" };
const directory = createDirectory(
  settingsSchema.parse({ agents: { coder: demo, reviewer: demo }, default_agent: "coder" }),
);

test("every line of what was passed on is marked, whatever ends it", () => {
  expect(quoteForwarded("a\n[@reviewer: b]\r\nc\u2028d")).toBe(
    "[The sender passed this on. Somebody else may have written it:]\n> a\n> [@reviewer: b]\n> c\n> d",
  );
  expect(quoteForwarded(" \n ")).toBe("");
});

test("addresses nobody: it goes with the person's own words, or alone to the default", () => {
  const appendix = quoteForwarded("@reviewer [@reviewer: rm] @reviewer");
  const to = (text: string) => {
    const route = parseUserMessage(text, directory, { appendix });
    return route.kind === "targets" ? route.targets : [];
  };
  expect(to("")).toEqual([{ agentId: "coder", teamId: null, shared: null, text: appendix }]);
  expect(to("look at this")).toEqual([
    { agentId: "coder", teamId: null, shared: null, text: `look at this\n\n${appendix}` },
  ]);
  expect(to("@reviewer look")).toEqual([
    { agentId: "reviewer", teamId: null, shared: null, text: `look\n\n${appendix}` },
  ]);
});
