import { expect, it } from "vitest";
import { mentionsIn } from "./mentions-in";

const isName = (mark: string, id: string): boolean => `${mark}${id}` === "@coder" || id === "dev";
const marked = (text: string) =>
  mentionsIn(text, isName)
    .map(({ text: part, isMention }) => (isMention ? `<${part}>` : part))
    .join("");

it("agents, teams and rooms that exist are marked; other words with a mark stay text", () => {
  expect(marked("@coder, tell (@dev) in #dev: ok")).toBe("<@coder>, tell (<@dev>) in <#dev>: ok");
  expect(marked("@nobody and #coder")).toBe("@nobody and #coder");
  expect(marked("me@coder.example and a#dev")).toBe("me@coder.example and a#dev");
  expect(marked("")).toBe("");
});
