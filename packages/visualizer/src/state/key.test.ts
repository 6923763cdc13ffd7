import { expect, it } from "vitest";
import { createKeyReader, type Press } from "./key.js";

const NONE: Press = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageUp: false,
  pageDown: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  tab: false,
  backspace: false,
  delete: false,
  ctrl: false,
  meta: false,
};

it("keys that a terminal sends together are read one by one", () => {
  const read = createKeyReader();
  const names = read("a\tb\r\u007f\u0003", NONE).map((key) => (key.name === "text" ? key.text : key.name));
  expect(names).toEqual(["a", "tab", "b", "enter", "backspace", "interrupt"]);
});

it("a pasted text types and never commands, whatever is in it", () => {
  const read = createKeyReader();
  const keys = ["[200~", "x", "y\rq", "[201~"].flatMap((input) => read(input, NONE));
  expect(keys).toEqual([{ name: "text", text: "xy\nq" }]);
  expect(read("q", NONE)).toEqual([{ name: "text", text: "q" }]);
});

it("a letter that comes with Esc is not lost", () => {
  const read = createKeyReader();
  expect(read("q", { ...NONE, meta: true })).toEqual([{ name: "alt", text: "q" }]);
  expect(read("\r", { ...NONE, meta: true })).toEqual([{ name: "newline" }]);
});

it("sequences that are no keys are ignored", () => {
  const read = createKeyReader();
  for (const input of ["[I", "[O", "[<0;1;1M", "[1;5H"])
    expect(read(input, { ...NONE, meta: true })).toEqual([]);
});
