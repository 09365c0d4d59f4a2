import { inSnapshot, type Command } from "./command.ts";

/** `ping` (https://www.mongodb.com/docs/manual/reference/command/ping): asks the engine something, and answers when it has. */
export const ping: Command = {
  name: "ping",
  writes: false,
  fields: {},
  async run(_command, context) {
    await inSnapshot(context, (transaction) => transaction.collection("ping"));
    return {};
  },
};
