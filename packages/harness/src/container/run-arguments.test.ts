import { describe, expect, test } from "vitest";
import { type ContainerRun, containerRunArguments } from "./run-arguments.js";

const RUN: ContainerRun = {
  name: "tinyagi-h-run_1",
  labels: { "tinyagi.home": "h", "tinyagi.run": "run_1" },
  image: "localhost/agents:1",
  user: { kind: "ids", uid: 1000, gid: 1001 },
  cwd: "/work/coder",
  mounts: [
    { source: "/work/coder", target: "/work/coder", writable: true },
    { source: "/files/in/a.png", target: "/files/in/a.png" },
  ],
  network: "none",
  memoryMB: 512,
  cpus: 1.5,
  limits: ["memory", "cpu", "pids"],
  secretNames: ["ANTHROPIC_API_KEY"],
  plainEnv: { HOME: "/home/agent" },
  entry: ["--eval", "…", "--", "[]", "claude", "-p"],
};
const args = (change: Partial<ContainerRun> = {}) => containerRunArguments({ ...RUN, ...change });
/** The values of an option, in order. */
const listValues = (name: string, change: Partial<ContainerRun> = {}) => {
  const all = args(change);
  return all.flatMap((word, at) => (word === name ? [all[at + 1]] : []));
};

describe("a container", () => {
  test.each([
    ["--cap-drop", ["ALL"]],
    ["--security-opt", ["no-new-privileges", "label=disable"]],
    ["--pids-limit", ["2048"]],
    ["--memory", ["512m"]],
    ["--memory-swap", ["512m"]],
    ["--cpus", ["1.5"]],
    ["--network", ["none"]],
    ["--pull", ["never"]],
    ["--user", ["1000:1001"]],
    ["--workdir", ["/work/coder"]],
    ["--label", ["tinyagi.home=h", "tinyagi.run=run_1"]],
    ["--env", ["HOME=/home/agent", "ANTHROPIC_API_KEY"]],
    ["--entrypoint", ["node"]],
    [
      "--mount",
      [
        "type=bind,source=/work/coder,target=/work/coder",
        "type=bind,source=/files/in/a.png,target=/files/in/a.png,readonly",
      ],
    ],
  ])("has %s %j", (name, values) => {
    expect(listValues(name)).toEqual(values);
  });

  test("has a read-only root, and memory where programs write", () => {
    expect(args()).toContain("--read-only");
    expect(listValues("--tmpfs").map((value) => value?.split(":")[0])).toEqual(["/tmp", "/home/agent"]);
  });

  test("is not asked for limits that the runtime cannot keep", () => {
    const change = { limits: ["memory"] } as const;
    expect(listValues("--memory", change)).toEqual(["512m"]);
    expect([...listValues("--cpus", change), ...listValues("--pids-limit", change)]).toEqual([]);
  });

  test("has no network of its own, or that of the machine, and nothing between", () => {
    expect(listValues("--network", { network: "all" })).toEqual([]);
  });

  test.each([
    ["keep-id", ["keep-id"], ["7:8"]],
    ["ids", [], ["7:8"]],
    ["mapped-root", [], ["0:0"]],
  ] as const)("writes files of the owner as %s", (kind, userns, user) => {
    const change = { user: kind === "mapped-root" ? { kind } : { kind, uid: 7, gid: 8 } };
    expect(listValues("--userns", change)).toEqual(userns);
    expect(listValues("--user", change)).toEqual(user);
  });

  test("takes a path with commas and quotes as one path", () => {
    const path = '/work/a,readonly=false,source=/etc "x"';
    const [value] = listValues("--mount", { mounts: [{ source: path, target: path }] });
    expect(value).toBe(
      'type=bind,"source=/work/a,readonly=false,source=/etc ""x""","target=/work/a,readonly=false,source=/etc ""x""",readonly',
    );
  });

  test("ends with the image and the program, so that nothing of the program is an option of the runtime", () => {
    expect(args({ entry: ["--", "[]", "claude", "--privileged"] }).slice(-5)).toEqual([
      ...["localhost/agents:1", "--", "[]", "claude", "--privileged"],
    ]);
    const before = args().slice(0, args().indexOf("localhost/agents:1"));
    for (const word of [
      "--privileged",
      "--pid",
      "--ipc",
      "--volume",
      "-v",
      "--device",
      "--cap-add",
      "--env-file",
    ])
      expect(before).not.toContain(word);
  });
});
