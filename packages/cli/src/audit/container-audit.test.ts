import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { auditSettings } from "./settings-audit.js";

const audit = (agent: object, container: object = {}) => {
  const settings = settingsSchema.parse({
    agents: { coder: { name: "C", provider: "anthropic", ...agent } },
    container,
  });
  return auditSettings({ settings, raw: {}, host: "127.0.0.1" }).map(
    ({ id, severity }) => `${severity} ${id}`,
  );
};
const LOGIN = ["low agents.container-login"];
const OPEN = [...LOGIN, "low agents.container-network"];

test.each<[string, object, object, string[]]>([
  ["in bypass", { permissions: "bypass" }, {}, ["high agents.bypass"]],
  ["in a container", { permissions: "container" }, {}, LOGIN],
  ["in a container with every network", { permissions: "container" }, { network: "all" }, OPEN],
  ["with such a network of its own", { permissions: "container", container: { network: "all" } }, {}, OPEN],
  ["outside of containers with that setting", { container: { network: "all" } }, { network: "all" }, []],
])("an agent %s is ranked", (_, agent, container, found) => {
  expect(audit(agent, container)).toEqual(found);
});
