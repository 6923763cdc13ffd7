/**
 * First run. Its question: what is here, and does it answer me? The eye meets one sentence and one next button. Each
 * step can be skipped; the address holds the step and the choices.
 */
"use client";
import { useRouter } from "next/navigation";
import { toWords } from "../../lib/api";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Reading, Region, Trouble } from "../../ui/region";
import { AnswerStep } from "./answer-step";
import { ChannelStep } from "./channel-step";
import { HereStep } from "./here-step";
import { MessageStep } from "./message-step";
import { useSetup } from "./queries";
import { after, before, indexOf, type Setup, STEPS, type StepKey, toStep } from "./steps";
import { TeamStep } from "./team-step";
import { endWelcome, useKeepPlace } from "./welcome";

export function Start() {
  const setup = useSetup();
  const [param, setStep] = useParam("step", "here");
  const step = toStep(param);
  useKeepPlace();
  if (setup.error !== null && setup.data === undefined)
    return <Trouble text={toWords(setup.error)} retry={() => void setup.refetch()} />;
  if (setup.data === undefined)
    return (
      <div className="px-4 md:px-8">
        <Reading />
      </div>
    );
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="mx-auto grid max-w-[960px] gap-x-16 gap-y-6 px-4 py-6 md:grid-cols-[160px_minmax(0,1fr)] md:px-8 md:py-12">
        <Progress step={step} />
        <Region key={step} name={words.start.thisStep}>
          <Step step={step} setup={setup.data} goTo={(next) => setStep(next, "push")} />
        </Region>
      </div>
    </div>
  );
}

interface StepProps {
  step: StepKey;
  setup: Setup;
  goTo: (step: StepKey) => void;
}

function Step({ step, setup, goTo }: StepProps) {
  const router = useRouter();
  const leave = (): void => {
    endWelcome();
    router.push("/");
  };
  const next = (): void => goTo(after(step));
  // A step may be the first page of this tab, so that the browser has nothing to go back to.
  const back = (): void => goTo(before(step));
  if (step === "team") return <TeamStep setup={setup} onNext={next} onBack={back} />;
  if (step === "channel") return <ChannelStep onNext={next} onBack={back} />;
  if (step === "message") return <MessageStep setup={setup} onNext={next} onBack={back} onLeave={leave} />;
  if (step === "answer") return <AnswerStep goTo={goTo} onLeave={leave} />;
  return <HereStep setup={setup} onNext={next} onLeave={leave} />;
}

function Progress({ step }: { step: StepKey }) {
  const at = indexOf(step);
  return (
    <ol aria-label={words.start.steps.label} className="flex gap-1 md:grid md:content-start md:gap-4">
      {STEPS.map((key, i) => (
        <li
          key={key}
          aria-current={key === step ? "step" : undefined}
          className={`flex items-center gap-3 text-13 max-md:h-1.5 max-md:flex-1 ${i < at ? "max-md:bg-n-10 text-n-9" : i === at ? "max-md:bg-accent font-semibold text-n-10" : "max-md:bg-n-4 text-n-7"}`}
        >
          <i
            aria-hidden="true"
            className={`size-3.5 flex-none border-2 max-md:hidden ${i < at ? "border-n-10 bg-n-10" : i === at ? "border-n-10 bg-accent" : "border-n-5"}`}
          />
          <span className="max-md:sr-only">{words.start.steps[key]}</span>
        </li>
      ))}
    </ol>
  );
}
