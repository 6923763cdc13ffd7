import { expect, it } from "vitest";
import { safeHref } from "./link";

it("only complete web and mail addresses become links", () => {
  expect(safeHref("https://example.org/a")).toBe("https://example.org/a");
  expect(safeHref("mailto:ann@example.org")).toBe("mailto:ann@example.org");
  for (const bad of [
    "javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>1</script>",
    "file:///etc/passwd",
    "/api/session",
    "//example.org",
    "chat?id=x",
    "",
  ])
    expect(safeHref(bad)).toBeUndefined();
});
