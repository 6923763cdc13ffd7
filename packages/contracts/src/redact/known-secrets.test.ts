/** Credentials are generated here: none of them is real. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { redactText, unfinishedSecretAt } from "../redact.js";
import type { SECRET_RULES } from "./secret-rules.js";

const ROUNDS = 100;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const ALNUM = `${LETTERS}${LETTERS.toLowerCase()}${DIGITS}`;
const WORD = `${ALNUM}_-`;
const HEX = "0123456789abcdef";
const BASE64 = `${ALNUM}+/`;

/** The same numbers in every run of the tests. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const random = randomFrom(7);
const some = (chars: string, count: number): string =>
  Array.from({ length: count }, () => chars.charAt(Math.floor(random() * chars.length))).join("");

/** A credential of each form, whole; only its secret part must go where `secret` is given. */
const MAKE: Record<keyof typeof SECRET_RULES, () => string | { text: string; secret: string }> = {
  "google-api-key": () => `AIza${some(WORD, 35)}`,
  "google-client-secret": () => `GOCSPX-${some(WORD, 28)}`,
  "google-access-token": () => `ya29.${some(WORD, 120)}`,
  "google-refresh-token": () => `1//0${some(WORD, 60)}`,
  "hugging-face": () => `hf_${some(ALNUM, 34)}`,
  "hugging-face-org": () => `api_org_${some(ALNUM, 34)}`,
  npm: () => `npm_${some(ALNUM, 36)}`,
  "aws-key-id": () => `ASIA${some(LETTERS, 16)}`,
  "aws-session-token": () => `IQoJb3JpZ2lu${some(BASE64, 300)}`,
  "aws-session-token-v1": () => `FwoGZXIvYXdz${some(BASE64, 300)}==`,
  "aws-secret-assigned": () => assigned("aws_secret_access_key = ", some(BASE64, 40)),
  "aws-secret-variable": () => assigned('AWS_SESSION_TOKEN="', some(BASE64, 80), '"'),
  "telegram-bot": () => `${some("123456789", 10)}:A${some(WORD, 34)}`,
  "slack-app": () => `xapp-1-${some(ALNUM, 11)}-${some(DIGITS, 13)}-${some(HEX, 64)}`,
  "slack-token": () => `xoxe.xoxp-1-${some(ALNUM, 60)}`,
  "slack-webhook": () =>
    assigned("https://hooks.slack.com/services/", `T${some(ALNUM, 9)}/B${some(ALNUM, 9)}/${some(ALNUM, 24)}`),
  "discord-webhook": () => assigned(`https://discord.com/api/webhooks/${some(DIGITS, 18)}/`, some(WORD, 68)),
  "discord-bot": () => `M${some(ALNUM, 25)}.${some(ALNUM, 6)}.${some(ALNUM, 38)}`,
  "github-app": () => `ghu_${some(ALNUM, 36)}`,
  gitlab: () => `glrt-${some(WORD, 20)}`,
  "stripe-webhook": () => `whsec_${some(ALNUM, 32)}`,
  groq: () => `gsk_${some(ALNUM, 52)}`,
  xai: () => `xai-${some(ALNUM, 80)}`,
  perplexity: () => `pplx-${some(ALNUM, 48)}`,
  replicate: () => `r8_${some(ALNUM, 37)}`,
  sendgrid: () => `SG.${some(WORD, 22)}.${some(WORD, 43)}`,
  pypi: () => `pypi-AgEIcHlwaS5vcmc${some(WORD, 80)}`,
  rubygems: () => `rubygems_${some(HEX, 48)}`,
  docker: () => `dckr_pat_${some(WORD, 27)}`,
  "digital-ocean": () => `dop_v1_${some(HEX, 64)}`,
  shopify: () => `shpat_${some(HEX, 32)}`,
  databricks: () => `dapi${some(HEX, 32)}`,
  vault: () => `hvs.${some(WORD, 90)}`,
  grafana: () => `glsa_${some(ALNUM, 32)}_${some(HEX, 8)}`,
  linear: () => `lin_api_${some(ALNUM, 40)}`,
  notion: () => `ntn_${some(ALNUM, 46)}`,
  figma: () => `figd_${some(WORD, 40)}`,
  sentry: () => `sntrys_${some(BASE64, 80)}`,
  "new-relic": () => `NRAK-${some(LETTERS, 27)}`,
  postman: () => `PMAK-${some(HEX, 24)}-${some(HEX, 34)}`,
  supabase: () => `sbp_${some(HEX, 40)}`,
  tailscale: () => `tskey-auth-${some(ALNUM, 17)}-${some(ALNUM, 32)}`,
  atlassian: () => `ATATT3${some(WORD, 180)}`,
  "azure-client-secret": () => `${some(ALNUM, 3)}8Q~${some(ALNUM, 34)}`,
  "azure-storage": () => assigned("AccountName=shop;AccountKey=", `${some(BASE64, 86)}==`),
  "gitlab-runner": () => `GR1348941${some(WORD, 20)}`,
  "gitlab-session": () => assigned("_gitlab_session=", some(`${HEX}ghijkz`, 32)),
  "1password": () => `ops_eyJ${some(BASE64, 260)}`,
  adobe: () => `p8e-${some(ALNUM, 32)}`,
  alibaba: () => `LTAI${some(ALNUM, 20)}`,
  clickhouse: () => `4b1d${some(ALNUM, 38)}`,
  clojars: () => `CLOJARS_${some(ALNUM, 60)}`,
  "cloudflare-origin": () => `v1.0-${some(HEX, 24)}-${some(HEX, 146)}`,
  "defined-networking": () => `dnkey-${some(WORD, 26)}-${some(WORD, 52)}`,
  doppler: () => `dp.pt.${some(ALNUM, 43)}`,
  dropbox: () => `sl.${some(WORD, 135)}`,
  duffel: () => `duffel_live_${some(WORD, 43)}`,
  dynatrace: () => `dt0c01.${some(ALNUM, 24)}.${some(ALNUM, 64)}`,
  easypost: () => `EZAK${some(ALNUM, 54)}`,
  facebook: () => `EAAC${some(ALNUM, 120)}`,
  flutterwave: () => `FLWSECK_TEST-${some("abcdefgh0123", 32)}-X`,
  fly: () => `fm2_${some(BASE64, 120)}`,
  "frame-io": () => `fio-u-${some(WORD, 64)}`,
  "grafana-key": () => `eyJrIjoi${some(ALNUM, 80)}==`,
  harness: () => `pat.${some(WORD, 22)}.${some(ALNUM, 24)}.${some(ALNUM, 20)}`,
  terraform: () => assigned(`${some(ALNUM, 14)}.atlasv1.`, some(WORD, 67)),
  infracost: () => `ico-${some(ALNUM, 32)}`,
  intra42: () => `s-s4t2ud-${some(HEX, 64)}`,
  mailchimp: () => `${some(HEX, 32)}-us21`,
  mailgun: () => `key-${some(HEX, 32)}`,
  mapbox: () => `sk.eyJ${some(ALNUM, 60)}.${some(WORD, 22)}`,
  maxmind: () => `${some(ALNUM, 6)}_${some(ALNUM, 29)}_mmk`,
  "teams-webhook": () =>
    assigned(
      "https://acme.webhook.office.com/webhookb2/",
      `${some(HEX, 8)}-${some(HEX, 12)}@${some(HEX, 8)}-${some(HEX, 12)}/IncomingWebhook/${some(HEX, 32)}/${some(HEX, 36)}`,
    ),
  octopus: () => `API-${some(`${LETTERS}${DIGITS}`, 26)}`,
  openshift: () => `sha256~${some(WORD, 43)}`,
  plaid: () =>
    `access-sandbox-${some(HEX, 8)}-${some(HEX, 4)}-${some(HEX, 4)}-${some(HEX, 4)}-${some(HEX, 12)}`,
  planetscale: () => `pscale_pw_${some(WORD, 43)}`,
  prefect: () => `pnu_${some(ALNUM, 36)}`,
  pulumi: () => `pul-${some(HEX, 40)}`,
  readme: () => `rdme_${some(HEX, 70)}`,
  scalingo: () => `tk-us-${some(WORD, 48)}`,
  sendinblue: () => `xkeysib-${some(HEX, 64)}-${some(ALNUM, 16)}`,
  settlemint: () => `sm_pat_${some(ALNUM, 16)}`,
  shippo: () => `shippo_live_${some(HEX, 40)}`,
  sourcegraph: () => `sgp_${some(HEX, 16)}_${some(HEX, 40)}`,
  square: () => `sq0atp-${some(WORD, 22)}`,
  twilio: () => `SK${some(HEX, 32)}`,
  typeform: () => `tfp_${some(WORD, 59)}`,
  yandex: () => `AQVN${some(WORD, 36)}`,
  age: () => `AGE-SECRET-KEY-1${some(LETTERS, 58)}`,
};

