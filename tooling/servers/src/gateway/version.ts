/** The version of MongoDB whose commands the gateway speaks. */
export const gatewayVersion = "7.0.0";

/** How it tells in `buildInfo` that it is not MongoDB. */
export const gatewayModule = "documentdb-gateway";
