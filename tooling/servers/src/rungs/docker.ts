import { isAtLeast } from "../requirement.ts";
import { waitUntil } from "../process/wait.ts";
import { dockerAnswers } from "./docker-engine.ts";
import type { Rung } from "./rung.ts";

/** What testcontainers itself asks for. */
const neededNode = "22.22";

/** A container of the engine's image, where a Docker engine answers. Testcontainers removes it, also after a crash. */
export const fromDocker: Rung = async ({ engine, minimum, keep }) => {
  const recipe = engine.container;
  if (recipe === undefined) return { reason: undefined };
  if (keep) return { reason: "containers end with their caller: use docker/compose.yml" };
  if (!(await dockerAnswers())) return { reason: "start Docker" };
  if (!isAtLeast(process.versions.node, neededNode)) return { reason: `run Node ${neededNode} or later to use Docker` };
  const { GenericContainer, Wait } = await import("testcontainers");
  const patience = recipe.patienceMs ?? 180_000;
  let container = new GenericContainer(recipe.image)
    .withEnvironment({ ...recipe.environment })
    .withExposedPorts(recipe.port);
  if (recipe.command !== undefined) container = container.withCommand([...recipe.command]);
  const files = Object.entries(recipe.files ?? {}).map(([target, content]) => ({ target, content }));
  if (files.length > 0) container = container.withCopyContentToContainer(files);
  if (recipe.readyMessage !== undefined) {
    const { pattern, times } = recipe.readyMessage;
    container = container.withWaitStrategy(Wait.forLogMessage(pattern, times));
  }
  const started = await container.withStartupTimeout(patience).start();
  const url = recipe.url(started.getHost(), started.getMappedPort(recipe.port));
  const stop = async (): Promise<void> => void (await started.stop());
  try {
    const version = await waitUntil(() => engine.probe(url), { timeoutMs: patience });
    if (minimum === undefined || isAtLeast(version, minimum)) return { engine, url, version, origin: "docker", stop };
    await stop();
    return { reason: `the image ${recipe.image} has version ${version}` };
  } catch (error) {
    await stop();
    throw error;
  }
};