function assigned(before: string, secret: string, after = ""): { text: string; secret: string } {
  return { text: before + secret + after, secret };
}

describe("a credential with a published form", () => {
  it.each(Object.entries(MAKE))("of the rule %s is taken out wherever it is written", (_name, make) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const made = make();
      const { text, secret } = typeof made === "string" ? { text: made, secret: made } : made;
      for (const written of [
        text,
        `use ${text} now`,
        `KEY="${text}"`,
        `{"key":"${text}"}`,
        `a=1&k=${text}&b=2`,
      ])
        expect(redactText(written)).toBe(written.replace(secret, () => "[redacted]"));
    }
  });
});

/** Forms of a known kind that differ from the one above, as gitleaks 8.24 publishes them. */
describe("another published form", () => {
  it.each([
    ["a routable GitLab token", () => `glpat-${some(WORD, 27)}.01.${some(`${DIGITS}abcz`, 9)}`],
    [
      "a routable GitLab token without a version",
      () => `glrt-t1_${some(WORD, 27)}.${some(`${DIGITS}abcz`, 9)}`,
    ],
    ["a GitLab application secret", () => `gloas-${some(WORD, 64)}`],
    ["an old AWS key", () => `A3TX${some(LETTERS, 16)}`],
    ["a New Relic ingest key", () => `NRII-${some(`${HEX}-`, 32)}`],
    ["a New Relic browser key", () => `NRJS-${some(HEX, 19)}`],
    ["a New Relic key in small letters", () => `NRAK-${some(`${HEX}xyz`, 27)}`],
    ["a Databricks token with a number", () => `dapi${some(HEX, 32)}-2`],
    ["a Fly.io organisation token", () => `fo1_${some(WORD, 43)}`],
    ["a Square secret", () => `EAAA${some(WORD, 60)}`],
    ["a Yandex IAM token", () => `t1.${some(WORD, 100)}.${some(WORD, 86)}`],
    [
      "a PGP key",
      () =>
        `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${some(BASE64, 90)}\n-----END PGP PRIVATE KEY BLOCK-----`,
    ],
    [
      "an OpenSSH key",
      () => `-----BEGIN OPENSSH PRIVATE KEY-----\n${some(BASE64, 90)}\n-----END OPENSSH PRIVATE KEY-----`,
    ],
  ])("%s is taken out", (_name, make) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const secret = make();
      expect(redactText(`key: ${secret} end`)).toBe("key: [redacted] end");
    }
  });
});

