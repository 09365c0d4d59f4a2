/** Mounts live in a namespace of the process alone, so that they vanish with it and nothing has to be unmounted. */
const script =
  'for d in dev proc sys; do mount --rbind "/$d" "$0/$d" || exit 1; done; exec chroot --userspec="$1" "$0" "${@:2}"';

/**
 * The command line that runs a command inside a chroot as a user of it. Each program on the way replaces the one before,
 * so the process that is started is the command's own.
 */
export function enterCommand(
  root: string,
  account: { readonly uid: number; readonly gid: number },
  command: readonly string[],
): [program: string, ...args: string[]] {
  return ["unshare", "--mount", "--", "bash", "-c", script, root, `${account.uid}:${account.gid}`, ...command];
}
