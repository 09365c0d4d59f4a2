import { chrootFolder } from "../chroot/location.ts";
import { urlVariable } from "../engine.ts";
import { engines } from "../engines/index.ts";
import { dockerAnswers } from "../rungs/docker-engine.ts";
import { chrootInstallations, machineInstallations } from "../rungs/installations.ts";
import { ownProcesses, readState } from "../state.ts";

/** Prints where each engine could be had from on this machine, and which servers `up` has running. */
export async function status(): Promise<number> {
  console.log(`Docker: ${(await dockerAnswers()) ? "answers" : "does not answer"}`);
  for (const engine of engines) {
    const found = [...(await machineInstallations(engine)), ...(await chrootInstallations(engine))];
    const places = found.map(({ version, root, folder }) => `${version} in ${root}${folder}`);
    if (process.env[urlVariable(engine.name)]) places.unshift(urlVariable(engine.name));
    if (engine.debian !== undefined && places.length === 0)
      places.push(`nowhere (its chroot: ${chrootFolder(engine.debian.chroot)})`);
    console.log(`${engine.title}: ${places.join(", ") || "nowhere"}`);
  }
  for (const server of readState()) {
    console.log(
      `up: ${server.title} ${server.version} at ${server.url}${ownProcesses(server).length > 0 ? "" : " (has ended)"}`,
    );
  }
  return 0;
}
