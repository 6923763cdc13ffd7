/** The facts of a row's last failure. */
import { type FailureFact, failureFactSchema } from "@tinyagi/contracts";

/** @returns undefined for a row without one, also of an older release */
export function toFailureFact({ failure }: { failure: string | null }): FailureFact | undefined {
  if (failure === null) return undefined;
  try {
    return failureFactSchema.parse(JSON.parse(failure));
  } catch {
    return undefined; // A newer release wrote it. The sentence beside it stays readable.
  }
}

/** The provider that a pending message waits for. */
export function awaitedProvider(row: { status: string; failure: string | null }): string | undefined {
  const fact = row.status === "pending" ? toFailureFact(row) : undefined;
  return fact?.waitsUntil === undefined ? undefined : fact.provider;
}
