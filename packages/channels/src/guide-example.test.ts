/** The platform of `docs/guide/channels/writing-one.md`: the files that the page shows are the files that run here. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openSubject } from "../examples/board/fixture.js";
import { CHANNEL_CONFORMANCE } from "./conformance.js";

const FOLDER = new URL("../examples/board/", import.meta.url);
const PAGE = new URL("../../../docs/guide/channels/writing-one.md", import.meta.url);

/** @requirement CHANNEL-14 */
test("the page shows every file of the example, as it is", () => {
  const page = readFileSync(PAGE, "utf8");
  const shown = new Map(
    [...page.matchAll(/<!-- the file (\S+) -->\n\n```ts\n([\s\S]*?)```/g)].map(([, file = "", text]) => [
      file,
      text,
    ]),
  );
  const files = readdirSync(FOLDER);
  expect([...shown.keys()].toSorted()).toEqual(files.toSorted());
  for (const file of files) expect(shown.get(file)).toBe(readFileSync(new URL(file, FOLDER), "utf8"));
});

for (const { name, check } of CHANNEL_CONFORMANCE) {
  test(`the example: ${name}`, async () => {
    await using subject = await openSubject();
    await check(subject);
  });
}
