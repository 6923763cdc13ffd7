/** Workers that are opened and removed while the daemon runs. No engine is needed for it. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SILENT_LOG } from "@tinyagi/base";
import { settingsSchema } from "@tinyagi/contracts";
import { homePaths } from "@tinyagi/home";
import { expect, onTestFinished, test } from "vitest";
import { createClosing } from "../closing.js";
import { createEngineOutage } from "./engine-outage.js";
import { openPlaces } from "./places.js";

const LEFT = {
  ...{ run_id: "run_1", place: "nas", key: "run_1#7.1", lane: "coder" },
  ...{ members: 0, inputs: 0, usage: "{}", events: 3 },
};

test("a machine that joins again has no runs of the one that was removed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-places-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const undo = createClosing();
  onTestFinished(undo.close);
  const worker = { key: randomBytes(32), slots: 4 };
  const places = await openPlaces({
    workers: {
      ...{ url: "redis://127.0.0.1:1", homeId: "home1", placeOf: () => "nas" },
      workers: new Map([["nas", worker]]),
    },
    left: [LEFT],
    local: () => Promise.reject(new Error("nothing runs here")),
    settings: () => settingsSchema.parse({}),
    openApi: () => undefined,
    sentFiles: async () => [],
    paths: homePaths(folder),
    log: SILENT_LOG,
    outage: createEngineOutage(SILENT_LOG),
    undo,
  });
  const runs = () => [...(places.hubOf("nas")?.state().runs.keys() ?? [])];
  expect(runs()).toEqual([LEFT.key]);
  await places.remove("nas");
  await places.add("nas", worker);
  expect(runs()).toEqual([]);
});
