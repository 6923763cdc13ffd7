import { runInNewContext } from "node:vm";
import { ROUTES, SESSION_HEADER, SESSION_KEY } from "@tinyagi/contracts";
import { afterEach, expect, test, vi } from "vitest";
import { EARLY_SCRIPT, takeEarly } from "./early-status";

const ORIGIN = "http://127.0.0.1:3777";
const URL_OF_IT = ORIGIN + ROUTES.queueStatus.path;
afterEach(() => void vi.unstubAllGlobals());

/** Runs the script as a browser would. @param kept the session; `null` where the page may keep nothing */
function asked(kept: string | undefined | null, hash = ""): unknown[] | undefined {
  const fetch = vi.fn(async (..._asked: unknown[]) => new Response());
  const localStorage = {
    getItem(key: string) {
      if (kept === null) throw new Error("denied");
      return key === SESSION_KEY ? (kept ?? null) : null;
    },
  };
  runInNewContext(EARLY_SCRIPT, { self: {}, location: { hash }, localStorage, fetch });
  return fetch.mock.calls[0];
}

test("the early question is the one that the page asks later, with its session", () => {
  expect(asked("secret")).toEqual([
    ROUTES.queueStatus.path,
    { redirect: "error", headers: { [SESSION_HEADER]: "secret" } },
  ]);
  for (const none of [undefined, null])
    expect(asked(none)).toEqual([ROUTES.queueStatus.path, { redirect: "error", headers: {} }]);
  expect(asked("secret", "#ticket=x")).toBeUndefined();
});

function stage(early: Promise<Response> | undefined, session?: string): void {
  vi.stubGlobal("window", { tinyofficeStatus: early });
  vi.stubGlobal("location", { origin: ORIGIN });
  vi.stubGlobal("localStorage", { getItem: () => session ?? null });
}

test("the early answer is given once, to the request that asks the same", async () => {
  const answer = new Response();
  stage(Promise.resolve(answer));
  expect(await takeEarly(`${ORIGIN}/api/settings`)).toBeUndefined();
  expect(await takeEarly(URL_OF_IT)).toBe(answer);
  expect(await takeEarly(URL_OF_IT)).toBeUndefined();
});

test("a failed early question and one that was refused with a session are asked again", async () => {
  stage(Promise.reject(new Error("lost")));
  expect(await takeEarly(URL_OF_IT)).toBeUndefined();
  const refused = () => Promise.resolve(new Response(null, { status: 401 }));
  stage(refused(), "secret");
  expect(await takeEarly(URL_OF_IT)).toBeUndefined();
  stage(refused());
  expect((await takeEarly(URL_OF_IT))?.status).toBe(401);
});
