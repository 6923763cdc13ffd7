import { expect, test } from "vitest";
import { STORAGE_FAULTS, storageError, toStorageFault } from "./storage-fault.js";

const failed = (code: string, syscall?: string) => Object.assign(new Error("it failed"), { code, syscall });

test.each(Object.entries(STORAGE_FAULTS))(
  "%s says what happened and what to do",
  (code, { reason, action }) => {
    const error = storageError(failed(code, "write"));
    expect(error).toMatchObject({
      retryable: true,
      status: expect.toSatisfy((status) => status === 503 || status === 507),
    });
    expect(error?.message).toContain(reason);
    expect(error?.message).toContain(action);
    expect(action).toMatch(/`[^`]+`/);
  },
);

test("a full disk is told from one that cannot be used, and from open files", () => {
  expect(toStorageFault(failed("ENOSPC", "write"))?.code).toBe("STORAGE_FULL");
  expect(toStorageFault(failed("SQLITE_IOERR_WRITE"))?.code).toBe("STORAGE_UNAVAILABLE");
  expect(toStorageFault(failed("SQLITE_FULL"))?.code).toBe("STORAGE_FULL");
  expect(toStorageFault(failed("EMFILE", "open"))?.code).toBe("TOO_MANY_FILES");
});

test("an error of the network, of a program or of no system call is not one of storage", () => {
  for (const syscall of ["listen", "connect", "spawn claude", undefined])
    expect(toStorageFault(failed("EACCES", syscall))).toBeUndefined();
  expect(toStorageFault(failed("ENOENT", "open"))).toBeUndefined();
  expect(toStorageFault("ENOSPC")).toBeUndefined();
});
