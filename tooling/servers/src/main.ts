import { down } from "./commands/down.ts";
import { execute } from "./commands/exec.ts";
import { install } from "./commands/install.ts";
import { status } from "./commands/status.ts";
import { up } from "./commands/up.ts";

const usage = `usage: pnpm servers <command>
  up [engines]                     start servers that stay, print the lines that export their URLs
  down [engines]                   stop them and remove their data
  status                           where each engine can be had from, and what is up
  exec [engines] -- <command>      start, run the command with DB_TEST_<ENGINE>_URL set, stop
  install [engines] [--upgrade]    put servers into a chroot of Debian (Linux, root, 1 to 2 GB)`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "up":
      return up(rest);
    case "down":
      return down(rest);
    case "status":
      return status();
    case "exec": {
      const split = rest.indexOf("--");
      return execute(split < 0 ? [] : rest.slice(0, split), rest.slice(split + 1));
    }
    case "install":
      return install(rest);
    default:
      console.error(usage);
      return 2;
  }
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(`servers: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
