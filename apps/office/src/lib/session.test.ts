import { afterEach, expect, test, vi } from "vitest";
import { logOut } from "./session";

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["arrives", () => Promise.resolve()],
  ["fails", () => Promise.reject(new Error("The daemon is away."))],
])("the session ends after what was promised with it %s", async (_, arrive) => {
  const done: string[] = [];
  vi.stubGlobal("window", {});
  vi.stubGlobal("location", { origin: "http://office", reload: () => done.push("reloaded") });
  vi.stubGlobal("fetch", async () => {
    done.push("ended");
    return Response.json({ ok: true });
  });
  await logOut(async () => {
    done.push("sent");
    await arrive();
    done.push("arrived");
  }).catch(() => undefined);
  expect(done.filter((one) => one !== "arrived")).toEqual(["sent", "ended", "reloaded"]);
  if (done.includes("arrived")) expect(done.indexOf("arrived")).toBe(1);
});