describe("passwords in URLs and Basic credentials", () => {
  it.each([
    ["postgres://shop:s3cr3t@db.local:5432/shop", "postgres://shop:[redacted]@db.local:5432/shop"],
    ["https://ann:p@ss:w0rd@host.example/a@b", "https://ann:[redacted]@host.example/a@b"],
    ["redis://:s3cr3t@127.0.0.1", "redis://:[redacted]@127.0.0.1"],
    [
      "git clone https://x-access-token:abc123@github.com/a/b.git",
      "git clone https://x-access-token:[redacted]@github.com/a/b.git",
    ],
    ["see http://a:b@c and http://d:e@f", "see http://a:[redacted]@c and http://d:[redacted]@f"],
  ])("%s becomes %s", (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each([
    "https://example.com:8080/a:b@c",
    "https://example.com/?q=a:b@c",
    "mailto:ann@example.com, see https://example.com",
    "ssh://git@github.com/a/b",
    "The Basic understanding of this is Basic knowledge12",
  ])("%s stays", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("a Basic credential is taken out, also when a stream cuts it off", () => {
    const basic = btoa("ann:correct horse battery");
    expect(redactText(`Authorization: Basic ${basic}`)).toBe("Authorization: Basic [redacted]");
    const cut = `curl -H 'Authorization: Basic ${basic.slice(0, 12)}`;
    expect(cut.slice(unfinishedSecretAt(cut))).toContain("Basic");
  });
});

describe("ordinary text", () => {
  const root = join(import.meta.dirname, "../../../..");
  const filesIn = (folder: string, accept: (name: string) => boolean): string[] =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && accept(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));

  it("such as guides and source code stays as it is", () => {
    const texts = [
      ...filesIn("docs", (name) => name.endsWith(".md")),
      ...["base", "kernel", "home", "features", "graph", "teams", "server"].flatMap((name) =>
        filesIn(`packages/${name}/src`, (file) => file.endsWith(".ts") && !/test|fixture/.test(file)),
      ),
    ];
    const lines = texts.flatMap((path) => readFileSync(path, "utf8").split("\n"));
    expect(lines.length).toBeGreaterThan(50_000);
    const changed = lines.filter((line) => redactText(line) !== line);
    // Only what documents a credential.
    expect(changed.filter((line) => !/Bearer|sk-|PRIVATE KEY|:\/\/[^/]*:[^/]*@/.test(line))).toEqual([]);
    expect(changed.length / lines.length).toBeLessThan(0.001);
  });
});

it.each([
  "AIza",
  "1//0",
  "xox",
  "://a:",
  "Basic ",
  "Basic AAAA",
  "12345678:A",
  "M".repeat(30),
  ".",
  "aws_secret_access_key = ",
  "gl",
  "http://",
])("redaction of repeated %j takes linear time", (part) => {
  const timeOf = (chars: number): number => {
    const text = part.repeat(Math.ceil(chars / part.length));
    const begun = process.cpuUsage();
    redactText(text);
    return process.cpuUsage(begun).user / 1_000;
  };
  timeOf(100_000);
  expect(timeOf(1_000_000)).toBeLessThan(1_500);
});
