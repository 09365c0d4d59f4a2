import { request, type RequestOptions } from "node:http";

const timeoutMs = 2_000;

/** Whether a Docker engine answers at `DOCKER_HOST`, or at the socket it uses by default. */
export function dockerAnswers(): Promise<boolean> {
  const options = address(process.env["DOCKER_HOST"]);
  return new Promise((resolve) => {
    const call = request({ ...options, path: "/_ping", timeout: timeoutMs }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(false));
    call.end();
  });
}

function address(host: string | undefined): RequestOptions {
  if (host === undefined || host === "") {
    return { socketPath: process.platform === "win32" ? "//./pipe/docker_engine" : "/var/run/docker.sock" };
  }
  const url = new URL(host);
  if (url.protocol === "unix:" || url.protocol === "npipe:") return { socketPath: url.pathname };
  return { host: url.hostname, port: url.port };
}
