/** What helps a provider that is paused: test it, end its pause, change its key or login. */
"use client";
import { toWords } from "../../lib/api";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { toFailure } from "../providers/provider-words";
import { useTestProvider } from "../providers/queries";
import { keyHref } from "./needs";
import { useResumeProvider } from "./queries";

/** @param place the worker on which it is paused: a test or a key of this machine says nothing about that one */
export function ProviderActs({ provider, place }: { provider: string; place?: string | undefined }) {
  const test = useTestProvider();
  const resume = useResumeProvider();
  const say = words.needs.provider;
  const problem = test.error ?? resume.error;
  return (
    <>
      <div className="mt-1.5 flex flex-wrap gap-1.5 max-md:[&>*]:flex-1">
        {place === undefined && (
          <Button size="s" data-answer disabled={test.isPending} onClick={() => test.mutate({ provider })}>
            {test.isPending ? say.testing : say.test}
          </Button>
        )}
        <Button size="s" data-answer disabled={resume.isPending} onClick={() => resume.mutate(provider)}>
          {say.resume}
        </Button>
        {place === undefined && (
          <Link href={keyHref(provider)} data-answer className={buttonClass("plain", "s")}>
            {say.change}
          </Link>
        )}
      </div>
      {problem && (
        <p role="alert" className="mt-1.5 text-12 break-words text-failed">
          {toWords(problem)}
        </p>
      )}
      {!problem && test.data !== undefined && (
        <p
          role="status"
          className={`mt-1.5 text-12 break-words ${test.data.ok ? "text-n-9" : "text-failed"}`}
        >
          {test.data.ok ? say.works : (toFailure(test.data.steps) ?? say.failed)}
        </p>
      )}
    </>
  );
}
