import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hubFile } from "./hub-file.js";

test("the number of a session falls neither by a lost file nor by a clock that was set back", () => {
  const auth = mkdtempSync(join(tmpdir(), "places-"));
  const lastHello = { instance: "one", boot: 3, n: 4 };
  const file = hubFile({ auth }, "nas");
  expect(file.read(1_000).epoch).toBe(1_000);
  file.write({ epoch: 2_000, lastHello });
  expect(file.read(1_500)).toEqual({ epoch: 2_000, lastHello });
  expect(file.read(2_500)).toEqual({ epoch: 2_500, lastHello });
  rmSync(auth, { recursive: true });
});
