/**
 * Forms of credentials that their issuers publish, as scanners such as gitleaks collect them. Data only. Every expression
 * is linear: it begins with the letters of `hint`, and has no repetition within another one.
 */

export interface SecretRule {
  /** Source of an expression for a part of every such credential. A text without any of these parts costs one look. */
  readonly hint: string;
  /** Global. The whole match is replaced, or only the group `secret` if it has one. */
  readonly pattern: RegExp;
}

/** Neither a letter nor a digit before it: `task_hf_x` is no credential. */
const rule = (hint: string, pattern: RegExp): SecretRule => ({
  hint,
  pattern: new RegExp(`(?<![A-Za-z0-9])${pattern.source}`, "dg"),
});

export const SECRET_RULES = {
  "google-api-key": rule("AIza", /AIza[\w-]{35}/),
  "google-client-secret": rule("GOCSPX-", /GOCSPX-[\w-]{20,}/),
  "google-access-token": rule("ya29[.]", /ya29\.[\w-]{20,}/),
  "google-refresh-token": rule("1//0", /1\/\/0[\w-]{20,}/),
  "hugging-face": rule("hf_", /hf_[A-Za-z0-9]{30,}/),
  "hugging-face-org": rule("api_org_", /api_org_[A-Za-z0-9]{30,}/),
  npm: rule("npm_", /npm_[A-Za-z0-9]{36,}/),
  "aws-key-id": rule("A(?:KIA|SIA|BIA|CCA|3T)", /(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{12,}/),
  "aws-session-token": rule("IQoJb3JpZ2lu", /IQoJb3JpZ2lu[\w+/=]{40,}/),
  "aws-session-token-v1": rule("FwoGZXIvYXdz", /FwoGZXIvYXdz[\w+/=]{40,}/),
  "aws-secret-assigned": rule(
    "aws_s",
    /aws_se(?:cret_access_key|ssion_token)["']?[ \t]{0,4}[=:][ \t]{0,4}["']?(?<secret>[\w+/=]{16,})/,
  ),
  "aws-secret-variable": rule(
    "AWS_S",
    /AWS_SE(?:CRET_ACCESS_KEY|SSION_TOKEN)["']?[ \t]{0,4}[=:][ \t]{0,4}["']?(?<secret>[\w+/=]{16,})/,
  ),
  "telegram-bot": rule("[0-9]:A", /[0-9]{5,16}:A[\w-]{34}/),
  "slack-app": rule("xapp-", /xapp-[0-9]-[\w-]{20,}/),
  "slack-token": rule("xox[a-z]", /xox[a-z](?:\.xox[a-z])?-[\w-]{10,}/),
  "slack-webhook": rule(
    "hooks[.]slack",
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[\w+/]{20,})/,
  ),
  "discord-webhook": rule(
    "/api/webhooks/",
    /discord(?:app)?\.com\/api\/webhooks\/[0-9]{5,25}\/(?<secret>[\w-]{20,})/,
  ),
  "discord-bot": rule("[MNO][A-Za-z0-9_-]{22}", /[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}/),
  "github-app": rule("gh[ur]_", /gh[ur]_[A-Za-z0-9]{20,}/),
  // A routable token ends in a number of its payload and a checksum.
  gitlab: rule(
    "gl[a-z]{2,5}-",
    /gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w-]{20,}(?:\.[0-9a-z]{2,12}){0,2}/,
  ),
  "gitlab-runner": rule("GR1348941", /GR1348941[\w-]{20,}/),
  "gitlab-session": rule("_gitlab_session=", /_gitlab_session=(?<secret>[0-9a-z]{32})/),
  "stripe-webhook": rule("whsec_", /whsec_[A-Za-z0-9+/=]{20,}/),
  groq: rule("gsk_", /gsk_[A-Za-z0-9]{30,}/),
  xai: rule("xai-", /xai-[A-Za-z0-9]{40,}/),
  perplexity: rule("pplx-", /pplx-[A-Za-z0-9]{30,}/),
  replicate: rule("r8_", /r8_[A-Za-z0-9]{30,}/),
  sendgrid: rule("SG[.]", /SG\.[\w=-]{16,32}\.[\w=-]{16,64}/),
  pypi: rule("pypi-AgE", /pypi-AgE[\w-]{40,}/),
  rubygems: rule("rubygems_", /rubygems_[a-f0-9]{40,}/),
  docker: rule("dckr_", /dckr_(?:pat|oat)_[\w-]{20,}/),
  "digital-ocean": rule("_v1_", /do[opr]_v1_[A-Fa-f0-9]{40,}/),
  shopify: rule("shp[a-z]{2}_", /shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{30,}/),
  databricks: rule("dapi[a-f0-9]{8}", /dapi[a-f0-9]{32}(?:-[0-9])?/),
  vault: rule("hv[bsr][.]", /hv[bsr]\.[\w-]{24,}/),
  grafana: rule("gl(?:sa|c)_", /gl(?:sa|c)_[\w+/=]{30,}/),
  linear: rule("lin_", /lin_(?:api|oauth)_[A-Za-z0-9]{30,}/),
  notion: rule("ntn_", /ntn_[A-Za-z0-9]{30,}/),
  figma: rule("figd_", /figd_[\w-]{30,}/),
  sentry: rule("sntry[su]_", /sntry[su]_[\w+/=]{40,}/),
  "new-relic": rule("NR(?:AK|JS|II)-", /NR(?:AK|JS|II)-[A-Za-z0-9-]{19,}/),
  postman: rule("PMAK-", /PMAK-[A-Fa-f0-9-]{40,}/),
  supabase: rule("sb(?:p|_secret)_", /sb(?:p|_secret)_[\w-]{20,}/),
  tailscale: rule("tskey-", /tskey-[\w-]{20,}/),
  atlassian: rule("ATATT3", /ATATT3[\w=-]{40,}/),
  "azure-client-secret": rule("Q~", /[\w~.]{3}[0-9]Q~[\w~.-]{31,34}/),
  "azure-storage": rule("AccountKey=", /AccountKey=(?<secret>[\w+/]{40,}={0,2})/),
  age: rule("AGE-SECRET-KEY-1", /AGE-SECRET-KEY-1[A-Z0-9]{40,}/),
  "1password": rule("ops_eyJ", /ops_eyJ[\w+/=-]{250,}/),
  adobe: rule("p8e-", /p8e-[A-Za-z0-9]{32}/),
  alibaba: rule("LTAI", /LTAI[A-Za-z0-9]{20}/),
  clickhouse: rule("4b1d", /4b1d[A-Za-z0-9]{38}/),
  clojars: rule("CLOJARS_", /CLOJARS_[A-Za-z0-9]{60}/),
  "cloudflare-origin": rule("v1[.]0-", /v1\.0-[a-f0-9]{24}-[a-f0-9]{146}/),
  "defined-networking": rule("dnkey-", /dnkey-[\w=-]{26}-[\w=-]{52}/),
  doppler: rule("dp[.]", /dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{1,35}\.)?[A-Za-z0-9]{40,}/),
  dropbox: rule("sl[.]", /sl\.[\w=-]{130,}/),
  duffel: rule("duffel_", /duffel_(?:test|live)_[\w=-]{43}/),
  dynatrace: rule("dt0[a-z][0-9]{2}[.]", /dt0[a-z][0-9]{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}/),
  easypost: rule("EZ[AT]K", /EZ[AT]K[A-Za-z0-9]{54}/),
  facebook: rule("EAA[MC]", /EAA[MC][A-Za-z0-9]{100,}/),
  flutterwave: rule("FLWSECK", /FLWSECK(?:_TEST)?-[A-Ha-h0-9]{12,}(?:-X)?/),
  fly: rule("f(?:o1|m1[ar]|m2)_", /f(?:o1_[\w-]{43}|m(?:1[ar]|2)_[\w+/=-]{100,})/),
  "frame-io": rule("fio-u-", /fio-u-[\w=-]{64}/),
  "grafana-key": rule("eyJrIjoi", /eyJrIjoi[A-Za-z0-9]{70,400}={0,3}/),
  harness: rule("[ps]at[.]", /[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}/),
  terraform: rule("atlasv1[.]", /atlasv1\.(?<secret>[\w=-]{60,})/),
  infracost: rule("ico-", /ico-[A-Za-z0-9]{32}/),
  intra42: rule("s-s4t2", /s-s4t2(?:ud|af)-[a-f0-9]{64}/),
  mailchimp: rule("-us[0-9]", /[a-f0-9]{32}-us[0-9]{1,2}/),
  mailgun: rule("key-[a-f0-9]{8}", /key-[a-f0-9]{32}/),
  mapbox: rule("sk[.]eyJ", /sk\.eyJ[\w-]{50,}\.[\w-]{20,}/),
  maxmind: rule("_mmk", /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/),
  "teams-webhook": rule(
    "webhook[.]office[.]com",
    /webhook\.office\.com\/webhookb2\/(?<secret>[\w@-]{20,}\/IncomingWebhook\/[\w/-]{32,})/,
  ),
  octopus: rule("API-[A-Z0-9]{8}", /API-[A-Z0-9]{26}/),
  openshift: rule("sha256~", /sha256~[\w-]{43}/),
  plaid: rule(
    "access-(?:sandbox|development|production)-",
    /access-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  ),
  planetscale: rule("pscale_", /pscale_(?:tkn|oauth|pw)_[\w=.-]{32,64}/),
  prefect: rule("pnu_", /pnu_[A-Za-z0-9]{36}/),
  pulumi: rule("pul-", /pul-[a-f0-9]{40}/),
  readme: rule("rdme_", /rdme_[a-z0-9]{70}/),
  scalingo: rule("tk-us-", /tk-us-[\w-]{48}/),
  sendinblue: rule("xkeysib-", /xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}/),
  settlemint: rule("sm_[aps]at_", /sm_(?:aat|pat|sat)_[A-Za-z0-9]{16}/),
  shippo: rule("shippo_", /shippo_(?:live|test)_[A-Fa-f0-9]{40}/),
  sourcegraph: rule("sgp_", /sgp_(?:(?:[A-Fa-f0-9]{16}|local)_)?[A-Fa-f0-9]{40}/),
  square: rule("sq0|EAAA", /(?:EAAA|sq0(?:atp|csp|idp)-)[\w-]{22,60}/),
  twilio: rule("SK[0-9a-fA-F]{8}", /SK[0-9a-fA-F]{32}(?![A-Za-z0-9])/),
  typeform: rule("tfp_", /tfp_[\w.=-]{59}/),
  yandex: rule("AQVN|t1[.]", /AQVN[\w-]{35,38}|t1\.[\w=.-]{100,}/),
} as const satisfies Readonly<Record<string, SecretRule>>;

/** Matches a part of every text with a credential of these forms. */
export const MAYBE_KNOWN_SECRET = new RegExp(
  Object.values<SecretRule>(SECRET_RULES)
    .map(({ hint }) => hint)
    .join("|"),
);
