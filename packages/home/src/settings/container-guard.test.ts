import { describe, expect, test } from "vitest";
import { validateSettings } from "./validate-settings.js";
import { weakenings } from "./weakening.js";

const AGENT = { name: "Coder", provider: "anthropic", model: "sonnet" };
const settings = (agent: object, container: object = {}) =>
  validateSettings({ agents: { coder: { ...AGENT, ...agent } }, container });
const weaker = (before: object, after: object, general: object = {}) =>
  weakenings(settings(before, general), settings(after, general), "/home/me").map(({ path }) => path);
const weakerInGeneral = (before: object, after: object) =>
  weakenings(settings({}, before), settings({}, after), "/home/me").map(({ path }) => path);
const PERMISSIONS = ["agents.coder.permissions"];

describe("the permissions of an agent", () => {
  test.each([
    ["ask", "container", PERMISSIONS],
    ["container", "sandboxed", PERMISSIONS],
    ["container", undefined, PERMISSIONS],
    ["container", "bypass", PERMISSIONS],
    ["sandboxed", "container", []],
    ["bypass", "container", []],
    ["container", "ask", []],
  ])("from %s to %s: %j needs a confirmation", (before, after, found) => {
    expect(weaker({ permissions: before }, { permissions: after })).toEqual(found);
  });
});

describe("a container", () => {
  test.each<[string, object, object, string[]]>([
    ["opens its network", {}, { network: "all" }, ["container.network"]],
    ["opens a closed network", { network: "none" }, {}, ["container.network"]],
    ["closes its network", { network: "all" }, { network: "provider" }, []],
    [
      "reaches another host",
      { hosts: ["a.example"] },
      { hosts: ["a.example", "b.example"] },
      ["container.hosts"],
    ],
    ["reaches fewer hosts", { hosts: ["a.example", "b.example"] }, { hosts: ["a.example"] }, []],
    ["has another image", {}, { image: "evil:1" }, ["container.image"]],
    ["has another runtime", {}, { runtime: "docker" }, ["container.runtime"]],
    ["gets more memory than by default", {}, { memoryMB: 8_192 }, ["container.memoryMB"]],
    ["gets less memory", {}, { memoryMB: 1_024 }, []],
    ["gets more processors", { cpus: 1 }, {}, ["container.cpus"]],
  ])("that %s", (_, before, after, found) => {
    expect(weakerInGeneral(before, after)).toEqual(found);
    const ofAgent = weaker({ container: before }, { container: after });
    expect(ofAgent).toEqual(found.map((path) => `agents.coder.${path}`));
  });

  test("of an agent that no longer says so takes the general network", () => {
    const own = { container: { network: "none" } };
    expect(weaker(own, {}, { network: "all" })).toEqual(["agents.coder.container.network"]);
    expect(weaker(own, {}, { network: "none" })).toEqual([]);
  });
});

test("what an agent may reach is what holds for it: its own hosts, otherwise the general ones", () => {
  const own = (...hosts: string[]) => ({ container: { hosts } });
  const weaker = (before: object, after: object, general: string[]) =>
    weakenings(settings(before, { hosts: general }), settings(after, { hosts: general }), "/home/op").map(
      ({ path }) => path,
    );
  expect(weaker(own("a.example"), {}, ["b.example"])).toEqual(["agents.coder.container.hosts"]);
  expect(weaker(own("a.example"), own(), ["b.example"])).toEqual([]);
  expect(weaker({}, own("b.example"), ["b.example"])).toEqual([]);
  expect(weaker({}, own("a.example"), ["b.example"])).toEqual(["agents.coder.container.hosts"]);
});
