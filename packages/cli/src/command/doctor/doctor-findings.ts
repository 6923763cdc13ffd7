/** All findings of the doctor. Changes nothing. */

import type { Settings } from "@tinyagi/contracts";
import { runAudit } from "../../audit/audit.js";
import type { AuditFinding } from "../../audit/audit-finding.js";
import { SANDBOX_FINDINGS } from "../../audit/machine-audit.js";
import type { CliContext } from "../../context/context.js";
import type { Environment } from "../../context/environment.js";
import { hasJoined } from "../../control/worker-process.js";
import { checkAbilities } from "../../doctor/ability-check.js";
import { agentEnvironment } from "../../doctor/agent-environment.js";
import { checkBackup } from "../../doctor/backup-check.js";
import { checkChannels } from "../../doctor/channel-check.js";
import { checkChores } from "../../doctor/chore-check.js";
import { checkCompany } from "../../doctor/company-check.js";
import { checkContainers } from "../../doctor/container-check.js";
import { checkDaemon } from "../../doctor/daemon-check.js";
import { checkDatabase } from "../../doctor/database-check.js";
import { checkDeep } from "../../doctor/deep-check.js";
import { checkDriver } from "../../doctor/driver-check.js";
import { checkEmbedding } from "../../doctor/embedding-check.js";
import { checkExposure } from "../../doctor/expose-check.js";
import type { Finding } from "../../doctor/finding.js";
import { checkHome } from "../../doctor/home-check.js";
import { checkLayout } from "../../doctor/layout-check.js";
import { checkLimits } from "../../doctor/limit-check.js";
import { checkLog } from "../../doctor/log-check.js";
import { checkLogins } from "../../doctor/login-check.js";
import { checkMcp } from "../../doctor/mcp-check.js";
import { checkReach } from "../../doctor/network-check.js";
import { checkPermissions } from "../../doctor/permission-check.js";
import { checkPromptFiles } from "../../doctor/prompt-file-check.js";
import { checkProtocol } from "../../doctor/protocol-check.js";
import { checkPush } from "../../doctor/push-check.js";
import { checkRepositories } from "../../doctor/repository-check.js";
import { checkService } from "../../doctor/service-check.js";
import { checkSettings } from "../../doctor/settings-check.js";
import { checkShared } from "../../doctor/shared-check.js";
import { checkSpeech } from "../../doctor/speech-check.js";
import { checkTools } from "../../doctor/tool-check.js";
import { checkWorkers } from "../../doctor/worker-check.js";
import { checkWorkerHome } from "../../doctor/worker-home-check.js";
import { checkWorkspaces } from "../../doctor/workspace-check.js";

const NODE_MAJOR = 20;
const NODE_MINOR = 20;
/** Findings of the audit that the doctor reports under other ids. */
const REPORTED_ELSEWHERE: readonly string[] = ["settings.unreadable", ...SANDBOX_FINDINGS];

/** @param options `deep` also reads every row of the database and every file of the backups */
export async function examine(context: CliContext, { deep = false } = {}): Promise<Finding[]> {
  const { paths, env } = context;
  if (hasJoined(context))
    return [checkNode(process.versions.node), checkLimits(), ...(await checkWorkerHome(context))];
  const agentEnv = await agentEnvironment(context);
  const { findings: settingsFindings, settings } = await checkSettings(paths.settingsFile);
  const [
    home,
    layout,
    database,
    backups,
    daemon,
    reach,
    mcp,
    shared,
    tools,
    abilities,
    prompts,
    logins,
    workspaces,
    helpers,
    repositories,
    containers,
    workers,
    audit,
  ] = await Promise.all([
    checkHome(paths),
    checkLayout(paths),
    checkDatabase(paths),
    checkBackup(paths, settings, context.now()),
    checkDaemon(context, settings?.server.port),
    checkReach(context),
    checkMcp(context, settings),
    checkOutward(context),
    checkTools({ env: agentEnv, own: env }, settings),
    checkAbilities(agentEnv),
    checkPromptFiles(settings, paths.home),
    checkLogins(settings),
    checkWorkspaces(settings, paths.home),
    checkHelpers(settings, agentEnv),
    checkRepositories(settings, agentEnv),
    checkContainers(settings, { env: agentEnv, home: paths.home }),
    checkWorkers(context, settings),
    runAudit(context),
  ]);
  const ofHome = [
    checkNode(process.versions.node),
    checkLimits(),
    ...home,
    ...layout,
    ...settingsFindings,
    ...checkPermissions(settings),
    ...checkProtocol(settings),
    ...checkChannels(settings),
  ];
  const own = [
    ...ofHome,
    ...(await checkDriver()),
    ...database,
    ...(await checkLog(context)),
    ...backups,
    ...(deep ? await checkDeep(paths) : []),
    ...workspaces,
    ...prompts,
    ...logins,
    ...daemon,
    ...reach,
    ...mcp,
    ...shared,
    ...checkService(context),
    ...tools,
    ...abilities,
    ...helpers,
    ...(await checkKnowledge(context, settings)),
    ...repositories,
    ...containers,
    ...workers,
  ];
  return [...own, ...weaknesses(audit, own)];
}

/** Models and programs that work for agents. */
async function checkHelpers(settings: Settings | undefined, env: Environment): Promise<Finding[]> {
  return [...(await checkSpeech(settings, env)), ...checkChores(settings, env)];
}

async function checkKnowledge(context: CliContext, settings: Settings | undefined): Promise<Finding[]> {
  return [...(await checkCompany(context.paths.home)), ...(await checkEmbedding(context, settings))];
}

/** What leaves this machine or is reached from elsewhere. */
async function checkOutward(context: CliContext): Promise<Finding[]> {
  return [...(await checkShared(context)), ...(await checkPush(context)), ...(await checkExposure(context))];
}

/** Further findings of the security audit: shown as warnings, because the home works. */
function weaknesses(audit: readonly AuditFinding[], own: readonly Finding[]): Finding[] {
  const reported = new Set([...own.map(({ id }) => id), ...REPORTED_ELSEWHERE]);
  return audit
    .filter(({ id }) => !reported.has(id))
    .map(({ id, message, fix, repair }) => ({
      id,
      level: "warning" as const,
      message,
      hint: fix,
      ...(repair === undefined ? {} : { repair }),
    }));
}

/** @param version `20.20.2` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR);
  if (enough) return { id: "node.version", level: "ok", message: `Node ${version}` };
  const message = `Node ${version} is too old; TinyAGI needs ${NODE_MAJOR}.${NODE_MINOR} or newer`;
  return {
    id: "node.version",
    level: "error",
    message,
    hint: "install a newer Node from https://nodejs.org",
  };
}
