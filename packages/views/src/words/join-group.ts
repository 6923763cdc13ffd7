/** The command with which a person puts the daemon into a control group of its own. */
export function joinGroup(mount: string): string {
  const group = `${mount}/tinyagi`;
  return `sudo mkdir ${group} && sudo chown -R "$(id -u)" ${group} && echo $$ | sudo tee ${group}/cgroup.procs && tinyagi restart`;
}
