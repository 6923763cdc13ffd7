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
  "aws-key-id": rule("A(?:KIA|SIA|BIA|CCA)", /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/),
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
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/]{20,})/,
  ),
  "discord-webhook": rule(
    "/api/webhooks/",
    /discord(?:app)?\.com\/api\/webhooks\/[0-9]{5,25}\/(?<secret>[\w-]{20,})/,
  ),
  "discord-bot": rule("[MNO][A-Za-z0-9_-]{22}", /[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}/),
  "github-app": rule("gh[ur]_", /gh[ur]_[A-Za-z0-9]{20,}/),
  gitlab: rule("gl[a-z]{2,5}-", /gl(?:dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[\w-]{20,}/),
  "stripe-webhook": rule("whsec_", /whsec_[A-Za-z0-9+/=]{20,}/),
  groq: rule("gsk_", /gsk_[A-Za-z0-9]{30,}/),
  xai: rule("xai-", /xai-[A-Za-z0-9]{40,}/),
  perplexity: rule("pplx-", /pplx-[A-Za-z0-9]{30,}/),
  replicate: rule("r8_", /r8_[A-Za-z0-9]{30,}/),
  sendgrid: rule("SG[.]", /SG\.[\w-]{16,32}\.[\w-]{16,64}/),
  pypi: rule("pypi-AgE", /pypi-AgE[\w-]{40,}/),
  rubygems: rule("rubygems_", /rubygems_[a-f0-9]{40,}/),
  docker: rule("dckr_", /dckr_(?:pat|oat)_[\w-]{20,}/),
  "digital-ocean": rule("_v1_", /do[opr]_v1_[a-f0-9]{40,}/),
  shopify: rule("shp[a-z]{2}_", /shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{30,}/),
  databricks: rule("dapi[a-f0-9]{8}", /dapi[a-f0-9]{32}/),
  vault: rule("hv[bsr][.]", /hv[bsr]\.[\w-]{24,}/),
  grafana: rule("gl(?:sa|c)_", /gl(?:sa|c)_[\w+/=]{30,}/),
  linear: rule("lin_", /lin_(?:api|oauth)_[A-Za-z0-9]{30,}/),
  notion: rule("ntn_", /ntn_[A-Za-z0-9]{30,}/),
  figma: rule("figd_", /figd_[\w-]{30,}/),
  sentry: rule("sntry[su]_", /sntry[su]_[\w+/=]{40,}/),
  "new-relic": rule("NRAK-", /NRAK-[A-Z0-9]{20,}/),
  postman: rule("PMAK-", /PMAK-[A-Fa-f0-9-]{40,}/),
  supabase: rule("sb(?:p|_secret)_", /sb(?:p|_secret)_[\w-]{20,}/),
  tailscale: rule("tskey-", /tskey-[\w-]{20,}/),
  atlassian: rule("ATATT3", /ATATT3[\w=-]{40,}/),
  "azure-client-secret": rule("Q~", /[\w~.]{3}[0-9]Q~[\w~.-]{31,34}/),
  "azure-storage": rule("AccountKey=", /AccountKey=(?<secret>[\w+/]{40,}={0,2})/),
  age: rule("AGE-SECRET-KEY-1", /AGE-SECRET-KEY-1[A-Z0-9]{40,}/),
} as const satisfies Readonly<Record<string, SecretRule>>;

/** Matches a part of every text with a credential of these forms. */
export const MAYBE_KNOWN_SECRET = new RegExp(
  Object.values<SecretRule>(SECRET_RULES)
    .map(({ hint }) => hint)
    .join("|"),
);
