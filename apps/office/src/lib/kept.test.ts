import { expect, it } from "vitest";
import { forgetSaved, keep, readStored, useAllKept } from "./kept";

it("a text is kept by its name until it is saved", async () => {
  const heard: unknown[] = [];
  const end = useAllKept.subscribe(() => heard.push(readStored("soul.ann")));
  keep("soul.ann", "calm");
  keep("soul.bo", "loud");
  await forgetSaved("soul.ann", Promise.resolve());
  expect([readStored("soul.ann"), readStored("soul.bo")]).toEqual([undefined, "loud"]);
  end();
  keep("soul.bo", undefined);
  expect(heard).toEqual(["calm", "calm", undefined]);
});

it("what is typed while a text is saved stays, and so does a text that was refused", async () => {
  keep("soul.ann", "calm");
  const saving = forgetSaved("soul.ann", Promise.resolve());
  keep("soul.ann", "calm and kind");
  await saving;
  expect(readStored("soul.ann")).toBe("calm and kind");
  const refused = forgetSaved("soul.ann", Promise.reject(new Error("The disk is full.")));
  await expect(refused).rejects.toThrow("The disk is full.");
  expect(readStored("soul.ann")).toBe("calm and kind");
});
