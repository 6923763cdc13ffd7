import { expect, test } from "vitest";
import { readRecents, withRecent } from "./recents";

const place = (path: string) => ({ path, name: path });

test("the newest comes first, each place once, five in all", () => {
  const all = ["/a", "/b", "/c", "/d", "/e", "/f", "/b"].reduce(
    (recents: { path: string; name: string }[], path) => withRecent(recents, place(path)),
    [],
  );
  expect(all.map(({ path }) => path)).toEqual(["/b", "/f", "/e", "/d", "/c"]);
});

test.each([
  null,
  "",
  "{",
  "7",
  '{"path":"/"}',
  '[{"path":"//evil.example","name":"x"},{"path":"/\\\\evil","name":"x"},{"path":7}]',
])("%s is no list of places", (text) => {
  expect(readRecents(text)).toEqual([]);
});

test("a kept list is read", () => {
  expect(readRecents(JSON.stringify([place("/chat?id=1")]))).toEqual([place("/chat?id=1")]);
});
