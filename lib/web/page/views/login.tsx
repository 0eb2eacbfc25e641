/**
 * How to come in: with an account, or with the code of a class.
 *
 * @module
 */

import { logIn, type Refusal, register } from "../acts/login.ts";
import { explain } from "../app.ts";
import { type ComponentChildren, type JSX, useEffect, useState } from "../preact.tsx";
import { useApp } from "./context.tsx";
import { Languages } from "./languages.tsx";
import { LinkBanner } from "./notices.tsx";
import { later, Lazy } from "./lazy.tsx";

/** The code of the class that the address of the page has, as a QR code carries it: `#K7MP3XWQ`. */
export function codeInAddress(hash: string): string {
  return /^#(?:code=)?([A-Za-z0-9-]{4,20})$/.exec(hash)?.[1] ?? "";
}

let taken = "";

/** Takes the code out of the address, where whoever uses this browser next would find it. */
function takeCode(): string {
  const code = codeInAddress(location.hash);
  if (code === "") return taken;
  history.replaceState(null, "", location.pathname);
  return taken = code;
}

/** The code that came; an address with another one that is opened in this tab does not load the page anew. */
function useCode(onCode: () => void): string {
  const [code, setCode] = useState(takeCode);
  useEffect(() => {
    const take = () => location.hash !== "" && [setCode(takeCode()), onCode()];
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);
  return code;
}

interface FieldProps extends JSX.IntrinsicAttributes {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly input?: JSX.IntrinsicElements["input"];
}

function Field({ name, label, hint, input = {} }: FieldProps) {
  return (
    <p class="field">
      <label for={`field-${name}`}>{label}</label>
      <input id={`field-${name}`} name={name} aria-describedby={hint && `hint-${name}`} {...input} />
      {hint && <small id={`hint-${name}`}>{hint}</small>}
    </p>
  );
}

const NAME = { autocapitalize: "none", autocorrect: "off", spellcheck: false, required: true, maxLength: 32 } as const;

/** The form. What is typed is never part of the address or kept. */
export function Login() {
  const app = useApp();
  const { texts, store } = app;
  const [isNew, setNew] = useState(() => takeCode() !== "");
  const code = useCode(() => setNew(true));
  const [refusal, setRefusal] = useState<Refusal>();
  const [isAsking, setAsking] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const get = (name: string) => String(data.get(name) ?? "");
    setAsking(true);
    const [user, password] = [get("user"), get("password")];
    const account = { code: get("code"), user, password, fullName: get("fullName") };
    setRefusal(await (isNew ? register(app, account) : logIn(app, user, password)));
    setAsking(false);
  };
  const { ended, login } = store.state;
  const isBusy = isAsking || login !== undefined; // The conversations are on their way.
  return (
    <main class="login">
      <header>
        <h1>{texts.name}</h1>
        <p>{texts.tagline}</p>
      </header>
      <LinkBanner />
      <div class="choice" role="group" aria-label={texts.enter}>
        <Choice isChosen={!isNew} onChoose={() => setNew(false)}>{texts.logIn}</Choice>
        <Choice isChosen={isNew} onChoose={() => setNew(true)}>{texts.newHere}</Choice>
      </div>
      <form onSubmit={submit} key={`${isNew} ${code}`}>
        {isNew && <CodeField code={code} />}
        <Field
          name="user"
          label={texts.user}
          hint={isNew ? texts.userHint : undefined}
          input={{ ...NAME, autocomplete: "username", pattern: "[A-Za-z0-9_.\\-]{1,32}", title: texts.userHint }}
        />
        <Field
          name="password"
          label={texts.password}
          input={{ type: "password", required: true, autocomplete: isNew ? "new-password" : "current-password" }}
        />
        {isNew && (
          <Field
            name="fullName"
            label={`${texts.fullName} (${texts.optional})`}
            input={{ autocomplete: "name", maxLength: 100 }}
          />
        )}
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? texts.entering : isNew ? texts.join : texts.enter}
        </button>
        <p class="refusal" role="alert">{refusal ?? (ended && !isBusy ? explain(app, ended) : "")}</p>
      </form>
      <Foot code={code} />
    </main>
  );
}

function CodeField({ code }: { code: string }) {
  const { texts } = useApp();
  return (
    <Field
      name="code"
      label={texts.code}
      hint={texts.codeHint}
      input={{
        defaultValue: code,
        autocomplete: "off",
        autocapitalize: "characters",
        spellcheck: false,
        maxLength: 40,
      }}
    />
  );
}

function Choice(
  { isChosen, onChoose, children }: { isChosen: boolean; onChoose: () => void; children: ComponentChildren },
) {
  return <button type="button" aria-pressed={isChosen} onClick={onChoose}>{children}</button>;
}

const qr = later(async () => (await import("./qr.tsx")).Qr);

function Foot({ code }: { code: string }) {
  const { texts } = useApp();
  const address = code === "" ? location.origin : `${location.origin}/#${code}`;
  return (
    <footer>
      {location.protocol === "http:" && <p class="plain">{texts.plain}</p>}
      <div class="invite">
        <Lazy part={qr} props={{ text: address }} />
        <p>{texts.scan(location.host)}</p>
      </div>
      <Languages />
    </footer>
  );
}
