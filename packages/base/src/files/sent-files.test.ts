import { expect, test } from "vitest";
import { folderOfSender, placeOfFile, placesIn } from "./sent-files.js";

const IN = "/home/me/.tinyagi/files/in";
const UNIQUE = "0123456789abcdef01234567";

test("each sender has a folder, safe as a name, whatever the platform's id contains", () => {
  const folders = [
    { channel: "telegram", senderId: "1" },
    { channel: "telegram", senderId: "../../2" },
    { channel: "discord", senderId: "1" },
  ].map(folderOfSender);
  expect(new Set(folders).size).toBe(3);
  expect(folders.every((folder) => /^[0-9a-f]{24}$/.test(folder))).toBe(true);
});

test("finds what a text names, wherever it stands", () => {
  const path = `${IN}/${placeOfFile("ann", `${UNIQUE}.pdf`)}`;
  expect(placesIn(`look\n\n[file: ${path}] (a.pdf) and (${IN}/old.txt)`, IN)).toEqual([
    { person: "ann", path: `${IN}/ann/${UNIQUE}` },
    { person: undefined, path: `${IN}/old.txt` },
  ]);
});

test.each([
  `${IN}/ann`.replace("ann", ""),
  `${IN}/ann/../bob/${UNIQUE}.pdf`,
  `${IN}/ann/${UNIQUE}`,
  `${IN}/ann/${UNIQUE}/other.pdf`,
  `${IN}/../auth/token`,
  `${IN}//x`,
])("%s names no file", (text) => {
  expect(placesIn(text, IN)).toEqual([]);
});

test("takes a long text in a time that grows with its length alone", () => {
  const text = `${IN}/a`.repeat(50_000);
  expect(placesIn(text, IN).length).toBeGreaterThan(0);
});
