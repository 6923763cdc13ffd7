import { expect, it } from "vitest";
import { complete, offered, typingAt } from "./completion";

const named = (...ids: string[]) => ids.map((id) => ({ id, name: id }));

it("a name is typed only after an @ or # that begins a word", () => {
  expect(typingAt("hi @te", 6)).toEqual({ mark: "@", typed: "te" });
  expect(typingAt("@", 1)).toEqual({ mark: "@", typed: "" });
  expect(typingAt("tell #de", 8)).toEqual({ mark: "#", typed: "de" });
  expect(typingAt("me@te", 5)).toBeUndefined();
  expect(typingAt("@te x", 5)).toBeUndefined();
});

it("a command is typed only as the first word of a message", () => {
  expect(typingAt("/st", 3)).toEqual({ mark: "/", typed: "st" });
  expect(typingAt("say /st", 7)).toBeUndefined();
  expect(typingAt("/stop all", 9)).toBeUndefined();
});

it("names that begin with the typed letters come first", () => {
  const offers = { "@": named("reporter", "porter") };
  expect(offered(offers, { mark: "@", typed: "po" }).map(({ id }) => id)).toEqual(["porter", "reporter"]);
  expect(offered(offers, { mark: "@", typed: "x" })).toEqual([]);
  expect(offered(offers, { mark: "#", typed: "po" })).toEqual([]);
});

it("commands are found by their beginning, and one that is whole is sent, not completed again", () => {
  const offers = { "/": named("status", "stop", "reset") };
  expect(offered(offers, { mark: "/", typed: "ST" }).map(({ id }) => id)).toEqual(["status", "stop"]);
  expect(offered(offers, { mark: "/", typed: "stop" })).toEqual([]);
});

it("a completed name keeps the text around it", () => {
  expect(complete("ask @te about", 7, "tester")).toEqual({ text: "ask @tester about", caret: 12 });
  expect(complete("/st", 3, "status")).toEqual({ text: "/status ", caret: 8 });
});

it("a name is completed behind a long text, whatever the cut", () => {
  const long = "word ".repeat(20_000);
  expect(typingAt(`${long}@co`, long.length + 3)).toEqual({ mark: "@", typed: "co" });
  const inWord = `${long}ann@${"c".repeat(199)}`;
  expect(typingAt(inWord, inWord.length)).toBeUndefined();
  const name = `/${"c".repeat(300)}`;
  expect(typingAt(`ann${name}`, name.length + 3)).toBeUndefined();
});
