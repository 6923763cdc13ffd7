/** @requirement CONTAINER-1 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTAINER_IMAGE } from "@tinyagi/contracts";
import { createFakeRuntime, needs } from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import { startTestDaemon, testHome } from "./fixture.js";

/** A `claude` that asks TinyAGI for its team, and looks for the home. */
const PROGRAM = `#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
const config = process.argv.find((word) => word.startsWith("--mcp-config=")).split("=")[1];
const { url, headers } = JSON.parse(readFileSync(config, "utf8")).mcpServers.tinyagi;
const answer = await fetch(url, {
  method: "POST",
  headers: { ...headers, "content-type": "application/json", accept: "application/json, text/event-stream" },
  body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "list_team", arguments: {} } }),
});
const seen = existsSync(process.env.LOOK_FOR) ? "SEES THE SETTINGS" : "sees no settings";
const team = (await answer.text()).includes("coder") ? "knows its team" : "knows no team";
const result = \`\${answer.status} \${team}, \${seen}, \${process.env.ANTHROPIC_API_KEY}\`;
console.log(JSON.stringify({ type: "result", subtype: "success", is_error: false, result, session_id: "s", usage: {}, permission_denials: [] }));
`;

function machine() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-daemon-containers-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "image"));
  writeFileSync(join(folder, "image/claude"), PROGRAM, { mode: 0o755 });
  const runtime = (images: string[]) =>
    createFakeRuntime(join(folder, "bin"), {
      kind: "podman",
      rootless: true,
      images,
      path: `${join(folder, "image")}:/usr/bin:/bin`,
      // Below /tmp, which is another one inside: mounted after it.
      writableFolders: [join(folder, "image")],
    });
  return { path: `${join(folder, "bin")}:${process.env.PATH}`, runtime };
}

test(
  "a message to an agent in a container waits for the image, and is answered with the tools of TinyAGI",
  needs("bubblewrap"),
  async () => {
    const { path, runtime } = machine();
    runtime([]);
    const place = testHome(undefined, { PATH: path });
    const settings = {
      agents: {
        coder: {
          name: "Coder",
          provider: "anthropic",
          model: "sonnet",
          permissions: "container",
          env: { LOOK_FOR: place.settingsPath },
        },
      },
      default_agent: "coder",
      models: { anthropic: { api_key: "sk-of-the-test" } },
    };
    writeFileSync(
      place.settingsPath,
      JSON.stringify({ workspace: { path: join(place.home, "../ws") }, ...settings }),
    );
    const daemon = await startTestDaemon(place);
    const body = JSON.stringify({ message: "who are you with?", channel: "api", sender: "kim" });
    await daemon.json("/api/message", { method: "POST", body });
    const told = async () => {
      const responses = await daemon.json<{ message: string }[]>("/api/responses?limit=5");
      return responses.map(({ message }) => message).join("\n");
    };
    await expect.poll(told, { timeout: 30_000 }).toContain("tinyagi container build");
    const { calls, containers } = runtime([CONTAINER_IMAGE]);
    await expect.poll(told, { timeout: 60_000 }).toContain("200 knows its team, sees no settings, ");
    expect(JSON.stringify(calls())).not.toContain("sk-of-the-test");
    expect(containers()).toEqual([]);
  },
);
