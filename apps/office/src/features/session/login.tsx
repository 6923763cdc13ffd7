/** Without a session: a dark desk, and the two ways in. */
"use client";
import { type FormEvent, useState } from "react";
import { toWords } from "../../lib/api";
import { logInWithToken } from "../../lib/session";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Face } from "../../ui/face";
import { Logo } from "../../ui/logo";

type Reason = keyof typeof words.session.why;

export function Login({ reason, onDone }: { reason: Reason; onDone: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center bg-n-1 p-4">
      <div className="grid w-full max-w-[400px] gap-6">
        <div className="flex items-center gap-3">
          <Logo size={32} />
          <h1 className="text-28 font-bold tracking-tight text-n-10">TinyOffice</h1>
          <span className="ml-auto">
            <Face id="doorkeeper" size={40} state="asleep" />
          </span>
        </div>
        <div className="grid gap-2">
          <p>{words.session.why[reason]}</p>
          <pre className="rounded-s border border-n-4 bg-n-0 px-3 py-2 text-13 text-n-10">
            {reason === "away" ? "tinyagi start" : "tinyagi office"}
          </pre>
        </div>
        {reason === "away" ? (
          <Button onClick={onDone}>{words.common.tryAgain}</Button>
        ) : (
          <TokenForm onDone={onDone} />
        )}
      </div>
    </main>
  );
}

function TokenForm({ onDone }: { onDone: () => void }) {
  const { before, after } = words.session.tokenFile;
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get("token") ?? "").trim();
    setBusy(true);
    try {
      await logInWithToken(token);
      onDone();
    } catch (error) {
      setProblem(toWords(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="grid gap-2 border-t border-n-4 pt-5" onSubmit={(event) => void submit(event)}>
      <label htmlFor="token" className="font-medium text-n-10">
        {words.session.useToken}
      </label>
      <p className="text-12 text-n-7">
        {before}
        <code>auth/token</code>
        {after}
      </p>
      <div className="flex gap-2">
        <input
          id="token"
          name="token"
          type="password"
          required
          autoComplete="off"
          aria-describedby={problem === undefined ? undefined : "token-problem"}
          className="h-9 w-full rounded-s border border-n-5 bg-n-0 px-2.5 text-13 max-md:h-11 max-md:text-16"
        />
        <Button type="submit" kind="go" className="h-9" disabled={isBusy}>
          {words.session.logIn}
        </Button>
      </div>
      {problem !== undefined && (
        <p id="token-problem" role="alert" className="text-12 text-failed">
          {problem}
        </p>
      )}
    </form>
  );
}
