export { readCredential } from "./credential.ts";
export { eachHost, endpointName, type PlacedOptions } from "./each-host.ts";
export { Interrupt, watchLimits } from "./interrupt.ts";
export { socketErrorFacts } from "./socket-errors.ts";
export { tlsConnectionOptions } from "./tls-connection.ts";
