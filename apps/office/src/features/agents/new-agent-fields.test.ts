import { expect, test } from "vitest";
import { addCommands, toBody } from "./new-agent-fields";

const FIELDS = {
  id: "coder",
  name: "coder",
  provider: "anthropic",
  model: "",
  role: "",
  template: "",
  place: "",
};

test("an agent of its own has the fields that were typed", () => {
  expect(toBody({ ...FIELDS, role: "writes" }, "zh")).toEqual({
    name: "coder",
    provider: "anthropic",
    model: "",
    role: "writes",
  });
  expect(addCommands(FIELDS)).toEqual(["tinyagi agent add coder --provider anthropic"]);
});

test("an agent from a template keeps its role unless another one was typed, and the command quotes names", () => {
  const fields = { ...FIELDS, template: "dev:coder", name: "It's new", model: "opus" };
  expect(toBody(fields, "zh")).toEqual({
    template: "dev:coder",
    language: "zh",
    name: "It's new",
    provider: "anthropic",
    model: "opus",
  });
  expect(addCommands(fields)).toEqual([
    "tinyagi agent add coder --template dev:coder --provider anthropic --model opus --name 'It'\\''s new'",
  ]);
});

test("an agent on another machine has its place, and the commands give it one", () => {
  const fields = { ...FIELDS, place: "nas" };
  expect(toBody(fields, "en")).toMatchObject({ name: "coder", place: "nas" });
  expect(addCommands(fields)).toEqual([
    "tinyagi agent add coder --provider anthropic",
    "tinyagi agent place coder nas",
  ]);
});
