import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resolvePaths } from "../context/paths.js";
import { withHome } from "../testing/invoke.js";
import { npmEnvironment } from "./npm-environment.js";

/** @requirement NETWORK-1 */
test("updates go through the proxy of the settings, and past it where they say so", async () => {
  await withHome(async (home) => {
    const network = { proxy: "env:MY_PROXY", no_proxy: ["registry.intra"] };
    await writeFile(join(home, "settings.json"), JSON.stringify({ network }));
    const env = { TINYAGI_HOME: home, MY_PROXY: "http://me:pass@proxy.example:3128", PATH: "/bin" };
    expect(await npmEnvironment({ paths: resolvePaths(env), env })).toMatchObject({
      PATH: "/bin",
      HTTPS_PROXY: "http://me:pass@proxy.example:3128",
      https_proxy: "http://me:pass@proxy.example:3128",
      NO_PROXY: expect.stringMatching(/^registry\.intra,localhost/),
    });
  });
});

test.each([undefined, "{", '{"network": {"proxy": "socks5://p"}}'])(
  "settings that say nothing usable leave the environment of the shell: %s",
  async (text) => {
    await withHome(async (home) => {
      if (text !== undefined) await writeFile(join(home, "settings.json"), text);
      const env = { TINYAGI_HOME: home, HTTPS_PROXY: "http://own.example" };
      expect(await npmEnvironment({ paths: resolvePaths(env), env })).toEqual(env);
    });
  },
);
