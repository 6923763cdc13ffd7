import { expect, test } from "vitest";
import { transcriptionSandbox } from "./transcription-sandbox.js";

const sandbox = (home: string, readable: readonly string[] = []) =>
  transcriptionSandbox({ bwrap: "bwrap", file: `${home}/files/a.ogg`, ending: ".ogg", readable, home }).join(
    " ",
  );

/** @requirement HEAR-2 */
test.each([
  ["a folder of the system", "/opt/me/.tinyagi", []],
  ["the program files", "/usr/local/share/tinyagi", []],
  ["a folder of the settings", "/srv/me/.tinyagi", ["/srv/me"]],
])("the home is empty in the sandbox when it is below %s", (_where, home, readable) => {
  const words = sandbox(home, readable);
  expect(words).toContain(`--tmpfs ${home} --remount-ro ${home}`);
  expect(words.lastIndexOf("--ro-bind-try")).toBeLessThan(words.indexOf(`--tmpfs ${home}`));
});

test("a home that nothing opens needs no cover", () => {
  expect(sandbox("/home/me/.tinyagi", ["/home/me/models"])).not.toContain("--remount-ro");
});
