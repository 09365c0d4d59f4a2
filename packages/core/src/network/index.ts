export { readCredential } from "./credential.ts";
export { Drain } from "./drain.ts";
export { eachHost } from "./each-host.ts";
export { greet } from "./greet.ts";
export { Interrupt, watchLimits } from "./interrupt.ts";
export { credentialProblems, endpointName, placeOf, type Place, type PlacedOptions } from "./place.ts";
export { createReadingSocket, takeBytes } from "./reading-socket.ts";
export { socketErrorFacts } from "./socket-errors.ts";
export { tlsConnectionOptions } from "./tls-connection.ts";
