import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CONTAINER_IMAGE, HARNESSES } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { buildArguments, IMAGE_FOLDER } from "./image.js";

const PINNED = fileURLToPath(new URL("../../../../tests/agent-clis/package.json", import.meta.url));

/** The programs that have a harness of their own. Those over ACP do not run in containers. */
const INSTALLS = Object.values(HARNESSES).flatMap((row) => ("cli" in row ? [row.cli.install] : []));

test("the image has exactly the versions of the agent programs that are tested", () => {
  const { dependencies } = JSON.parse(readFileSync(PINNED, "utf8")) as {
    dependencies: Record<string, string>;
  };
  const dockerfile = readFileSync(join(IMAGE_FOLDER, "Dockerfile"), "utf8");
  const held = Object.entries(dependencies).filter(([name]) =>
    INSTALLS.some((install) => install.endsWith(` ${name}`)),
  );
  expect(held).toHaveLength(INSTALLS.length);
  for (const [name, version] of held) expect(dockerfile).toContain(` ${name}@${version} `);
  expect(dockerfile).not.toMatch(/@latest/);
});

test("the image is built from that folder alone", () => {
  expect(buildArguments(CONTAINER_IMAGE, { fresh: false })).toEqual([
    "build",
    "--tag",
    CONTAINER_IMAGE,
    IMAGE_FOLDER,
  ]);
  expect(buildArguments(CONTAINER_IMAGE, { fresh: true })).toContain("--no-cache");
});
