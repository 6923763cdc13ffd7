import { afterEach, expect, test } from "vitest";
import { keep, useAllKept } from "../../lib/kept";
import { forgetId, idFor } from "./sent-ids";

afterEach(() => useAllKept.setState(new Map(), true));

test("the same words to the same recipient keep their id until they have arrived", () => {
  const id = idFor("new", "writer\nHello");
  expect(id).toMatch(/^web_[0-9a-f]{32}$/);
  expect(idFor("new", "writer\nHello")).toBe(id);
  forgetId("new");
  expect(idFor("new", "writer\nHello")).not.toBe(id);
});

test("other words, another recipient and another field have ids of their own", () => {
  const ids = [
    idFor("new", "writer\nHello"),
    idFor("new", "coder\nHello"),
    idFor("new", "coder\nHello!"),
    idFor("thread", "coder\nHello!"),
  ];
  expect(new Set(ids).size).toBe(4);
});

test.each([null, 7, "text", { what: "writer\nHello" }, { what: 1, id: 2 }])(
  "what another program kept there, %j, is no id",
  (value) => {
    keep("sent.new", value);
    expect(idFor("new", "writer\nHello")).toMatch(/^web_/);
  },
);
