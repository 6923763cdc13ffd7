import { expect, test } from "vitest";
import { createPort } from "./port.js";

test("a port gives the part that was connected", () => {
  const part = { wake: () => "woken" };
  const port = createPort<typeof part>("lanes");
  port.connect(part);
  expect(port.part).toBe(part);
});

test("a port that nothing is connected to is named in the error", () => {
  expect(() => createPort<{ wake(): void }>("lanes").part).toThrow('The port "lanes" is used before');
});

test("a port is connected once", () => {
  const port = createPort<{ wake?: () => void }>("lanes");
  port.connect({});
  expect(() => port.connect({})).toThrow('The port "lanes" is connected twice.');
});
