import { expect, it } from "vitest";
import { forgetSaved, keep, readKept, useAllKept } from "./kept";

it("a text is kept by its name until it is saved", async () => {
  const heard: unknown[] = [];
  const end = useAllKept.subscribe(() => heard.push(readKept("soul.ann")));
  keep("soul.ann", "calm");
  keep("soul.bo", "loud");
  await forgetSaved("soul.ann", Promise.resolve());
  expect([readKept("soul.ann"), readKept("soul.bo")]).toEqual([undefined, "loud"]);
  end();
  keep("soul.bo", undefined);
  expect(heard).toEqual(["calm", "calm", undefined]);
});

it("what is typed while a text is saved stays, and so does a text that was refused", async () => {
  keep("soul.ann", "calm");
  const saving = forgetSaved("soul.ann", Promise.resolve());
  keep("soul.ann", "calm and kind");
  await saving;
  expect(readKept("soul.ann")).toBe("calm and kind");
  const refused = forgetSaved("soul.ann", Promise.reject(new Error("The disk is full.")));
  await expect(refused).rejects.toThrow("The disk is full.");
  expect(readKept("soul.ann")).toBe("calm and kind");
});
