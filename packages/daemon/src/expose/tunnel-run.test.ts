/** One run of a tunnel, with a program that does nothing and an address that the test says. */
import type { ExposedConnection } from "@tinyagi/server";
import { expect, onTestFinished, test, vi } from "vitest";
import { type RunningTunnel, startTunnel } from "./tunnel-program.js";
import { runTunnel, type TunnelRun } from "./tunnel-run.js";

const CONNECTION: ExposedConnection = {
  host: "calm.trycloudflare.com",
  clientHeader: "cf-connecting-ip",
  isPrivate: false,
};
const OTHER = { ...CONNECTION, host: "other.trycloudflare.com" };

/** @param looks what is seen one after the other; after the last one the run is stopped */
async function run(looks: readonly (ExposedConnection | undefined)[], more: Partial<TunnelRun> = {}) {
  const abort = new AbortController();
  const admitted: (string | undefined)[] = [];
  const left = [...looks];
  await runTunnel({
    via: "cloudflared",
    plan: async () => ({
      args: ["60"],
      async look(_tunnel: RunningTunnel) {
        if (left.length === 0) abort.abort();
        return left.shift();
      },
      explain: () => new Error("ended"),
    }),
    program: "sleep",
    env: { PATH: process.env.PATH },
    folder: "/",
    gateway: { port: 1, admit: (one) => void admitted.push(one?.host), close: async () => {} },
    record: { save() {}, remove() {}, sweep: async () => undefined },
    times: { readyMs: 10_000, pollMs: 1, lookMs: 1 },
    hasLogin: () => true,
    signal: abort.signal,
    opened: async () => {},
    ...more,
  });
  return admitted;
}

test("a tunnel that is not connected for a moment keeps its name", async () => {
  const looks = [CONNECTION, undefined, undefined, undefined, CONNECTION, undefined, CONNECTION];
  expect(await run(looks)).toEqual([CONNECTION.host, undefined]);
});

test("a tunnel that stays away, or comes back under another name, is ended", async () => {
  const away = { problem: { code: "ended" } };
  await expect(run([CONNECTION, ...Array.from({ length: 9 }, () => undefined)])).rejects.toMatchObject(away);
  await expect(run([CONNECTION, undefined, OTHER, OTHER])).rejects.toMatchObject(away);
});

test("a machine that can start no further process does not end the daemon", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  const options = { env: { PATH: process.env.PATH }, shell: "/missing/shell" };
  await expect(startTunnel("sleep", ["60"], options)).rejects.toMatchObject({
    code: "ENOENT",
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).not.toHaveBeenCalled();
});
