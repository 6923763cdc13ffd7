import { expect, it } from "vitest";
import { qrCodeLines } from "./qr-code.js";

it("a QR code has a light border, square modules, and one of the three corner marks", () => {
  const lines = qrCodeLines("https://example.com");
  const [first = ""] = lines;
  expect(first).toBe("█".repeat(first.length));
  for (const line of lines) expect(line).toMatch(/^[█▀▄ ]+$/);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines.length).toBe(Math.ceil(first.length / 2));
  // The mark's outer square is dark and 7 wide.
  expect(lines[1]).toMatch(/^██ ▄▄▄▄▄ /);
});
