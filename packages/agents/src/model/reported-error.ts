/** A failure that a provider reports in an answer that began well. What it means is decided where all failures are: `toFailure`. */

/** Carries the report as the provider wrote it, or as its SDK read it. */
export class ReportedError extends Error {
  override readonly name = "ReportedError";
  readonly report: unknown;

  constructor(report: unknown) {
    super("The provider reported an error in its answer.");
    this.report = report;
  }
}
