/** The workspace of an agent on a worker does all that one of this machine does, through a real engine. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SILENT_LOG } from "@tinyagi/base";
import { FILE_PART_BYTES, settingsSchema, type WorkspaceOf } from "@tinyagi/contracts";
import { bringFile, createWorkspaceOf } from "@tinyagi/features";
import { homePaths } from "@tinyagi/home";
import { type ConformanceWorld, needs, waitFor, workspaceConformance } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClosing } from "../closing.js";
import { createEngineOutage } from "./engine-outage.js";
import { NAME, PLACED, type PlacedTeam, placedTeam } from "./fixture.js";
import { openPlaces, type Places } from "./places.js";
import type { RunningWorker } from "./worker.js";
import { workerFiles } from "./worker-files.js";

interface World extends ConformanceWorld {
  readonly of: WorkspaceOf;
  readonly team: PlacedTeam;
  readonly places: Places;
  readonly worker: RunningWorker;
}

async function openWorld(): Promise<World> {
  const team = await placedTeam();
  const root = dirname(team.workerHome.home);
  const paths = homePaths(team.home.home);
  await mkdir(paths.auth, { recursive: true });
  const undo = createClosing();
  onTestFinished(undo.close);
  const files = workerFiles(paths);
  const placeOf = (agentId: string) => (agentId === PLACED ? NAME : undefined);
  const settings = settingsSchema.parse(JSON.parse(await readFile(team.home.settingsPath, "utf8")));
  const places = await openPlaces({
    workers: {
      url: team.server.url,
      homeId: files.homeId(),
      workers: new Map([[NAME, { key: Buffer.from(files.credential(NAME)?.key ?? "", "base64"), slots: 4 }]]),
      placeOf,
    },
    local: () => Promise.reject(new Error("nothing runs here")),
    settings: () => settings,
    openApi: () => undefined,
    sentFiles: async () => [],
    paths,
    log: SILENT_LOG,
    outage: createEngineOutage(SILENT_LOG),
    undo,
  });
  const worker = await team.startWorker();
  await waitFor(() => places.placeWait(PLACED) === undefined, { what: "the worker" });
  const filesOut = join(dirname(team.home.home), "arrived");
  const outside = join(root, "outside");
  const { filesIn } = homePaths(team.workerHome.home);
  for (const folder of [filesOut, outside]) await mkdir(folder);
  const of = createWorkspaceOf({
    local: () => {
      throw new Error("this agent is not here");
    },
    placeOf,
    remote: places.workspace,
    filesOut,
  });
  const folder = join(root, "tinyagi-workspace", PLACED);
  return { team, places, worker, of, workspace: of(PLACED), folder, outside, filesOut, filesIn };
}

describe("a workspace on a worker", needs("redis-server"), () => {
  test.for(workspaceConformance)("%s", async ([, check]) => check(await openWorld()));

  test("sends and gets a file of many parts, whole", async () => {
    const { workspace, folder, filesOut, filesIn } = await openWorld();
    await workspace.prepare({});
    const content = randomBytes(9 * FILE_PART_BYTES + 7);
    await writeFile(join(folder, "report.bin"), content);
    expect(await workspace.sendFile({ requested: "report.bin" })).toMatchObject({ bytes: content.length });
    const [copy = ""] = await readdir(filesOut);
    expect((await readFile(join(filesOut, copy))).equals(content)).toBe(true);
    const place = "kim/0a1b/0a1b.bin";
    const here = join(dirname(filesOut), "in");
    await mkdir(dirname(join(here, place)), { recursive: true });
    await writeFile(join(here, place), content);
    const path = await bringFile(workspace, { filesIn: here, place });
    expect(path).toBe(join(filesIn, place));
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  test("does many operations at once, each with its own answer", async () => {
    const { workspace } = await openWorld();
    await workspace.prepare({});
    const paths = Array.from({ length: 60 }, (_, index) => `note-${index}.md`);
    await Promise.all(paths.map((path) => workspace.writeText({ path, text: path })));
    const read = await Promise.all(paths.map((path) => workspace.readText({ path })));
    expect(read.map(({ text }) => text)).toEqual(paths);
  });

  test("fails with a code in each operation while its machine is away, and works again after that", async () => {
    const { of, places, worker, team } = await openWorld();
    await of(PLACED).prepare({});
    await worker.stop();
    await waitFor(() => places.placeWait(PLACED) !== undefined, { what: "silence" });
    const offline = { code: "PLACE_OFFLINE", status: 503, retryable: true };
    await expect(of(PLACED).readText({ path: "AGENTS.md" })).rejects.toMatchObject(offline);
    await team.startWorker();
    await waitFor(() => places.placeWait(PLACED) === undefined, { what: "the worker" });
    expect((await of(PLACED).readText({ path: "AGENTS.md" })).text).toContain("@");
  });

  test("fails an operation that is under way when its machine goes", async () => {
    const { workspace, team } = await openWorld();
    await workspace.prepare({});
    team.server.freeze();
    const asked = workspace.readText({ path: "AGENTS.md" });
    await expect(asked).rejects.toMatchObject({ code: "PLACE_OFFLINE" });
    team.server.thaw();
  });
});
