import { expect, it } from "vitest";
import { languageFor } from "./language";

it("the first language of the reader that exists here is chosen, whatever its region", () => {
  expect(languageFor(["zh-Hans-CN", "en"])).toBe("zh");
  expect(languageFor(["fr-FR", "en-GB", "zh"])).toBe("en");
  expect(languageFor(["ZH"])).toBe("zh");
});

it("without a known language it is English", () => {
  expect(languageFor(["nl", "zhx"])).toBe("en");
  expect(languageFor([])).toBe("en");
});
