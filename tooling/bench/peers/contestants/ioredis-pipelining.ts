import type { Contestant } from "../../src/contestant.ts";
import { ioredis } from "./ioredis-client.ts";

/** ioredis, which gathers what is sent in one turn of the event loop. */
export const contestant: Contestant = ioredis(true);
