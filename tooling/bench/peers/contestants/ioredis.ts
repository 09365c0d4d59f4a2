import type { Contestant } from "../../src/contestant.ts";
import { ioredis } from "./ioredis-client.ts";

/** ioredis with its defaults. The measure of all others. */
export const contestant: Contestant = ioredis(false);
